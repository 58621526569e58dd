/** Deep JSON: refused by its depth on every way in. In Node 26 one of these texts, parsed, ends the process (json.ts). */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readBody } from './ingest.js';
import { isDeep, parseJson } from './json.js';
import { ADMIN, body, folder, openCollector, type Running } from './testing/collector.js';

/** As deep as a body of 64 KiB can be, and no JSON in the end. */
const DEEP = '[1,'.repeat(20_000);

describe('the depth of a text', () => {
  const nested = (levels: number, inner: string): string => '[1,{"a":'.repeat(levels / 2) + inner + '}]'.repeat(levels / 2);

  it('is that of lists and objects within each other', () => {
    assert.deepEqual([isDeep(nested(500, '1')), isDeep(nested(500, '[]'))], [false, true]);
    assert.equal(isDeep(`[${'[{}],'.repeat(2000)}0]`), false, 'beside each other they are not deep');
    assert.equal(isDeep(DEEP), true);
  });

  it('counts no bracket of a string, and each one behind it', () => {
    for (const text of ['[', '\\"[', '\\\\', '\\\\\\"{[', '\\u005b']) {
      const list = JSON.parse(`[${`"${text}",`.repeat(1000)}0]`) as unknown[];
      assert.equal(list.length, 1001);
      assert.equal(isDeep(`["${text}", ${nested(498, `"${text.repeat(1000)}"`)}]`), false, text);
      assert.equal(isDeep(`["${text}", ${nested(500, '1')}]`), true, text);
    }
    assert.equal(isDeep('"' + '['.repeat(1000)), false, 'a string without an end is no JSON from there on');
  });

  it('is parsed where it is not deep, and is no JSON otherwise', () => {
    assert.deepEqual(parseJson('{"a":[1,{"b":"[[["}]}'), { a: [1, { b: '[[[' }] });
    assert.throws(() => parseJson(DEEP), SyntaxError);
    assert.throws(() => parseJson('{'), SyntaxError);
  });
});

describe('a deep text from outside', () => {
  let one: Running;
  before(async () => (one = await openCollector({ env: { RTP_CONFIG: await folder() } })));
  after(() => one.end());

  const post = (path: string, text: string, headers: Record<string, string>): Promise<Response> =>
    fetch(one.url + path, { method: 'POST', body: text, headers });

  it('is refused by its depth on every way in, and the collector lives', async () => {
    const json = { 'content-type': 'application/json' };
    const made = await post('/api/keys?account=demo', '{"name":"test"}', { ...ADMIN, ...json });
    const { key } = (await made.json()) as { key: string };
    const ways: [path: string, headers: Record<string, string>, error: RegExp][] = [
      ['/e', {}, /nested too deep/],
      ['/v/abc/rtp.js', {}, /nested too deep/],
      ['/api/events', { authorization: 'Bearer ' + key }, /line 1 is no JSON/],
      ['/api/import', { ...ADMIN, 'content-type': 'application/x-ndjson' }, /one JSON object a line/],
      ['/api/content?account=demo', { ...ADMIN, ...json }, /nested too deep/],
      ['/api/keys?account=demo', { ...ADMIN, ...json }, /nested too deep/],
      ['/login', json, /nested too deep/],
    ];
    for (const [path, headers, error] of ways)
      for (let n = 0; n < 20; n++) {
        const answer = await post(path, DEEP, headers);
        assert.equal(answer.status, 400, path);
        assert.match(await answer.text(), error, path);
      }
    const inQuery = await post('/e?d=' + '['.repeat(20_000), '', {});
    assert.match(((await inQuery.json()) as { error: string }).error, /nested too deep/);
    // Whatever a route is, or whether there is one.
    for (const path of ['/', '/nothing', '/logout', '/metrics']) assert.ok((await post(path, DEEP, json)).status < 500, path);
    assert.equal((await one.send(body([[1, 0, 'view']]))).status, 204);
  });

  it('costs a rescue only the call that it stands in', () => {
    const call = (text: unknown): unknown[] => [text, 1_700_000_000_000, 'https://shop.test/'];
    const named = (value: string): unknown[] => call(JSON.stringify({ 0: 'send', 1: 'event', 2: { value } }));
    const rescue = (...calls: unknown[]): string =>
      JSON.stringify(['https://shop.test/', 1_700_000_000_000, [0.5, 'demo', 0, ...calls], '']);
    for (const deep of [DEEP, [DEEP]])
      for (let n = 0; n < 20; n++)
        assert.deepEqual(
          readBody(rescue(named('one'), call(deep), named('[[two')), Date.now()).events.map(({ number, value }) => [number, value]),
          [
            [1, ['one']],
            [2, ['[[two']],
          ],
        );
    // A string of a string, as Prototype.js made it.
    for (let n = 0; n < 20; n++) assert.match(readBody(JSON.stringify(DEEP), Date.now()).error ?? '', /object expected/);
  });
});
