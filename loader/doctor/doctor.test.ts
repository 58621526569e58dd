/** The table of the doctor: each broken site has its verdict and no other, each healthy one has none. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { spawnSync } from 'node:child_process';
import { STUB_FORMS } from '../../e2e/pages/stubs.js';
import { openGround, type Ground } from './ground.js';
import { readHtml } from './read.js';
import { SITES } from './sites.js';
import { stubOf } from './stub.js';
import { seen } from './walk.js';

describe('rtp-tag doctor', { concurrency: 2 }, () => {
  let ground: Ground;
  before(async () => (ground = await openGround()));
  after(async () => {
    try {
      assert.deepEqual(await ground.stored(), [], 'every marked event was removed');
    } finally {
      await ground.close();
    }
  });

  it('has a table of at least 25 broken sites and 5 healthy ones', () => {
    const broken = SITES.filter(({ verdict }) => verdict.length);
    assert.ok(broken.length >= 25 && SITES.length - broken.length >= 5, `${broken.length} and ${SITES.length - broken.length}`);
  });

  for (const site of SITES.filter(({ browser }) => !browser))
    it(`${site.what}: ${site.verdict.join(', ') || 'healthy'}`, async () => {
      const report = await seen(ground, site);
      assert.deepEqual([...new Set(report.findings.map(({ code }) => code))], site.verdict, JSON.stringify(report.findings, null, 1));
      assert.equal(report.exit, report.unread ? 2 : site.verdict.length ? 1 : 0);
      for (const { says, action, link } of report.findings) {
        assert.doesNotMatch(says + action, /\$\d|undefined/);
        assert.match(link, /^[\w/]+\.md/);
      }
    });

  it('knows every form of the documented stub', () => {
    for (const { name, stub } of STUB_FORMS) {
      const [script] = readHtml(`<script>${stub}</script>`).scripts;
      assert.equal(script && stubOf(script, [])?.kind, 'documented', name);
    }
  });
});

const TAG = fileURLToPath(new URL('../../dist/rtp-tag.mjs', import.meta.url));
for (const [args, reason] of [
  [[], /doctor needs the address of a page/],
  [['shop.test'], /'shop.test' is no address of a page: write it whole/],
  [['http://a.test/', 'http://b.test/'], /one page at a time/],
  [['http://a.test/', '--collector', 'x'], /--collector 'x' is no address/],
  [['http://a.test/', '--wat'], /--wat/],
] as const)
  it(`rtp-tag doctor ${args.join(' ')}: one line that says what is wrong, exit 2`, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [TAG, 'doctor', ...args], { encoding: 'utf8' });
    assert.deepEqual([status, stdout, stderr.trim().split('\n').length], [2, '', 1]);
    assert.match(stderr, reason);
  });
