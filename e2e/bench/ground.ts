/** Where the bench runs: the real collector, and in front of it one origin with the pages, which counts what passes. */
import { readFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { fillStub } from '../../loader/snippet.js';
import { startCollector, type Collector } from '../support/collector.js';
import { BARE_CORE } from './bare.js';

/** A request as it passed. Bytes are those of HTTP/1.1: first line, headers, body. */
export interface Passed {
  kind: string;
  body: string;
  request: number;
  answer: number;
  /** name of the page that it came from */
  from: string;
}

export interface Ground {
  url: string;
  collector: Collector;
  passed: Passed[];
  /** Serves a page under `/name`. @param head markup in `<head>` */
  page(name: string, head: string, headers?: Record<string, string>): string;
  close(): Promise<void>;
}

const SNIPPET = readFileSync(new URL('../../dist/snippet.html', import.meta.url), 'utf8');
const STUB = /<script>(.*)<\/script>/s.exec(SNIPPET)?.[1] ?? '';
/** The pasted snippet's script. */
export const stub = (core: string, account: string): string => fillStub(STUB, { core, account });

const headSize = (first: string, raw: readonly string[]): number => first.length + 4 + raw.reduce((sum, part) => sum + part.length + 2, 0);

export const openGround = async (env: Record<string, string> = {}): Promise<Ground> => {
  const collector = await startCollector({ RTP_RATE_LIMIT: '0', ...env });
  const core = await fetch(collector.url + '/rtp.js');
  if (!core.ok) throw new Error(`the collector serves no core (${core.status}): npm run build first`);
  const cache = core.headers.get('cache-control') ?? '';
  const pages = new Map<string, { html: string; headers: Record<string, string> }>();
  const passed: Passed[] = [];
  /** beacons answered, by page; and pages that wait for that many */
  const beacons = new Map<string, number>();
  const waiting = new Map<string, () => void>();
  const agent = new http.Agent({ keepAlive: true });

  const nameOf = (request: http.IncomingMessage): string => (request.headers.referer ?? '').replace(/.*\//, '');

  const forward = (request: http.IncomingMessage, response: http.ServerResponse, kind: string): void => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const onward = http.request(collector.url + request.url, { method: request.method, headers: request.headers, agent }, (answer) => {
        let bytes = headSize(`HTTP/1.1 ${answer.statusCode}`, answer.rawHeaders);
        answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
        answer.on('end', () => {
          const from = nameOf(request);
          const text = body.toString();
          if (text.includes('"w":"b"')) beacons.set(from, (beacons.get(from) ?? 0) + 1);
          waiting.get(from)?.();
          passed.push({
            kind,
            body: text,
            request: headSize(`${request.method} ${request.url} HTTP/1.1`, request.rawHeaders) + body.length,
            answer: bytes,
            from,
          });
        });
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      onward.end(body);
    });
  };
  const server = http.createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const kind = `${request.method} ${path}`;
    const found = pages.get(path.slice(1));
    if (path === '/quiet') {
      // How many it has sent: a request that asks may overtake beacons, so the server cannot know when all are here.
      const wanted = Number(request.url?.split('?')[1] ?? 0);
      const from = nameOf(request);
      const patience = setTimeout(() => response.writeHead(503).end(), 20_000);
      const look = (): void => {
        if ((beacons.get(from) ?? 0) < wanted) return;
        waiting.delete(from);
        clearTimeout(patience);
        response.writeHead(204).end();
      };
      waiting.set(from, look);
      look();
    } else if (found)
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', ...found.headers })
        .end(found.html);
    // The bare tag's script is cached as the core is.
    else if (path === '/bare.js')
      response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': cache }).end(BARE_CORE);
    else forward(request, response, kind);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    collector,
    passed,
    page(name, head, headers = {}) {
      const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${name}</title><link rel="icon" href="data:,">${head}</head><body></body></html>`;
      pages.set(name, { html, headers });
      return `${url}/${name}`;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      agent.destroy();
      await collector.close();
    },
  };
};
