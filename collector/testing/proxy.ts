/** For tests of the samples in ops/: a real proxy in front of a real collector. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request, type RequestOptions } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../e2e/support/until.js';
import { openCollector, type Running } from './collector.js';
import { freePort } from './postgres.js';

const OWN = 'rtp.example.com';
const SITE = 'www.example.com';
export const FOLDER = '/analytics';

export interface Place {
  /** folder of the proxy's files, with `site.pem` and `site.key`, and `both.pem` of the two */
  dir: string;
  /** on 127.0.0.1, with TLS */
  port: number;
  /** host and port of the collector */
  collector: string;
  /** whether the pages' site has the collector under a folder */
  folder: boolean;
  /** whether a further proxy stands in front, which adds to `X-Forwarded-For` and whose address is 127.0.0.2 */
  behind: boolean;
}
export interface Sample {
  /** path of the program */
  program: string;
  /** argument with which the program says its version and ends */
  version: string;
  /** writes the program's files @returns its arguments, with which it stays in the foreground */
  write(place: Place): string[];
}

/** A sample's text with a place's own addresses. @throws {Error} when the file lacks what is to be changed */
export const changed = (name: string, changes: readonly (readonly [from: string, to: string])[]): string =>
  changes.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`${name}: ${from} is not there`);
      return text.replaceAll(from, to);
    },
    readFileSync(new URL('../ops/' + name, import.meta.url), 'utf8'),
  );

const certify = (dir: string): void => {
  const names = `subjectAltName=DNS:${OWN},DNS:${SITE}`;
  const how = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=${OWN} -addext ${names}`.split(' ');
  execFileSync('openssl', [...how, '-keyout', join(dir, 'site.key'), '-out', join(dir, 'site.pem')], { stdio: 'ignore' });
  writeFileSync(join(dir, 'both.pem'), readFileSync(join(dir, 'site.pem'), 'utf8') + readFileSync(join(dir, 'site.key'), 'utf8'));
};

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  said: string;
}
export type Ask = (path: string, options?: RequestOptions, text?: string) => Promise<Answer>;

const asker =
  (host: string, port: number): Ask =>
  (path, options = {}, text = '') =>
    new Promise((resolve, reject) => {
      const headers = { host: `${host}:${port}`, ...options.headers };
      const to = { host: '127.0.0.1', servername: host, port, path, rejectUnauthorized: false, agent: false, ...options, headers };
      const req = request(to, (res) => {
        let said = '';
        const done = (): void => resolve({ status: res.statusCode ?? 0, headers: res.headers, said });
        res.on('data', (chunk: Buffer) => {
          said += chunk.toString();
          // The feed never ends.
          if (said.includes('data:')) done();
        });
        res.on('end', done);
        res.on('error', reject);
      });
      req.on('error', reject);
      req.end(text);
    });

export interface Through {
  ask: Ask;
  /** POST of a body to the collector's /e as a page of another origin sends it */
  post(text: string, options?: RequestOptions): Promise<Answer>;
  collector: Running;
  /** address of the collector through the proxy, without a slash at its end */
  base: string;
}

/** A proxy that runs, in front of a collector that was opened for it. */
export const through = async (
  sample: Sample,
  folder: boolean,
  given: Parameters<typeof openCollector>[0] & { behind?: boolean },
  work: (through: Through) => Promise<void>,
): Promise<void> => {
  const dir = mkdtempSync(join(tmpdir(), 'rtp-proxy-'));
  certify(dir);
  const port = await freePort();
  const host = folder ? SITE : OWN;
  const base = `https://${host}:${port}${folder ? FOLDER : ''}`;
  const env = { RTP_TRUST_PROXY: '127.0.0.1', ...(folder && { RTP_PUBLIC_URL: base }), ...given.env };
  const collector = await openCollector({ ...given, env });
  const args = sample.write({ dir, port, collector: new URL(collector.url).host, folder, behind: given.behind ?? false });
  const proxy = spawn(sample.program, args, { env: { ...process.env, HOME: dir }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [proxy.stdout, proxy.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(proxy, 'close');
  const ask = asker(host, port);
  const prefix = folder ? FOLDER : '';
  try {
    await until(
      () =>
        ask(prefix + '/healthz').then(
          ({ status }) => status,
          () => 0,
        ),
      (status) => status === 200 || proxy.exitCode !== null,
      (status) => `${status} ${said}`,
    );
    assert.equal(proxy.exitCode, null, said);
    const post: Through['post'] = (text, options = {}) => {
      const headers = { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(text), origin: 'https://page.test' };
      return ask(prefix + '/e', { method: 'POST', ...options, headers: { ...headers, ...options.headers } }, text);
    };
    await work({ ask: (path, ...rest) => ask(prefix + path, ...rest), post, collector, base });
  } finally {
    proxy.kill('SIGKILL');
    await ended;
    await collector.end();
    rmSync(dir, { recursive: true });
  }
};
