import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { hashOf, numberOf, readVersions } from '../collector/http/open/builds.js';
import { openCollector } from '../collector/testing/collector.js';
import { freeze, versionTable, withTable } from './release.js';

const sri = (text: string | Buffer): string => 'sha384-' + createHash('sha384').update(text).digest('base64');
const DIST = fileURLToPath(new URL('../dist/', import.meta.url));

/** A build of which the core and one bundle say who they are. */
const build = (dist: string, name: string): string => {
  const files = { 'rtp.js': `core ${name}`, 'rtp-campaigns.js': `campaigns ${name}` };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(dist, file), text);
  const integrity = Object.fromEntries(Object.entries(files).map(([file, text]) => [file, sri(text)]));
  writeFileSync(join(dist, 'integrity.json'), JSON.stringify(integrity));
  return hashOf(files['rtp.js']);
};

describe('frozen versions', () => {
  let dist = '';
  before(() => (dist = mkdtempSync(join(tmpdir(), 'rtp-release-'))));
  after(() => rmSync(dist, { recursive: true }));

  it('outlive six upgrades: each address has its own core and its own bundles, another hash has none', async () => {
    const hashes: string[] = [];
    for (let n = 1; n <= 6; n++) {
      hashes.push(build(dist, `${n}`));
      freeze(dist, dist, `0.${n}.0`, '2026-11-26');
    }
    const present = build(dist, 'present');
    const one = await openCollector({ env: { RTP_DIST: dist } });
    for (const [at, hash] of [...hashes.entries(), [6, present] as const])
      for (const [file, word] of [
        ['rtp.js', 'core'],
        ['rtp-campaigns.js', 'campaigns'],
      ]) {
        const answer = await fetch(`${one.url}/v/${hash}/${file}`);
        assert.equal(await answer.text(), `${word} ${at === 6 ? 'present' : at + 1}`);
        assert.match(answer.headers.get('cache-control') ?? '', /immutable/);
        assert.equal(answer.headers.get('access-control-allow-origin'), '*', 'integrity needs CORS');
      }
    for (const path of [`/v/AAAAAAAAAAAA/rtp.js`, `/v/${hashes[0]}/rtp-rcmd.js`, '/v/..%2f..%2fintegrity.json/rtp.js'])
      assert.equal((await fetch(one.url + path)).status, 404, path);
    assert.equal(await (await fetch(one.url + '/rtp.js')).text(), 'core present');
    await one.end();
  });

  it('are not frozen twice under one name with other bytes', () => {
    const before = readVersions(dist).length;
    build(dist, 'other');
    assert.throws(() => freeze(dist, dist, '0.6.0', '2026-11-26'), /0\.6\.0 is released already, with another build .*npm version/s);
    build(dist, '6');
    assert.equal(freeze(dist, dist, '0.6.0', '2026-11-27').length, before, 'the same build again changes nothing');
  });

  it('are kept twenty deep', () => {
    for (let n = 10; n < 32; n++) {
      build(dist, `${n}`);
      freeze(dist, dist, `1.${n}.0`, '2026-11-26');
    }
    assert.deepEqual([readVersions(dist).length, readVersions(dist)[0]?.version], [20, '1.31.0']);
  });

  it('of this project are the bytes that their list says, and the page on upgrading has them', () => {
    const versions = readVersions(DIST);
    assert.ok(versions.length > 0);
    for (const { hash, integrity } of versions)
      for (const [name, value] of Object.entries(integrity)) {
        const content = readFileSync(join(DIST, 'v', hash, name));
        assert.equal(sri(content), value);
        if (name === 'rtp.js') assert.equal(hashOf(content), hash);
      }
    const page = readFileSync(new URL('upgrading.md', import.meta.url), 'utf8');
    assert.ok(page.includes(versionTable(versions)));
    assert.equal(withTable(page, versions), page);
    assert.throws(() => withTable('nothing', versions), /no place/);
  });

  it('have bundles that belong to their core: a core of other bundles has another hash', () => {
    const mark = numberOf(
      ['rtp-campaigns.js', 'rtp-rcmd.js', 'rtp-markup.js', 'rtp-consent.js', 'rtp-before.js', 'rtp-inspect.js']
        .map((name) => readFileSync(join(DIST, name), 'utf8'))
        .join(''),
    );
    assert.ok(readFileSync(join(DIST, 'rtp.js'), 'utf8').endsWith(`//${mark}\n`));
  });
});
