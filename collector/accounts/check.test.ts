/** Broken account files: what the collector's check and the shipped command say of them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { folder } from '../testing/collector.js';
import { BROKEN } from '../testing/broken.js';
import { check, problemLine } from './check.js';
import { summary } from './rules.js';

const COMMAND = fileURLToPath(new URL('../../dist/rtp-tag.mjs', import.meta.url));
const DEMO = fileURLToPath(new URL('../../config/demo.json', import.meta.url));
const run = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [COMMAND, 'check', ...args], { encoding: 'utf8' });

/** What the check says on standard error. */
const said = (file: string, text: string): string => {
  const { problems, warnings } = check(text);
  return [...warnings.map((warning) => 'warning: ' + problemLine(file, warning)), ...problems.map((problem) => problemLine(file, problem))]
    .map((line) => line + '\n')
    .join('');
};

describe('account files that are wrong', () => {
  it('are many', () => assert.ok(BROKEN.length >= 25));
  for (const { what, text, problems } of BROKEN)
    it(`${what}: line, path, expected and found`, () => {
      const found = check(text);
      assert.equal(found.account, undefined);
      assert.deepEqual(
        found.problems.map(({ line, path }) => [line, path]),
        problems.map(([line, path]) => [line, path]),
      );
      problems.forEach(([, , expected, seen], index) => {
        const problem = found.problems[index];
        assert.ok(problem?.expected.startsWith(expected), `expected ${problem?.expected}`);
        assert.ok(problem?.found.startsWith(seen), `found ${problem?.found}`);
      });
    });

  it('the command says the same of each, and ends with 1', async () => {
    const dir = await folder();
    const files = BROKEN.map(({ text }, index) => {
      const file = join(dir, `broken${index}.json`);
      writeFileSync(file, text);
      return file;
    });
    const { status, stderr, stdout } = run(...files);
    assert.equal(stderr, BROKEN.map(({ text }, index) => said(files[index] ?? '', text)).join(''));
    assert.deepEqual([status, stdout], [1, '']);
    // A good one beside it changes nothing.
    assert.equal(run(DEMO, files[0] ?? '').status, 1);
    rmSync(dir, { recursive: true });
  });

  it('a column is that of the value', () => assert.equal(check('{\n  "enabled": 1\n}').problems[0]?.column, 14));
  it('a line ends with CR LF, too, and a byte order mark counts for nothing', () =>
    assert.equal(check('\uFEFF{\r\n"enabled": true,\r\n"x": 1}').problems[0]?.line, 3));
});

describe('account files that are good', () => {
  it('the demo account, with exit code 0', () => {
    const { status, stdout, stderr } = run(DEMO);
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /demo\.json: good; 3 segments, 4 campaigns, \d+ bytes as browsers get it\n$/);
    assert.deepEqual(check(readFileSync(DEMO, 'utf8')).warnings, []);
  });
  it('may have comments and commas at their ends', () => assert.ok(check('{\n  // off for now\n  "enabled": false, /* so */\n}').account));
  it('are summed up in words', () => {
    const one = { id: 1, name: 'a', filters: [] };
    assert.equal(summary({ segments: [one] }), '1 segment, 0 campaigns');
    assert.equal(summary({ segments: [one, one] }), '2 segments, 0 campaigns');
  });
  it('may be empty', () => assert.deepEqual({ ...check('{}').account }, {}));

  const warned: [what: string, text: string, line: number, path: string, found: RegExp][] = [
    [
      'a filter that the expression leaves out',
      '{"segments": [{"id": 1, "name": "a",\n"filters": [{"event": "a"}, {"event": "b"}],\n"join": "1"}]}',
      3,
      'segments[0].join',
      /none of number 2/,
    ],
    [
      'a script in content',
      '{"campaigns": [{"id": 1, "name": "a", "type": "dialog",\n"content": "<p onclick=\'x()\'>Hi</p><script>x()</script>"}]}',
      2,
      'campaigns[0].content',
      /onclick=, <script>/,
    ],
    [
      'a style in a zone',
      '{"campaigns": [{"id": 1, "name": "a", "type": "in zone", "zone": "z",\n"content": "<style>p{}</style><p>Hi</p>"}]}',
      2,
      'campaigns[0].content',
      /<style>/,
    ],
    [
      'all or any of one value',
      '{"segments": [{"id": 1, "name": "a", "filters": [{"event": "a",\n"match": "all"}]}]}',
      2,
      'segments[0].filters[0].match',
      /it with "a"/,
    ],
    ['a bar without content for it', '{"content": [{"title": "A", "address": "/a"}],\n"bar": {}}', 2, 'bar', /none/],
    ['a conversion without content', '{\n"conversions": "order*"}', 2, 'conversions', /order/],
    ['an address in the middle of its network', '{"exclude": [\n"203.0.113.7/24"]}', 2, 'exclude[0]', /203\.0\.113\.7\/24/],
    ['a network of everybody', '{"exclude": [\n"0.0.0.0/0"]}', 2, 'exclude[0]', /all of them/],
    ['an address that a network has already', '{"exclude": ["2001:db8::/32",\n"2001:db8::7"]}', 2, 'exclude[1]', /2001:db8::\/32/],
    ['a discovery of nothing', '{\n"discovery": {}}', 2, 'discovery', /none/],
  ];
  for (const [what, text, line, path, found] of warned)
    it(`${what} is a warning`, () => {
      const { account, warnings } = check(text);
      assert.ok(account);
      assert.deepEqual(
        warnings.map((warning) => [warning.line, warning.path]),
        [[line, path]],
      );
      assert.match(warnings[0]?.found ?? '', found);
    });
});

describe('the command, where there is nothing to check', () => {
  for (const args of [[], ['--help'], ['/no/such/file.json'], ['/no/such/file.json', DEMO]])
    it(`rtp-tag check ${args.map((arg) => arg.replace(/.*\//, '')).join(' ')} ends with 2`, () => {
      const { status, stdout, stderr } = run(...args);
      assert.equal(status, 2);
      assert.equal(stdout !== '', args.includes(DEMO));
      assert.match(stderr, /^rtp-tag: /);
    });
});
