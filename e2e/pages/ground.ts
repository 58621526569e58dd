/** The site of the table: each visit has an origin of its own on 127.0.0.0/8, and so storage without a past, in one browser. */
import { readFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { minifiedStub } from '../../loader/minify.js';
import { fillStub } from '../../loader/snippet.js';
import { bundle, libraryFile, observer } from './libraries.js';
import type { Mode, Row } from './row.js';

/** What a page told at the end of its visit. */
export interface Seen {
  /** why the visit did not come to its end; '' when it did */
  problem: string;
  /** errors and warnings */
  said: string[];
  globals: string[];
  /** globals of the libraries, and natives, that are no longer what they were */
  changed: string[];
  /** the page's elements before its visit, when the campaign is there, and after it */
  early: string[];
  late: string[];
}

export interface Ground {
  /** Makes the page of a row in a mode. @returns its address */
  page(row: Row, mode: Mode, account: string): string;
  /** what the page at that address tells; the way on for the browser is asked for afterwards */
  told(url: string): Promise<Seen>;
  /** sends the browser that waits at an address to the next one */
  goOn(url: string, next: string): void;
  close(): Promise<void>;
}

const TYPES: Record<string, string> = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.html': 'text/html' };
const SNIPPET = readFileSync(new URL('../../dist/snippet.html', import.meta.url), 'utf8');
const STUB = /<script>(.*)<\/script>/s.exec(SNIPPET)?.[1] ?? '';
const WAITING = await minifiedStub(new URL('../../loader/stub.ts', import.meta.url), ['consent']);
/** The size of the zone is the page's: what stands below does not move when its content is another. */
const STYLE = '<style>#offer{display:block;height:80px;overflow:hidden}</style>';

const headOf = (row: Row, mode: Mode, account: string, observing: string): string => {
  const { consent } = row;
  const stub = consent === undefined ? STUB : WAITING;
  const tag = mode === 'plain' ? 'window.rtp=function(){}' : fillStub(stub, { core: '/rtp.js', account, consent });
  return `<meta charset="utf-8"><title>${row.id}</title><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<script data-mode="${mode}" data-busy="${row.busy ? 1 : ''}" data-ready="${row.ready ?? ''}">${observing}</script>
<script>${tag}</script><script>rtp('send','view');rtp('get','campaign',true)</script>
${STYLE}${row.head ?? ''}<script>observed.mark()</script>`;
};
const html = (head: string, body: string): string => `<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`;
const visit = ({ act }: Row): string =>
  `<script>observed.act(async function (visit) { const { click, type, sees, gone, holds, load, pause } = visit; ${act} })</script>`;

/** @param collector origin of the real collector */
export const openGround = async (collector: string): Promise<Ground> => {
  const observing = await observer();
  const pages = new Map<string, { row: Row; head: string }>();
  const telling = new Map<string, (seen: Seen) => void>();
  const waiting = new Map<string, http.ServerResponse>();
  let hosts = 0;

  const forward = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    const onward = http.request(collector + request.url, { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  };
  const hear = (host: string, request: http.IncomingMessage, response: http.ServerResponse): void => {
    const parts: Buffer[] = [];
    request
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', () => {
        const [problem = '', ...lists] = Buffer.concat(parts).toString('utf8').split('\f');
        const [said = [], globals = [], changed = [], early = [], late = []] = lists.map((list) => list.split('\n').filter(Boolean));
        waiting.set(host, response);
        telling.get(host)?.({ problem, said, globals, changed, early, late });
      });
  };
  const file = async (path: string, { row, head }: { row: Row; head: string }): Promise<[string, string | Buffer] | undefined> => {
    if (path === '/') return ['text/html', html(head, row.body + visit(row))];
    const next = row.pages?.[path];
    if (next !== undefined) return ['text/html', html(head, next)];
    const own = row.files?.[path];
    if (own !== undefined) return [TYPES[extname(path)] ?? 'text/html', own];
    if (path.startsWith('/app/')) return ['text/javascript', await bundle(path.slice('/app/'.length))];
    if (path.startsWith('/lib/'))
      return [TYPES[extname(path.split('?')[0] ?? '')] ?? 'application/octet-stream', await libraryFile(path.slice('/lib/'.length))];
    return undefined;
  };

  const server = http.createServer(async (request, response) => {
    const host = (request.headers.host ?? '').split(':')[0] ?? '';
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const found = pages.get(host);
    if (!found) return void response.writeHead(404).end();
    if (path === '/told') return hear(host, request, response);
    if (/^\/(e|rtp(-\w+)?\.js|c\/.*|visitor)$/.test(path)) return forward(request, response);
    try {
      const [type, content] = (await file(request.url?.startsWith('/lib/') ? request.url : path, found)) ?? [];
      if (content === undefined) return void response.writeHead(404).end();
      response
        .writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store', 'service-worker-allowed': '/' })
        .end(content);
    } catch (error) {
      console.error(`${path}: ${(error as Error).message}`);
      response.writeHead(500).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const { port } = server.address() as AddressInfo;
  const hostOf = (url: string): string => new URL(url).hostname;

  return {
    page(row, mode, account) {
      const host = `127.1.${++hosts >> 8}.${hosts & 255}`;
      pages.set(host, { row, head: headOf(row, mode, account, observing) });
      return `http://${host}:${port}/`;
    },
    told: (url) => new Promise((resolve) => telling.set(hostOf(url), resolve)),
    goOn(url, next) {
      waiting.get(hostOf(url))?.end(next);
      waiting.delete(hostOf(url));
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
