/** For the doctor's table: a real collector, a site in front of it, and proxies that each do one thing wrong. */
import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openAccounts } from '../../collector/accounts/index.js';
import { openCollector, TOKEN } from '../../collector/testing/collector.js';
import type { Report } from './doctor.js';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
const TAG = DIST + 'rtp-tag.mjs';
const run = promisify(execFile);

/** A page as the site answers it. */
export interface Answer {
  status?: number;
  type?: string;
  headers?: Record<string, string>;
  html: string;
}

export interface Ground {
  /** origins without a slash at their ends: of the pages, of the same pages by TLS, of the collector, of another host before it */
  site: string;
  tls: string;
  collector: string;
  cdn: string;
  /** where nobody listens */
  nobody: string;
  token: string;
  /** what is printed by `rtp-tag snippet` with these arguments */
  snippet(...args: string[]): Promise<string>;
  /** address of a new page */
  page(answer: Answer, origin?: string): string;
  /** what is reported by `rtp-tag doctor` as it is shipped, and its exit code */
  doctor(...args: string[]): Promise<Report & { exit: number }>;
  /** events in the store */
  stored(): Promise<unknown[]>;
  close(): Promise<void>;
}

const CAMPAIGN = { id: 7, name: 'White paper', type: 'dialog', segments: [1], content: '<p>Read it</p>' };
const ACCOUNTS = {
  campaigns: {
    segments: [{ id: 1, name: 'Readers', filters: [{ event: 'download' }] }],
    campaigns: [CAMPAIGN],
  },
  off: { enabled: false },
};

/** What a proxy makes of an answer, by the name in its path: `/proxy/<fault>/…`. */
type Fault = (headers: Headers, body: Buffer, path: string) => Buffer | undefined;
const FAULTS: Record<string, Fault> = {
  good: () => undefined,
  type: (headers) => void headers.set('content-type', 'text/plain'),
  strange: (_headers, body, path) => (path.startsWith('/rtp.js') ? Buffer.from('console.log("another script")') : body),
  'no-store': (headers) => void headers.set('cache-control', 'no-store'),
  year: (headers) => void headers.set('cache-control', 'public, max-age=31536000'),
  'no-cors': (headers) => void headers.delete('access-control-allow-origin'),
  bytes: (_headers, body, path) => (path.endsWith('.js') ? Buffer.concat([body, Buffer.from('\n// compressed by us')]) : body),
};

const forward = async (request: IncomingMessage, response: ServerResponse, collector: string): Promise<void> => {
  const [, fault = '', path = ''] = /^\/proxy\/([\w-]+)(\/.*)$/.exec(request.url ?? '') ?? [];
  if (fault === 'down' && path === '/readyz') return void response.writeHead(503).end();
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const { method = 'GET', headers } = request;
  const pass = Object.fromEntries(
    Object.entries(headers).filter(([name]) => /^(origin|authorization|content-type|user-agent)$/.test(name)),
  );
  const answer = await fetch(collector + (fault === 'no-query' ? path.replace(/\?d=.*/, '') : path), {
    method,
    headers: pass as Record<string, string>,
    ...(method === 'POST' ? { body: fault === 'no-body' ? '' : body } : {}),
  });
  const changed = new Headers(answer.headers);
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding', 'connection', 'keep-alive']) changed.delete(name);
  const content = Buffer.from(await answer.arrayBuffer());
  const instead = FAULTS[fault]?.(changed, content, path) ?? content;
  response.writeHead(answer.status, Object.fromEntries(changed)).end(instead);
};

const listen = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

export const openGround = async (): Promise<Ground> => {
  const dir = mkdtempSync(join(tmpdir(), 'rtp-doctor-'));
  for (const [name, file] of Object.entries(ACCOUNTS)) writeFileSync(join(dir, name + '.json'), JSON.stringify(file));
  const told: string[] = [];
  const say = (line: unknown): void => void told.push(String(line));
  const accounts = await openAccounts(dir, { info: say, warn: say, error: say } as never, () => ({}) as never);
  const collector = await openCollector({ env: { RTP_DIST: DIST }, accounts });
  const pages: Answer[] = [];
  const snippets = new Map<string, Promise<string>>();
  const answer: RequestListener = (request, response) => {
    if (request.url?.startsWith('/proxy/'))
      return void forward(request, response, collector.url).catch(() => response.headersSent || response.writeHead(502).end());
    const page = pages[Number(/^\/page\/(\d+)/.exec(request.url ?? '')?.[1] ?? -1)];
    if (!page) return void response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found</h1>');
    response.writeHead(page.status ?? 200, { 'content-type': page.type ?? 'text/html; charset=utf-8', ...page.headers }).end(page.html);
  };
  const [key, certificate] = [join(dir, 'key.pem'), join(dir, 'certificate.pem')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
      ...names,
      '-keyout',
      key,
      '-out',
      certificate,
    ],
    { stdio: 'ignore' },
  );
  const servers = [
    createServer(answer),
    createServer(answer),
    createTlsServer({ key: readFileSync(key), cert: readFileSync(certificate) }, answer),
  ];
  const away = createServer();
  const [one, two, three, four] = await Promise.all([...servers, away].map(listen));
  away.close();
  const site = `http://127.0.0.1:${one}`;
  return {
    site,
    nobody: `http://127.0.0.1:${four}`,
    cdn: `http://127.0.0.1:${two}`,
    tls: `https://localhost:${three}`,
    collector: collector.url,
    token: TOKEN,
    snippet: (...args) => {
      const key = args.join('\n');
      const made = snippets.get(key) ?? run(process.execPath, [TAG, 'snippet', ...args]).then(({ stdout }) => stdout);
      snippets.set(key, made);
      return made;
    },
    page: (page, origin = site) => `${origin}/page/${pages.push(page) - 1}`,
    doctor: async (...args) => {
      const env = { ...process.env, NODE_EXTRA_CA_CERTS: certificate, RTP_TOKEN: '' };
      const done = await run(process.execPath, [TAG, 'doctor', '--json', ...args], { env }).then(
        ({ stdout }) => ({ code: 0, stdout }),
        (error: Error & { code?: number; stdout?: string; stderr?: string }) => {
          if (!error.stdout) throw new Error(`rtp-tag doctor ${args.join(' ')}: ${error.stderr ?? error.message}`);
          return { code: error.code ?? -1, stdout: error.stdout };
        },
      );
      return { ...(JSON.parse(done.stdout) as Report), exit: done.code };
    },
    stored: () => collector.events(),
    close: async () => {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
      accounts.close?.();
      await collector.end();
      rmSync(dir, { recursive: true });
    },
  };
};
