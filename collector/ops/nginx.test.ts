/** nginx.conf, run by nginx in front of the real collector: only its addresses, its certificate and its ports are changed. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request, type RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { until } from '../../e2e/support/until.js';
import { BODY_LIMIT } from '../http/open/beacon.js';
import { freePort } from '../testing/postgres.js';
import { ADMIN, body, openCollector } from '../testing/collector.js';

const NGINX = '/usr/sbin/nginx';
const missing = spawnSync(NGINX, ['-v']).error && 'no nginx here';

/** @throws {Error} when the file lacks what is to be changed */
const change = (text: string, from: string, to: string): string => {
  if (!text.includes(from)) throw new Error(`nginx.conf: ${from} is not there`);
  return text.replaceAll(from, to);
};

describe('nginx.conf', { skip: missing }, () => {
  it('lets through what the tag may send, and the feed as it comes', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'rtp-nginx-'));
    const collector = await openCollector({ env: { RTP_TRUST_PROXY: '127.0.0.1', RTP_RATE_LIMIT: '20' } });
    const port = await freePort();
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-days',
        '1',
        '-subj',
        '/CN=rtp.example.com',
        '-keyout',
        join(dir, 'rtp.key'),
        '-out',
        join(dir, 'rtp.pem'),
      ],
      { stdio: 'ignore' },
    );
    let conf = readFileSync(new URL('nginx.conf', import.meta.url), 'utf8');
    conf = change(conf, 'server 127.0.0.1:8377', 'server ' + new URL(collector.url).host);
    conf = change(conf, 'listen 443', `listen 127.0.0.1:${port}`);
    conf = change(conf, '/etc/nginx/rtp.', join(dir, 'rtp.'));
    writeFileSync(join(dir, 'rtp.conf'), conf);
    const temps = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${dir}/${name};`).join(' ');
    writeFileSync(
      join(dir, 'nginx.conf'),
      `daemon off; master_process off; pid ${dir}/pid; error_log stderr; events {} http { ${temps} include ${dir}/rtp.conf; }`,
    );
    const nginx = spawn(NGINX, ['-c', join(dir, 'nginx.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    nginx.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));

    const ask = (path: string, options: RequestOptions = {}, text = ''): Promise<{ status: number; said: string }> =>
      new Promise((resolve, reject) => {
        const req = request({ host: '127.0.0.1', port, path, rejectUnauthorized: false, agent: false, ...options }, (res) => {
          let answer = '';
          res.on('data', (chunk: Buffer) => {
            answer += chunk.toString();
            // The feed never ends.
            if (answer.includes('data:')) resolve({ status: res.statusCode ?? 0, said: answer });
          });
          res.on('end', () => resolve({ status: res.statusCode ?? 0, said: answer }));
          res.on('error', reject);
        });
        req.on('error', reject);
        req.end(text);
      });
    const post = (text: string, more: RequestOptions = {}) =>
      ask(
        '/e',
        { method: 'POST', ...more, headers: { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(text), ...more.headers } },
        text,
      );
    try {
      await until(
        () =>
          ask('/healthz').then(
            ({ status }) => status,
            () => 0,
          ),
        (status) => status === 200,
        (status) => `${status} ${said}`,
      );

      const one = JSON.stringify(body([[1, 5, 'event', 'a']]));
      assert.equal((await post(one + ' '.repeat(BODY_LIMIT - one.length))).status, 204, 'a body as large as browsers send');
      const large = await post(' '.repeat(BODY_LIMIT + 1));
      assert.equal(large.status, 413);
      assert.match(large.said, /"v":2,"error"/, "the collector's own words");

      const two = encodeURIComponent(
        JSON.stringify(
          body([
            [2, 5, 'event', 'b'],
            [3, 5, 'event', 'c'],
          ]),
        ),
      );
      const query = two + '%20'.repeat((60_000 - two.length) / 3);
      assert.equal(
        (await ask('/e?d=' + query, { method: 'POST', headers: { 'content-length': '0' } })).status,
        204,
        'events in the address',
      );
      assert.equal((await collector.events()).length, 3);

      const feed = ask('/api/feed', { headers: { ...ADMIN, 'last-event-id': '1' } });
      assert.match((await feed).said, /data: \{"rows"/, 'comes though the answer has no end');

      // From another address than 127.0.0.1, which is not limited.
      const visitor = (i: number) => post(one, { localAddress: '127.0.0.2', headers: { 'x-forwarded-for': `203.0.113.${i}` } });
      const statuses = (await Promise.all(Array.from({ length: 30 }, (_, i) => visitor(i)))).map(({ status }) => status);
      assert.ok(statuses.includes(429), 'the claimed addresses are not believed: all are one visitor');
    } finally {
      nginx.kill('SIGKILL');
      await once(nginx, 'close');
      await collector.end();
      rmSync(dir, { recursive: true });
    }
  });
});
