/**
 * The site under test: pages that a test writes, and in front of the collector a proxy whose faults a test switches. The
 * tag's core, its endpoint and the stub's rescue all have the site's own origin, as a first-party set-up has it.
 */
import { readFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { until } from './until.js';
import { cspHash, fillStub } from '../../loader/snippet.js';

/** What goes wrong between the page and the collector. */
export interface Faults {
  core?: 'missing' | 'never' | 'reset' | { delay: number };
  /** the consent bundle, which some pages load in place of the core */
  consent?: 'missing';
  /** of the account, for the campaigns */
  configuration?: 'missing';
  /** the core is held until then */
  coreHeld?: Promise<unknown>;
  /** the bundles that are loaded on demand are held until then */
  campaigns?: Promise<unknown>;
  collect?: 'refuse' | 'unavailable' | 'hang' | 'reset' | 'portal';
  /** seconds that 'unavailable' asks to be left alone; 1 where nothing is said */
  retryAfter?: number;
}

export interface Page {
  /** markup in <head>, behind the snippet */
  head?: string;
  body?: string;
  headers?: Record<string, string>;
  /** in place of the pasted snippet; '' for none */
  snippet?: string;
  /** attributes of the snippet's <script> */
  nonce?: string;
}

export interface Site {
  /** origin, without the slash at its end; `other` is the same server under another site's name */
  url: string;
  other: string;
  faults: Faults;
  /** how many requests of each kind came: 'POST /e', 'GET /rtp.js', … */
  seen: Map<string, number>;
  /** bodies that were told 'unavailable' */
  refused: string[];
  /** Serves a page under `/<account>/<name>`; the account is the snippet's. */
  page(account: string, name: string, page?: Page): string;
  /** resolves at the next request of that kind: a page tells of something by asking for it */
  next(kind: string): Promise<void>;
  /** ends what never answers: a page in the back/forward cache keeps its request, and Chromium lets nobody else ask for that address for 20 s */
  release(): void;
  /** waits until a page with `LANDED` in it is there, so that a driver may move on */
  landed(): Promise<unknown>;
  /** the snippet's inline script for an account, as the policy's hash counts it */
  script(account: string): string;
  hash(account: string): string;
  close(): Promise<void>;
}

/** Page script: tells the site that the page is there. */
export const LANDED = `<script>new Image().src='/landed'</script>`;

const SNIPPET = readFileSync(new URL('../../dist/snippet.html', import.meta.url), 'utf8');
const STUB = /<script>(.*)<\/script>/s.exec(SNIPPET)?.[1] ?? '';

/** Passes a request on to the collector. */
export type Forward = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/**
 * @param collector origin of the real collector
 * @param before looks at each request first; true: it has taken care of it
 */
export const startSite = async (
  collector: string,
  before?: (request: http.IncomingMessage, response: http.ServerResponse, forward: Forward) => boolean,
): Promise<Site> => {
  const pages = new Map<string, Required<Pick<Page, 'headers'>> & { html: string }>();
  const awaited = new Map<string, (() => void)[]>();
  const hanging = new Set<http.ServerResponse>();
  const refused: string[] = [];
  const script = (account: string): string => fillStub(STUB, { core: '/rtp.js', account });

  const forward: Forward = (request, response) => {
    const onward = http.request(collector + request.url, { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  };
  const server = http.createServer({ maxHeaderSize: 81_920 }, (request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const kind = `${request.method} ${path}`;
    site.seen.set(kind, (site.seen.get(kind) ?? 0) + 1);
    for (const tell of awaited.get(kind) ?? []) tell();
    awaited.delete(kind);
    if (before?.(request, response, forward)) return;
    const found = pages.get(path);
    if (found && request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', ...found.headers });
      response.end(found.html);
      return;
    }
    if (path === '/swallow') {
      // Takes what the page's own code sends and never answers: keepalive traffic that holds the quota.
      request.resume();
      hanging.add(response);
      return;
    }
    const { core, coreHeld, campaigns, configuration, consent, collect, retryAfter = 1 } = site.faults;
    if (request.method === 'GET' && path.endsWith('/rtp.js')) {
      response.setHeader('cache-control', 'no-store');
      if (coreHeld) return void coreHeld.then(() => forward(request, response));
      if (core === 'missing') return void response.writeHead(404).end();
      if (core === 'reset') return void request.socket.destroy();
      if (core === 'never') return void hanging.add(response);
      if (core) return void setTimeout(() => forward(request, response), core.delay);
    }
    if (consent && request.method === 'GET' && path.endsWith('/rtp-consent.js')) return void response.writeHead(404).end();
    if (configuration && path.startsWith('/c/')) return void response.writeHead(500).end();
    if (campaigns && /\/rtp-(campaigns|rcmd)\.js$/.test(path)) return void campaigns.then(() => forward(request, response));
    if (request.method === 'POST') {
      if (collect === 'refuse') return void request.socket.destroy();
      if (collect === 'reset') {
        // In the middle of the body, which may be all in the first packet.
        request.once('data', () => (request.socket as Socket).resetAndDestroy());
        return;
      }
      if (collect === 'unavailable') {
        let body = '';
        request
          .on('data', (chunk: Buffer) => (body += chunk.toString()))
          .on('end', () => {
            refused.push(body);
            response
              .writeHead(503, { 'retry-after': String(retryAfter), 'content-type': 'application/json' })
              .end('{"v":2,"error":"not now"}');
          });
        return;
      }
      if (collect === 'hang') {
        request.resume();
        hanging.add(response);
        return;
      }
      if (collect === 'portal') {
        request
          .resume()
          .on('end', () => response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Sign in to the network</title>'));
        return;
      }
    }
    if (/^\/(rtp-api\/v1\/|v\/[^/]+\/)?(e$|rtp(-\w+)?\.js|c\/|visitor)/.test(path)) forward(request, response);
    else response.writeHead(404).end();
  });
  // Every 127.x.x.x is this machine: as many origins as a test wants.
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const { port } = server.address() as AddressInfo;
  const site: Site = {
    url: `http://127.0.0.1:${port}`,
    other: `http://localhost:${port}`,
    faults: {},
    seen: new Map(),
    refused,
    page(account, name, { head = '', body = '', headers = {}, snippet, nonce } = {}) {
      const pasted = snippet ?? `<script${nonce ? ` nonce="${nonce}"` : ''}>${script(account)}</script>`;
      const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${name}</title><link rel="icon" href="data:,">${pasted}${head}</head><body>${body}</body></html>`;
      pages.set(`/${account}/${name}`, { html, headers });
      return `${site.url}/${account}/${name}`;
    },
    next: (kind) => new Promise((resolve) => awaited.set(kind, [...(awaited.get(kind) ?? []), resolve])),
    release() {
      for (const response of hanging) response.destroy();
      hanging.clear();
    },
    landed: () =>
      until(
        async () => site.seen.get('GET /landed') ?? 0,
        (count) => count > 0,
        () => 'no page landed',
      ),
    script,
    hash: (account) => cspHash(script(account)),
    close: () =>
      new Promise((resolve) => {
        site.release();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return site;
};
