import assert from 'node:assert/strict';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ADMIN, openCollector, type Running } from '../testing/collector.js';
import { openKeys } from '../keys/keys.js';
import { readServerEvents, type Result } from './read.js';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const reasonOf = (given: unknown): string => {
  const items = readServerEvents(JSON.stringify(given), 'shop', NOW);
  return typeof items === 'string' ? items : (items[0]?.reason ?? '');
};

describe('what a server sends', () => {
  it('is one object, a list, or a line each', () => {
    const read = (text: string): number => readServerEvents(text, 'shop', NOW).length;
    assert.equal(read('{"value":"a"}'), 1);
    assert.equal(read('[{"value":"a"},{"value":["a","b"]}]'), 2);
    assert.equal(read('{"value":"a"}\n\n{"value":"b"}\n'), 2);
  });

  for (const [given, wanted] of [
    [{}, 'value is missing'],
    [{ value: [] }, 'found 0'],
    [{ value: ['a', 'b', 'c', 'd', 'e'] }, 'found 5'],
    [{ value: [''] }, 'not empty'],
    [{ value: 7 }, 'found 7'],
    [{ value: 'x'.repeat(2049) }, '2048 characters'],
    [{ value: 'a', tiem: 1 }, 'tiem: no such key'],
    [{ value: 'a', id: 'o1' }, 'time is missing'],
    [{ value: 'a', time: 'yesterday' }, 'an ISO time'],
    [{ value: 'a', time: '2026-11-01T00:00:00Z' }, 'at most 8 days in the past; now it is 2026-11-26T12:00:00.000Z'],
    [{ value: 'a', time: NOW + 3_600_000 }, 'at most 5 minutes in the future'],
    [{ value: 'a', visitor: 'a b' }, 'visitor: up to 64'],
    ['text', 'an object such as'],
  ] as const)
    it(`refuses ${JSON.stringify(given).slice(0, 60)}: ${wanted}`, () => assert.ok(reasonOf(given).includes(wanted), reasonOf(given)));

  it('refuses a body that is none, and says which line', () => {
    assert.match(readServerEvents('{"value":"a"}\n{oops', 'shop', NOW) as string, /^line 2 is no JSON/);
    assert.match(
      readServerEvents(JSON.stringify(Array(1001).fill({})), 'shop', NOW) as string,
      /at most 1000 events a request, found 1001/,
    );
  });

  it('makes the same event of the same id and time', () => {
    const page = (id: string): string | undefined => {
      const [item] = readServerEvents(JSON.stringify({ id, time: NOW, value: 'a' }), 'shop', NOW + 5) as { event?: { page: string } }[];
      return item?.event?.page;
    };
    assert.equal(page('o1'), page('o1'));
    assert.notEqual(page('o1'), page('o2'));
    assert.match(page('o1') ?? '', new RegExp(`^${NOW}\\d{16}$`));
  });
});

describe('keys', () => {
  it('are kept as hashes, revoked at once, and hold for their own account', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'rtp-keys-'));
    const keys = openKeys(dir);
    const elsewhere = openKeys(dir);
    const { key, kept } = await keys.make('my_shop', 'billing');
    assert.equal(await elsewhere.accountOf(key), 'my_shop');
    const file = await readFile(join(dir, 'keys/my_shop.json'), 'utf8');
    assert.ok(!file.includes(key) && !file.includes(key.slice(-48)));
    assert.equal(await keys.accountOf(key.replace('my_shop', 'other')), undefined);
    assert.equal(await keys.accountOf(key.slice(0, -1) + (key.endsWith('0') ? '1' : '0')), undefined);
    assert.equal(await keys.accountOf('rtp_../../etc/passwd_' + '0'.repeat(48)), undefined);
    await Promise.all([keys.make('my_shop', 'a'), keys.make('my_shop', 'b')]);
    assert.equal((await keys.list('my_shop')).length, 3);
    assert.equal(await elsewhere.revoke('my_shop', kept.id), true);
    assert.equal(await keys.accountOf(key), undefined);
    assert.equal(await keys.revoke('my_shop', kept.id), false);
  });
});

describe('POST /api/events', () => {
  let one: Running;
  let key: string;
  before(async () => {
    one = await openCollector({ env: { RTP_CONFIG: await mkdtemp(join(tmpdir(), 'rtp-servers-')) } });
    const answer = await fetch(one.url + '/api/keys?account=shop', {
      method: 'POST',
      headers: { ...ADMIN, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'billing' }),
    });
    ({ key } = (await answer.json()) as { key: string });
  });
  after(() => one.end());

  interface Answer {
    status: number;
    stored: number;
    duplicate: number;
    refused: number;
    results: Result[];
    error?: string;
  }
  const post = async (body: string, headers: Record<string, string> = { authorization: 'Bearer ' + key }, query = ''): Promise<Answer> => {
    const answer = await fetch(one.url + '/api/events' + query, { method: 'POST', headers, body });
    return { ...((await answer.json()) as Answer), status: answer.status };
  };

  it('says of each event whether it is stored, a duplicate, or refused and why', async () => {
    const time = new Date().toISOString();
    const order = { id: 'order-1', time, visitor: 'v1', value: ['order paid', 'plan B'], page: 'https://shop.test/pay' };
    const first = await post(JSON.stringify([order, { value: 7 }, { ...order, id: 'order-2' }]));
    assert.deepEqual([first.status, first.stored, first.duplicate, first.refused], [200, 2, 0, 1]);
    assert.deepEqual(
      first.results.map(({ id, status }) => [id, status]),
      [
        ['order-1', 'stored'],
        [undefined, 'refused'],
        ['order-2', 'stored'],
      ],
    );
    const again = await post(JSON.stringify(order) + '\n' + JSON.stringify({ ...order, id: 'order-3' }));
    assert.deepEqual(
      again.results.map(({ status }) => status),
      ['duplicate', 'stored'],
    );
    const rows = (await one.events('?account=shop')).filter((row) => row.visitor === 'v1');
    assert.equal(rows.length, 3);
    assert.deepEqual([rows[0]?.value, rows[0]?.at, rows[0]?.page], [['order paid', 'plan B'], time, 'https://shop.test/pay']);
    // The same value of the same visitor counts once a day where no session is named.
    assert.equal(rows.filter((row) => row.counted).length, 1);
  });

  it('stores nothing in a dry run, and says what it would', async () => {
    const time = new Date().toISOString();
    const text = JSON.stringify({ id: 'dry', time, value: 'dry' });
    assert.deepEqual((await post(text, undefined, '?dry')).results, [{ id: 'dry', status: 'stored' }]);
    assert.equal(
      (await one.events('?account=shop')).some((row) => (row.value as string[])[0] === 'dry'),
      false,
    );
    await post(text);
    assert.deepEqual((await post(text, undefined, '?dry')).results, [{ id: 'dry', status: 'duplicate' }]);
  });

  it('refuses a request without a key, a wrong key, and the admin token', async () => {
    for (const headers of [{}, { authorization: 'Bearer nonsense' }, ADMIN] as Record<string, string>[]) {
      const answer = await post('{"value":"a"}', headers);
      assert.equal(answer.status, 401);
      assert.match(answer.error ?? '', /a key is needed/);
    }
  });

  it('a key reads nothing, and every event refused is 422', async () => {
    assert.equal((await fetch(one.url + '/api/events?account=shop', { headers: { authorization: 'Bearer ' + key } })).status, 401);
    assert.equal((await post('[{},{}]')).status, 422);
    assert.equal((await post('nonsense')).status, 400);
  });

  it('is listed without its secret, and ends when it is revoked', async () => {
    const list = (await (await fetch(one.url + '/api/keys?account=shop', { headers: ADMIN })).json()) as {
      keys: { id: string; name: string }[];
    };
    assert.deepEqual(
      list.keys.map(({ name }) => name),
      ['billing'],
    );
    assert.ok(!JSON.stringify(list).includes('hash'));
    const gone = await fetch(`${one.url}/api/keys/${list.keys[0]?.id}?account=shop`, { method: 'DELETE', headers: ADMIN });
    assert.equal(gone.status, 200);
    assert.equal((await post('{"value":"a"}')).status, 401);
  });
});
