/** What other people's pages, wrappers and proxies make of a request: it is stored all the same, and the tag can read the answer. */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { body, openCollector, type Running } from '../../testing/collector.js';

let pages = 0;
const one = (account: string): string => JSON.stringify(body([[1, 0, 'event', 'é']], { p: `mp0000pages${pages++}`, a: account }));

describe('a page’s own way of sending', () => {
  let collector: Running;
  before(async () => (collector = await openCollector()));
  after(() => collector.end());
  const rows = async (account: string): Promise<number> => (await collector.events('?account=' + account)).length;

  it('may be of any type', async () => {
    const types = [
      'application/json',
      'application/json; charset=utf-8',
      'text/plain',
      'application/x-www-form-urlencoded',
      '*/*',
      'nonsense',
      'a/b;;=',
    ];
    for (const type of types)
      for (const path of ['/e', '/e/', '/v/abc/rtp.js'])
        assert.equal((await collector.send(one('types'), { 'content-type': type }, path)).status, 204, `${type} to ${path}`);
    assert.equal(await rows('types'), types.length * 3);
  });

  it('may be compressed, named or not, more than once, without its head, and opened by a proxy that leaves the name', async () => {
    const text = (): Buffer => Buffer.from(one('zipped'));
    const sent: [Buffer, string | undefined][] = [
      [gzipSync(text()), 'gzip'],
      [gzipSync(text()), 'x-gzip'],
      [gzipSync(text()), undefined],
      [deflateSync(text()), 'deflate'],
      [brotliCompressSync(text()), 'br'],
      [text(), 'gzip'],
      [text(), 'identity'],
      [deflateRawSync(text()), 'deflate'],
      [text(), 'br'],
      [text(), 'deflate'],
      [gzipSync(gzipSync(text())), 'gzip, gzip'],
      [brotliCompressSync(deflateSync(text())), 'identity, deflate, BR'],
      [Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), text()]), undefined],
    ];
    for (const path of ['/e', '/v/abc/rtp.js']) {
      for (const [bytes, encoding] of sent)
        assert.equal(
          (await collector.send(bytes, encoding ? { 'content-encoding': encoding } : {}, path)).status,
          204,
          `${path} ${encoding}`,
        );
    }
    assert.equal(await rows('zipped'), sent.length);
  });

  it('opens to no more than an open body may have, and says what is wrong with a damaged one', async () => {
    const bomb = gzipSync(Buffer.alloc(60_000_000, 0x20), { level: 9 });
    assert.ok(bomb.length < 65_536);
    const before = process.memoryUsage().rss;
    for (const path of ['/e', '/v/abc/rtp.js']) {
      const answer = await collector.send(bomb, { 'content-encoding': 'gzip' }, path);
      assert.deepEqual(
        [answer.status, ((await answer.json()) as { error: string }).error],
        [413, 'the opened body is larger than 65536 bytes'],
      );
    }
    await Promise.all(Array.from({ length: 50 }, () => collector.send(bomb, { 'content-encoding': 'gzip' })));
    assert.ok(process.memoryUsage().rss - before < 150e6, 'never opened whole');
    const cut = gzipSync(one('cut')).subarray(0, 40);
    assert.equal((await collector.send(cut, { 'content-encoding': 'gzip' })).status, 400);
    assert.equal((await collector.send(gzipSync(Buffer.from([0xff, 0xfe])), {})).status, 400);
    assert.equal((await collector.send(one('zstd'), { 'content-encoding': 'zstd' })).status, 415);
  });

  it('can read the answer with credentials and without, and is told before that any header may be sent', async () => {
    for (const path of ['/e', '/e/', '/v/abc/rtp.js', '/rtp.js']) {
      const asked = await fetch(collector.url + path, {
        method: 'OPTIONS',
        headers: {
          origin: 'https://shop.test',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'traceparent,x-request-id, Authorization',
        },
      });
      const said = (name: string): string | null => asked.headers.get('access-control-' + name);
      assert.deepEqual(
        [asked.status, said('allow-origin'), said('allow-credentials'), said('allow-headers'), said('max-age')],
        [204, 'https://shop.test', 'true', 'traceparent,x-request-id, Authorization', '86400'],
      );
      assert.match(said('allow-methods') ?? '', /POST/);
      assert.match(asked.headers.get('vary') ?? '', /Origin/);
      for (const given of [one('read'), 'nonsense', ' '.repeat(70_000)]) {
        const answer = await collector.send(given, { origin: 'https://shop.test', traceparent: '00-1' }, path);
        assert.equal(answer.headers.get('access-control-allow-origin'), 'https://shop.test');
        assert.equal(answer.headers.get('access-control-allow-credentials'), 'true');
        assert.equal(answer.headers.get('vary'), 'Origin');
        assert.match(answer.headers.get('access-control-expose-headers') ?? '', /Retry-After/);
      }
    }
    assert.equal(
      (await collector.send(one('read'), { origin: 'null' })).headers.get('access-control-allow-origin'),
      'null',
      'a sandboxed frame',
    );
    const open = await collector.send(one('read'));
    assert.deepEqual([open.headers.get('access-control-allow-origin'), open.headers.get('access-control-allow-credentials')], ['*', null]);
    for (const path of ['/c/demo.json', '/visitor?a=demo', '/c/rcmd/demo.json', '/rtp-api/v1/c/rcmd/demo.json']) {
      const headers = {
        origin: 'https://shop.test',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'traceparent',
      };
      assert.equal(
        (await fetch(collector.url + path, { method: 'OPTIONS', headers })).headers.get('access-control-allow-headers'),
        'traceparent',
      );
      assert.equal((await fetch(collector.url + path, { headers })).headers.get('access-control-allow-credentials'), 'true');
    }
    // What only the operator reads stays his: no other site may.
    const api = await fetch(collector.url + '/api/stats', { headers: { origin: 'https://shop.test' } });
    assert.equal(api.headers.get('access-control-allow-origin'), null);
  });
});

describe('an account’s configuration', () => {
  it('is never older than a minute in a browser, and a large one holds up nobody', async () => {
    // Words that do not compress to nothing.
    let seed = 7;
    const word = (): string => ((seed = (seed * 1103515245 + 12345) & 0x7fffffff) % 1e9).toString(36);
    const large = JSON.stringify(Array.from({ length: 350_000 }, word));
    assert.ok(large.length > 2e6);
    const one = await openCollector({ accounts: { compiled: () => ({ body: large, etag: 'e1' }) } });
    await (await fetch(one.url + '/healthz')).text();
    // How long this process, in which the collector runs, is away from its timers meanwhile.
    let longest = 0;
    let last = performance.now();
    const watch = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    const answers = await Promise.all(
      ['gzip', 'br', 'identity'].map(
        (encoding) =>
          new Promise<string>((resolve, reject) =>
            request(one.url + '/c/large.json', { headers: { 'accept-encoding': encoding } }, (answer) => {
              answer.resume().on('end', () => resolve(answer.headers['cache-control'] ?? ''));
            })
              .on('error', reject)
              .end(),
          ),
      ),
    );
    clearInterval(watch);
    for (const caching of answers) {
      assert.ok(Number(/max-age=(\d+)/.exec(caching)?.[1]) <= 55, caching);
      assert.doesNotMatch(caching, /stale/);
    }
    // Compressed in this thread, as it was, it takes more than two seconds even on a quiet machine.
    assert.ok(longest < 1000, `${longest.toFixed(0)} ms`);
    await one.end();
  });
});

describe('a collector under a folder', () => {
  it('is reached with the folder and without, and leads to its slash', async () => {
    const one = await openCollector({ env: { RTP_PUBLIC_URL: 'https://shop.test/analytics' } });
    for (const path of ['/analytics/e', '/analytics/e/', '/analytics/rtp.js', '/e'])
      assert.equal((await one.send(body([[1, 0, 'view']], { p: `mp000folder${pages++}` }), {}, path)).status, 204, path);
    assert.equal((await fetch(one.url + '/analytics/healthz')).status, 200);
    assert.equal((await fetch(one.url + '/analyticsx/healthz')).status, 404);
    const bare = await fetch(one.url + '/analytics?account=a', { redirect: 'manual' });
    assert.deepEqual([bare.status, bare.headers.get('location')], [308, '/analytics/?account=a']);
    await one.end();
  });
});
