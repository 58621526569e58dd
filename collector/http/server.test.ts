import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { WireAnswer } from '../../core/wire.js';
import { ADMIN, body, folder, openCollector, TOKEN, type Running } from '../testing/collector.js';
import { StoreBusy } from '../store/store.js';
import { NO_FILE } from '../accounts/port.js';
import { COOKIE } from './operator/session.js';

/** A request as bytes, for what fetch would put right. */
const raw = (url: string, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket
      .on('data', (chunk) => (answer += chunk.toString()))
      .on('close', () => resolve(answer))
      .on('error', reject);
  });

/** Status, headers and undecoded body. */
const get = (
  url: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Record<string, string | undefined>; body: Buffer }> =>
  new Promise((resolve, reject) => {
    request(url, { headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers as Record<string, string>, body: Buffer.concat(chunks) }),
        );
    })
      .on('error', reject)
      .end();
  });

describe('events in', () => {
  let one: Running;
  before(async () => (one = await openCollector()));
  after(() => one.end());
  const page = (n: number): string => 'mp000000page' + String(n).padStart(3, '0');

  it('answers 204 and has stored; a repeat changes nothing', async () => {
    const first = body(
      [
        [1, 0, 'view'],
        [2, 0, 'event', 'one'],
      ],
      { p: page(1), a: 'a1' },
    );
    for (let i = 0; i < 2; i++) {
      const answer = await one.send(first);
      assert.equal(answer.status, 204);
      assert.equal(answer.headers.get('access-control-allow-origin'), '*');
      assert.equal(answer.headers.get('set-cookie'), null);
      const rows = await one.events('?account=a1');
      assert.deepEqual(
        rows.map((row) => row.id),
        [page(1) + '.1', page(1) + '.2'],
      );
    }
  });

  it('answers a question with what is stored, what came with it included', async () => {
    const answer = await one.send(
      body(
        [[1, 0, 'event', 'x']],
        { p: page(2) },
        {
          q: [
            [page(2), 1, 2],
            [page(3), 1, 1],
          ],
        },
      ),
    );
    assert.equal(answer.status, 200);
    assert.deepEqual(await answer.json(), { v: 2, have: [[page(2), 1, 1]] });
    const empty = await one.send({ v: 2, q: [] });
    assert.equal(empty.status, 200);
    assert.deepEqual(await empty.json(), { v: 2, have: [] });
  });

  it('stores the valid ones among others, and names each', async () => {
    const answer = await one.send(
      body(
        [
          [1, 0, 'event', ''],
          [2, 0, 'event', 'good'],
        ],
        { p: page(4), a: 'a4' },
        { q: [[page(4), 1, 3]] },
      ),
    );
    assert.equal(answer.status, 400);
    const { bad, have, error } = (await answer.json()) as WireAnswer;
    assert.deepEqual(bad, [[page(4), 1, 'a string is empty']]);
    assert.deepEqual(have, [[page(4), 2, 2]]);
    assert.match(error ?? '', /not valid/);
    assert.deepEqual(
      (await one.events('?account=a4')).map((row) => row.id),
      [page(4) + '.2'],
    );
  });

  it('takes bodies on every address of the core, without a type, and in the query', async () => {
    const paths = ['/e', '/e/', '/rtp.js', '/rtp-api/v1/rtp.js?aid=demo', '/rtp-api/v1/e', '/rtp-api/v1/e/', '/v/abc/rtp.js', '/v/abc/e'];
    for (const [i, path] of paths.entries()) {
      assert.equal((await one.send(body([[1, 0, 'event', 'p']], { p: page(10 + i), a: 'a10' }), {}, path)).status, 204, path);
    }
    const inQuery = encodeURIComponent(
      JSON.stringify(
        body(
          Array.from({ length: 1500 }, (_, i) => [i + 1, 0, 'event', 'q' + i]),
          { p: page(20), a: 'a10' },
        ),
      ),
    );
    assert.ok(inQuery.length > 50_000 && inQuery.length < 75_000, `${inQuery.length} characters`);
    assert.equal((await fetch(`${one.url}/e?d=${inQuery}`, { method: 'POST' })).status, 204);
    const text = JSON.stringify(body([[1, 0, 'event', 'untyped']], { p: page(21), a: 'a10' }));
    assert.match(
      await raw(one.url, `POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: ${text.length}\r\nConnection: close\r\n\r\n${text}`),
      /^HTTP\/1.1 204/,
    );
    assert.equal((await one.events('?account=a10&limit=5000')).length, paths.length + 1500 + 1);
  });

  const refusals: [name: string, status: number, given: unknown, type?: string][] = [
    ['no JSON', 400, 'hello'],
    ['another version', 400, { v: 9 }],
    ['not UTF-8', 400, Buffer.from([0x22, 0xff, 0xfe, 0x22])],
    ['too large', 413, ' '.repeat(65_537)],
    ['JSON of another kind', 400, {}, 'application/json'],
    ['a form', 400, 'a=b', 'application/x-www-form-urlencoded'],
    ['an empty body', 400, ''],
  ];
  for (const [name, status, given, type] of refusals) {
    it(`refuses whole, naming nothing, readable from any page: ${name}`, async () => {
      const answer = await one.send(given, type ? { 'content-type': type } : {});
      assert.equal(answer.status, status);
      assert.equal(answer.headers.get('access-control-allow-origin'), '*');
      const { v, error = '', have, bad } = (await answer.json()) as WireAnswer;
      assert.deepEqual([v, have, bad], [2, undefined, undefined]);
      assert.ok(error.length > 5);
    });
  }

  it('takes a body of exactly the most that a beacon may carry', async () => {
    const filler = body([[1, 0, 'event', 'full']], { p: page(30), a: 'a30' });
    const text = JSON.stringify(filler);
    assert.equal((await one.send(text + ' '.repeat(65_536 - text.length))).status, 204);
  });

  it('answers 503 with Retry-After, naming nothing, when the store is busy or gone', async () => {
    for (const [error, seconds] of [
      [new StoreBusy('full', 7), '7'],
      [new Error('disk'), '5'],
    ] as const) {
      const busy = await openCollector({ store: (store) => ({ ...store, insert: () => Promise.reject(error) }) });
      const answer = await busy.send(body([[1, 0, 'view']], {}, { q: [] }));
      assert.equal(answer.status, 503);
      assert.equal(answer.headers.get('retry-after'), seconds);
      assert.equal(answer.headers.get('access-control-expose-headers'), 'Retry-After');
      const said = (await answer.json()) as Record<string, unknown>;
      assert.equal('have' in said || 'bad' in said, false);
      await busy.end();
    }
  });

  it('refuses headers past its limit and nonsense without falling over', async () => {
    assert.match(await raw(one.url, `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(90_000)}\r\n\r\n`), /^HTTP\/1.1 431/);
    assert.match(await raw(one.url, 'NONSENSE\r\n\r\n'), /^HTTP\/1.1 400/);
    assert.match(
      await raw(one.url, `POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
      /^HTTP\/1.1 400/,
    );
    assert.equal((await fetch(one.url + '/healthz')).status, 200);
  });
});

describe('accounts', () => {
  it('lets in what an account lets in, and never asks again for the rest', async () => {
    const one = await openCollector({
      accounts: {
        get: (account) => ({
          ...NO_FILE,
          enabled: account !== 'off',
          honourDnt: account === 'polite',
          origins: account === 'closed' ? ['https://shop.test'] : null,
        }),
        compiled: (account) => (account === 'polite' ? { body: '{"x":1}', etag: 'e1' } : undefined),
      },
    });
    const sends = async (a: string, headers: Record<string, string>): Promise<[number, unknown]> => {
      const answer = await one.send(body([[1, 0, 'event', 'x']], { a, p: 'mp0000000' + a }, { q: [['mp0000000' + a, 1, 1]] }), headers);
      const { have = [], bad = [] } = (await answer.json()) as WireAnswer;
      return [answer.status, [...have, ...bad].map(([p, number]) => [p === 'mp0000000' + a, number])];
    };
    assert.deepEqual(await sends('off', {}), [200, [[true, 1]]]);
    assert.deepEqual(await sends('polite', { 'sec-gpc': '1' }), [200, [[true, 1]]]);
    assert.deepEqual(await sends('polite', { dnt: '1' }), [200, [[true, 1]]]);
    assert.deepEqual(await sends('closed', { origin: 'https://evil.test' }), [400, [[true, 1]]]);
    assert.deepEqual(await sends('closed', {}), [400, [[true, 1]]]);
    assert.deepEqual(await one.events(), []);
    assert.deepEqual(await sends('closed', { origin: 'https://shop.test' }), [200, [[true, 1]]]);
    assert.deepEqual(await sends('polite', {}), [200, [[true, 1]]]);
    assert.deepEqual(await sends('demo', { 'sec-gpc': '1' }), [200, [[true, 1]]]);
    assert.equal((await one.events()).length, 3);

    const config = await fetch(one.url + '/c/polite.json');
    assert.deepEqual(await config.json(), { x: 1 });
    assert.equal(config.headers.get('access-control-allow-origin'), '*');
    assert.equal((await get(one.url + '/c/polite.json', { 'if-none-match': config.headers.get('etag') ?? '' })).status, 304);
    assert.equal((await fetch(one.url + '/rtp-api/v1/c/polite.json')).status, 200);
    assert.equal((await fetch(one.url + '/v/abc/visitor?a=demo')).status, 200);
    assert.deepEqual(
      await (await fetch(one.url + '/c/nobody.json')).json(),
      { v: 1, s: [], c: [] },
      'no error in the console of its pages',
    );
    assert.equal((await fetch(one.url + '/c/no%20body.json')).status, 404);
    assert.equal(((await (await fetch(one.url + '/visitor?a=demo')).json()) as { org: unknown }).org, null);
    await one.end();
  });

  it('drops declared robots when told to, and keeps them otherwise', async () => {
    for (const [bots, rows] of [
      ['keep', 1],
      ['drop', 0],
    ] as const) {
      const one = await openCollector({ env: { RTP_BOTS: bots } });
      assert.equal((await one.send(body([[1, 0, 'view']]), { 'user-agent': 'Googlebot/2.1' })).status, 204);
      assert.equal((await one.events()).length, rows);
      await one.end();
    }
  });

  it('limits one address, and neither this machine nor the operator', async () => {
    const one = await openCollector({ env: { RTP_RATE_LIMIT: '3', RTP_TRUST_PROXY: '127.0.0.1' } });
    const from = async (address: string): Promise<number[]> => {
      const all = [];
      for (let i = 0; i < 5; i++) all.push((await one.send(body([[i + 1, 0, 'view']]), { 'x-forwarded-for': address })).status);
      return all;
    };
    assert.deepEqual(await from('203.0.113.9'), [204, 204, 204, 429, 429]);
    assert.deepEqual(await from('203.0.113.10'), [204, 204, 204, 429, 429]);
    assert.deepEqual(await from('127.0.0.1'), [204, 204, 204, 204, 204]);
    const refused = await one.send(body([[1, 0, 'view']]), { 'x-forwarded-for': '203.0.113.9' });
    assert.ok(Number(refused.headers.get('retry-after')) > 0);
    assert.deepEqual(Object.keys((await refused.json()) as object), ['v', 'error'], 'nothing on what it lacks: the tag keeps it');
    assert.equal((await fetch(one.url + '/api/stats', { headers: { ...ADMIN, 'x-forwarded-for': '203.0.113.9' } })).status, 200);
    await one.end();
    const untold = await openCollector({ env: { RTP_RATE_LIMIT: '1' } });
    for (let i = 0; i < 3; i++)
      assert.equal(
        (await untold.send(body([[1, 0, 'view']]), { 'x-forwarded-for': '203.0.113.9' })).status,
        204,
        'a forwarded address is not believed untold',
      );
    await untold.end();
  });
});

describe('the tag’s files', () => {
  it('are compressed, cached, revalidated and readable from any site', async () => {
    const dist = await folder();
    const source = 'console.log("core")'.repeat(50);
    writeFileSync(join(dist, 'rtp.js'), source);
    writeFileSync(join(dist, 'snippet.html'), '<script>/*__CORE_URL__ __ACCOUNT__*/</script>');
    const one = await openCollector({ env: { RTP_DIST: dist } });
    for (const path of ['/rtp.js', '/rtp.js?aid=x', '/rtp-api/v1/rtp.js', '/rtp-api/v1/rtp.js?rh=h&aid=x']) {
      const plain = await get(one.url + path);
      assert.equal(plain.body.toString(), source);
      assert.match(plain.headers['content-type'] ?? '', /^text\/javascript/);
      assert.equal(plain.headers['cross-origin-resource-policy'], 'cross-origin');
      assert.equal(plain.headers['access-control-allow-origin'], '*');
      assert.match(plain.headers['cache-control'] ?? '', /max-age=300/);
      assert.equal(plain.headers.vary, 'Accept-Encoding');
      const br = await get(one.url + path, { 'accept-encoding': 'gzip, br' });
      assert.equal(br.headers['content-encoding'], 'br');
      assert.equal(brotliDecompressSync(br.body).toString(), source);
      assert.equal(gunzipSync((await get(one.url + path, { 'accept-encoding': 'gzip' })).body).toString(), source);
      for (const none of ['', 'identity', 'deflate', 'gzip;q=0', 'br; q=0, gzip;q=0.0', 'gzip;q=0,br;q=0'])
        assert.equal((await get(one.url + path, { 'accept-encoding': none })).headers['content-encoding'], undefined, none);
      assert.equal((await get(one.url + path, { 'accept-encoding': 'br;q=0, gzip;q=0.5' })).headers['content-encoding'], 'gzip');
      assert.equal((await get(one.url + path, { 'if-none-match': plain.headers.etag ?? '' })).status, 304);
    }
    const hash = ((await get(one.url + '/rtp.js')).headers.etag ?? '').replaceAll('"', '');
    assert.match((await get(`${one.url}/v/${hash}/rtp.js`)).headers['cache-control'] ?? '', /immutable/);
    const old = await get(`${one.url}/v/other/rtp.js`);
    assert.deepEqual([old.status, old.headers['cache-control']], [404, 'no-store'], 'another build is not answered with this one');
    assert.ok(!old.body.toString().includes(source));
    assert.equal((await get(one.url + '/rtp-campaigns.js')).status, 503, 'not built: says so');

    for (const path of ['/demo/', '/demo/index.html', '/demo/pricing.html', '/demo/library.html']) {
      const html = (await get(one.url + path)).body.toString();
      assert.ok(html.includes('<script>/*../rtp.js demo*/</script>'), path);
    }
    assert.ok(
      (await get(one.url + '/demo/')).body
        .toString()
        .includes(
          `<button id="download-whitepaper" onclick="rtp('send', 'event', {value :'download - example whitepaper'})">Download</button>`,
        ),
    );
    for (const path of [
      '/demo/../config.ts',
      '/demo/%2e%2e/config.ts',
      '/demo/..%2fconfig.ts',
      '/c/..%2f..%2fpackage.json',
      '/%00',
      '/live/../token',
    ]) {
      assert.ok([400, 404].includes((await get(one.url + path)).status), path);
    }
    await one.end();
  });
});

describe('what only the operator sees', () => {
  let one: Running;
  before(async () => {
    const dist = await folder();
    mkdirSync(dist, { recursive: true });
    writeFileSync(join(dist, 'setup.html'), '<script>/*__CORE_URL__ __ACCOUNT__*/</script>');
    one = await openCollector({ env: { RTP_DIST: dist } });
    await one.send(
      body(
        [
          [1, 100, 'view'],
          [2, 0, 'event', 'one'],
          [4, 0, 'event', 'one'],
          [5, 0, 'event', '=1+1', 'a "b"\n,c'],
        ],
        { r: 'https://from.test/' },
      ),
    );
    await one.send(body([[1, 0, 'event', 'two']], { p: 'mp0000000page2', u: 'visitor2', s: 'session2', a: 'other' }, { w: 'r' }));
  });
  after(() => one.end());

  it('is closed without the token, and never takes it from the address', async () => {
    for (const path of ['/api/events', '/api/stats', '/api/feed', '/api/export', '/api/overview', '/api/timeline', '/metrics']) {
      const tries: Record<string, string>[] = [
        {},
        { authorization: 'Bearer wrong' },
        { authorization: 'Basic ' + TOKEN },
        { cookie: `${COOKIE}=9999999999999.${'x'.repeat(43)}` },
      ];
      for (const headers of tries) {
        assert.equal((await fetch(`${one.url}${path}?token=${TOKEN}`, { headers })).status, 401, path);
      }
    }
    assert.equal((await fetch(`${one.url}/api/visitors/visitor1?account=demo`, { method: 'DELETE' })).status, 401);
  });

  it('lists events as NDJSON', async () => {
    const [view, , repeat] = await one.events('?account=demo&session=session1');
    const { at, age, seq, ...rest } = view ?? {};
    assert.deepEqual(rest, {
      id: 'mp0000000page1.1',
      account: 'demo',
      visitor: 'visitor1',
      session: 'session1',
      type: 'view',
      value: [],
      page: 'https://shop.test/a',
      referrer: 'https://from.test/',
      vars: {},
      counted: true,
      ip_anonymized: false,
      arrival: 'beacon',
    });
    assert.ok(Math.abs(Date.parse(String(at)) - Date.now()) < 60_000);
    assert.deepEqual([typeof age, typeof seq], ['number', 'number']);
    assert.equal(repeat?.counted, false);
    assert.equal((await one.events('?type=view')).length, 1);
    assert.equal((await one.events('?limit=2')).length, 2);
    assert.equal((await one.events('?since=' + new Date(Date.now() + 60_000).toISOString())).length, 0);
    for (const query of ['?limit=x', '?type=x', '?since=soon', '?nonsense=1', '?limit=1&limit=2']) {
      const answer = await fetch(one.url + '/api/events' + query, { headers: ADMIN });
      assert.equal(answer.status, 400, query);
      assert.ok(((await answer.json()) as { error: string }).error);
    }
  });

  it('gives statistics', async () => {
    const all = (await (await fetch(one.url + '/api/stats', { headers: ADMIN })).json()) as Record<string, unknown>;
    assert.deepEqual([all.events, all.counted, all.sessions, all.visitors, all.views, all.stored, all.gaps], [4, 3, 2, 2, 1, 5, 1]);
    const demo = (await (await fetch(one.url + '/api/stats?account=demo', { headers: ADMIN })).json()) as {
      events: number;
      days: unknown[];
      values: unknown[];
    };
    assert.deepEqual([demo.events, demo.days.length], [3, 1]);
    assert.deepEqual(demo.values[0], { account: 'demo', type: 'event', value: ['one'], all: 2, counted: 1 });
  });

  it('gives statistics of the days that are asked for, and names them', async () => {
    const ask = async (query: string): Promise<{ status: number; from?: string; to?: string; events?: number; error?: string }> => {
      const answer = await fetch(one.url + '/api/stats' + query, { headers: ADMIN });
      return { status: answer.status, ...((await answer.json()) as object) };
    };
    const ago = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
    const usual = await ask('');
    assert.equal((Date.parse(usual.to ?? '') - Date.parse(usual.from ?? '')) / 86_400_000, 29);
    const { from, to, events } = await ask(`?to=${ago(2)}`);
    assert.deepEqual([from, to, events], [ago(31), ago(2), 0]);
    assert.equal((await ask('?from=2020-01-01&to=2999-12-31')).events, 4);
    for (const query of ['?from=soon', '?to=2026-02-30', '?from=2026-05-02&to=2026-05-01', '?from=2026-05-01&from=2026-05-02']) {
      const { status, error } = await ask(query);
      assert.equal(status, 400, query);
      assert.match(error ?? '', /^(from|to): a day/);
    }
  });

  it('exports NDJSON and CSV that no spreadsheet runs', async () => {
    const lines = (await (await fetch(one.url + '/api/export', { headers: ADMIN })).text()).trim().split('\n');
    assert.equal(lines.length, 5);
    const csv = await (await fetch(one.url + '/api/export?format=csv&account=demo', { headers: ADMIN })).text();
    assert.ok(csv.startsWith('id,account,visitor,'), 'text() has taken the mark off');
    assert.ok(csv.includes(`,'=1+1,"a ""b""\n,c",`), csv);
  });

  it('tells Prometheus', async () => {
    const text = await (await fetch(one.url + '/metrics', { headers: ADMIN })).text();
    assert.match(text, /rtp_events_total\{arrival="beacon",outcome="new"\} 4/);
    assert.match(text, /process_cpu_seconds_total/);
  });

  it('is ready while the store is', async () => {
    assert.equal((await fetch(one.url + '/readyz')).status, 200);
    const broken = await openCollector({
      store: (store) => ({ ...store, health: () => Promise.reject(new Error('disk full at /secret')) }),
    });
    const answer = await fetch(broken.url + '/readyz');
    assert.equal(answer.status, 503);
    assert.ok(!(await answer.text()).includes('secret'));
    await broken.end();
  });

  const login = (fields: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(one.url + '/login', {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: fields,
    });

  it('logs in by a form, to a cookie that opens reading, also by a link from elsewhere, and changes only from our own pages', async () => {
    const form = await fetch(one.url + '/');
    assert.match(form.headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/);
    const text = await form.text();
    assert.match(text, /action="login"/);
    assert.match(text, /<meta name="referrer" content="same-origin">/, 'a proxy that says no-referrer does not make Origin null of it');
    assert.equal((await login('token=wrong')).status, 401);
    assert.equal((await login('token=' + TOKEN, { origin: 'https://evil.test' })).status, 403);
    const answer = await login('token=' + TOKEN, { origin: one.url });
    assert.equal(answer.status, 303);
    const set = answer.headers.get('set-cookie') ?? '';
    assert.match(set, /HttpOnly/);
    assert.match(set, /SameSite=Lax/);
    assert.ok(!set.includes(TOKEN));
    const cookie = set.split(';')[0] ?? '';
    assert.match(await (await fetch(one.url + '/', { headers: { cookie } })).text(), /tablist/);
    assert.equal((await fetch(one.url + '/api/stats', { headers: { cookie } })).status, 200);
    const forged = cookie.replace(/=\d/, '=9');
    assert.equal((await fetch(one.url + '/api/stats', { headers: { cookie: forged } })).status, forged === cookie ? 200 : 401);
    const foreign = await fetch(one.url + '/api/visitors/visitor2?account=other', {
      method: 'DELETE',
      headers: { cookie, origin: 'https://evil.test' },
    });
    assert.equal(foreign.status, 401);
    assert.equal((await one.events('?visitor=visitor2')).length, 1);
    // What a browser says of itself holds where a proxy changes Host or the Referrer-Policy.
    for (const [headers, status] of [
      [{ origin: 'null', 'sec-fetch-site': 'same-origin' }, 303],
      [{ origin: 'https://stats.test', 'sec-fetch-site': 'same-origin' }, 303],
      [{ origin: 'null', 'sec-fetch-site': 'cross-site' }, 403],
      [{ origin: one.url, 'sec-fetch-site': 'same-site' }, 403],
      [{ origin: 'null' }, 403],
    ] as const)
      assert.equal((await login('token=' + TOKEN, headers)).status, status, JSON.stringify(headers));
    const erase = await fetch(one.url + '/api/visitors/visitor2?account=other', {
      method: 'DELETE',
      headers: { cookie, origin: one.url, 'sec-fetch-site': 'cross-site' },
    });
    assert.equal(erase.status, 401);
  });

  it('leads from a link to an account through the login to it, and nowhere else', async () => {
    for (const [query, to] of [
      ['?account=shop', './?account=shop'],
      ['?account=//evil.test', './'],
      ['?account=a%0d%0aSet-Cookie:x', './'],
      ['', './'],
    ] as const) {
      const answer = await fetch(one.url + '/login' + query, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'token=' + TOKEN,
      });
      assert.deepEqual([answer.status, answer.headers.get('location')], [303, to]);
    }
  });

  it('shows the snippet with nothing of a request in it', async () => {
    const headers = { ...ADMIN, host: 'evil.test', 'x-forwarded-host': 'evil.test', 'x-forwarded-proto': "x';" };
    const { body: said } = await get(one.url + '/api/overview?account=' + encodeURIComponent("evil');"), headers);
    const { template } = JSON.parse(said.toString()) as { template: string };
    assert.equal(template, '<script>/*__CORE_URL__ __ACCOUNT__*/</script>');
    assert.ok(!said.toString().includes('evil'));
  });

  it('feeds what arrives', async () => {
    const stop = new AbortController();
    const answer = await fetch(one.url + '/api/feed?account=fed', { headers: ADMIN, signal: stop.signal });
    assert.match(answer.headers.get('content-type') ?? '', /event-stream/);
    let heard = '';
    let wake = (): void => {};
    const listening = (async () => {
      const decoder = new TextDecoder();
      const reader = answer.body?.getReader();
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
        heard += decoder.decode(part.value, { stream: true });
        wake();
      }
    })().catch(() => {});
    // The first look at the store sets the mark, so one event is sent after another until one is heard.
    for (let number = 1; !heard.includes('data:'); number++) {
      await one.send(body([[number, 0, 'event', 'live']], { p: 'mp0000000page7', a: 'fed' }));
      await one.send(body([[number, 0, 'event', 'other']], { p: 'mp0000000page8', a: 'unfed' }));
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, 100).unref();
      });
    }
    assert.match(heard, /retry: \d+/);
    const message = JSON.parse(/data: (.*)/.exec(heard)?.[1] ?? '') as { rows: { account: string }[]; minutes: unknown[] };
    assert.ok(message.rows.length > 0 && message.rows.every((row) => row.account === 'fed'));
    assert.match(heard, /id: \d+/);
    stop.abort();
    await listening;
  });

  it('erases a visitor', async () => {
    const erase = (query: string): Promise<Response> =>
      fetch(`${one.url}/api/visitors/visitor1${query}`, { method: 'DELETE', headers: ADMIN });
    assert.equal((await erase('')).status, 400);
    assert.deepEqual(await (await erase('?account=demo')).json(), { erased: 4 });
    assert.deepEqual(await one.events('?account=demo'), []);
  });
});
