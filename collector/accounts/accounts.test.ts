/** A folder of account files: what it lets in, what browsers get, and what happens when a file changes. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import http from 'node:http';
import { body, folder, openCollector, type Running } from '../testing/collector.js';
import type { Accounts } from './port.js';
import { APPS } from './apps.js';
import { modals } from './modals.js';
import { panelStyle } from './style.js';
import { openFacts } from './facts.js';
import { AccountError, openAccounts } from './index.js';

const HELLO = { id: 7, name: 'seven', type: 'dialog', content: '<p>Hello</p>' };
const FILES: Record<string, object> = {
  shop: { segments: [{ id: 1, name: 'one', filters: [{ event: 'a' }] }], campaigns: [HELLO] },
  off: { enabled: false, segments: [{ id: 1, name: 'one', filters: [{ org: 'a' }] }], campaigns: [HELLO] },
  private: { honourDnt: true },
  strict: { origins: ['https://shop.test'] },
};

describe('the account files of a running collector', () => {
  let dir = '';
  let one: Running;
  let accounts: Accounts;
  let said: string[] = [];
  /** resolves with what is said from now on, as soon as one line of it matches */
  let told: (line: string) => void = () => {};
  const next = (pattern: RegExp): Promise<string[]> => {
    said = [];
    return new Promise((resolve) => (told = (line) => pattern.test(line) && resolve(said)));
  };
  const note = (level: string) => (text: string) => {
    said.push(`${level}: ${text}`);
    told(text);
  };
  const write = (name: string, text: string): void => writeFileSync(join(dir, name), text);
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> => fetch(one.url + path, { headers });

  before(async () => {
    dir = await folder();
    for (const [name, file] of Object.entries(FILES)) write(name + '.json', JSON.stringify(file));
    accounts = await openAccounts(
      dir,
      { info: note('info'), warn: note('warn'), error: note('error') },
      await openFacts('country=x-country', () => {}),
    );
    one = await openCollector({ accounts });
  });
  after(async () => {
    accounts.close();
    await one.end();
    rmSync(dir, { recursive: true });
  });

  it('serve the compiled configuration with an ETag, and 304 to who has it', async () => {
    const answer = await get('/c/shop.json');
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
    assert.match(answer.headers.get('cache-control') ?? '', /public, max-age=50$/);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    assert.deepEqual(await answer.json(), {
      v: 1,
      l: ['Close', 'Minimise'],
      h: panelStyle(),
      b: modals,
      a: APPS,
      s: [[1, 'one', 0, ['e', 'a', 1]]],
      c: [{ i: '7', k: 'd', l: 'seven', g: [['', 100, [['p', 0, 'Hello']]]] }],
    });
    const etag = answer.headers.get('etag') ?? '';
    assert.ok(etag);
    const again = await get('/c/shop.json', { 'if-none-match': etag });
    assert.deepEqual([again.status, await again.text()], [304, '']);
    assert.deepEqual(await (await get('/c/nobody.json')).json(), { v: 1, s: [], c: [] });
    assert.equal((await get('/c/..%2Fshop.json')).status, 404);
  });

  it('serve it compressed: a hundred segments are less than 2 KB', async () => {
    const seen = next(/^account many read/);
    write(
      'many.json',
      JSON.stringify({
        segments: Array.from({ length: 100 }, (_, id) => ({
          id: id + 1,
          name: `Segment ${id}`,
          filters: [{ page: `*/products/${id}*` }, { event: ['plan', 'order'] }],
        })),
      }),
    );
    await seen;
    // fetch would unpack it.
    const [bytes, plain] = await new Promise<[number, number]>((resolve) =>
      http.get(one.url + '/c/many.json', { headers: { 'accept-encoding': 'br' } }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve([Buffer.concat(chunks).length, brotliDecompressSync(Buffer.concat(chunks)).length]));
      }),
    );
    assert.ok(bytes < 2048 && plain > 5000, `${bytes} bytes of ${plain}`);
  });

  it('an account that is off has no segments, no campaigns, and stores nothing', async () => {
    assert.deepEqual(await (await get('/c/off.json')).json(), { v: 1, o: 1, s: [], c: [] });
    assert.equal((await one.send(body([[1, 0, 'view']], { a: 'off' }))).status, 204);
    assert.deepEqual(await one.events('?account=off'), []);
  });

  it('honour Do Not Track and Global Privacy Control where the file says so', async () => {
    const send = (p: string, a: string, headers: Record<string, string>): Promise<Response> =>
      one.send(body([[1, 0, 'view']], { a, p }), headers);
    for (const name of ['dnt', 'sec-gpc']) assert.equal((await send('mp000000private', 'private', { [name]: '1' })).status, 204);
    assert.deepEqual(await one.events('?account=private'), []);
    await send('mp0000privateno', 'private', {});
    await send('mp000000000shop', 'shop', { dnt: '1' });
    assert.equal((await one.events('?account=private')).length, 1);
    assert.equal((await one.events('?account=shop')).length, 1);
  });

  it('let in the named origins alone', async () => {
    const send = (p: string, origin?: string): Promise<Response> =>
      one.send(body([[1, 0, 'view']], { a: 'strict', p }), origin ? { origin } : {});
    assert.equal((await send('mp0000strictyes', 'https://shop.test')).status, 204);
    const refused = await send('mp00000strictno', 'https://other.test');
    assert.equal(refused.status, 400);
    assert.match(await refused.text(), /origin not allowed for account strict/);
    assert.equal((await send('mp0strictnobody')).status, 400);
    assert.equal((await one.events('?account=strict')).length, 1);
  });

  it('answer what the edge knows, to the page alone', async () => {
    const answer = await get('/visitor?a=shop', { 'x-country': 'NL' });
    assert.match(answer.headers.get('cache-control') ?? '', /private/);
    assert.deepEqual(await answer.json(), {
      location: { country: 'NL', state: null, city: null },
      org: null,
      industries: [],
      isp: false,
      abm: [],
    });
  });

  it('a change is taken; a bad one keeps the last good one in force and says where it is wrong', async () => {
    const before = (await get('/c/shop.json')).headers.get('etag');
    let seen = next(/^account shop changed/);
    write('shop.json', JSON.stringify({ campaigns: [{ ...HELLO, state: 'paused' }] }));
    await seen;
    const paused = await get('/c/shop.json', { 'if-none-match': before ?? '' });
    assert.equal(paused.status, 200);
    assert.equal(((await paused.json()) as { c: { p?: number }[] }).c[0]?.p, 1);

    seen = next(/the last good version stays in force/);
    write('shop.json', '{\n  "campaigns": [{\n    "id": 7,\n    "name": "seven",\n    "type": "popup", "content": "x"\n  }]\n}');
    const file = join(dir, 'shop.json');
    assert.deepEqual(await seen, [
      `error: ${file}:5:13: campaigns[0].type: expected one of "dialog", "in zone", "widget"; found "popup"; did you mean "dialog"?`,
      `error: ${file}: the last good version stays in force`,
    ]);
    assert.equal((await get('/c/shop.json')).headers.get('etag'), paused.headers.get('etag'));

    seen = next(/^account shop changed/);
    write('shop.json', JSON.stringify(FILES.shop));
    await seen;
    assert.equal((await get('/c/shop.json')).headers.get('etag'), before);

    seen = next(/^account shop has no file any more/);
    rmSync(file);
    await seen;
    assert.deepEqual(await (await get('/c/shop.json')).json(), { v: 1, s: [], c: [] });
  });

  it('a file of another name than an account can have is refused, and a bad file stops the start', async () => {
    const other = await folder();
    writeFileSync(join(other, 'a b.json'), '{}');
    const open = (): Promise<Accounts> =>
      openAccounts(other, { info() {}, warn() {}, error() {} }, () => ({
        location: { country: null, state: null, city: null },
        org: null,
        industries: [],
        isp: false,
        abm: [],
      }));
    await assert.rejects(open(), /a b\.json:1:1: expected a file name/);
    writeFileSync(join(other, 'a b.json'), '');
    rmSync(join(other, 'a b.json'));
    writeFileSync(join(other, 'x.json'), '{\n"enabled": 1}');
    await assert.rejects(
      open(),
      (error) => error instanceof AccountError && /x\.json:2:12: enabled: expected boolean; found 1/.test(error.message),
    );
    rmSync(other, { recursive: true });
  });
});
