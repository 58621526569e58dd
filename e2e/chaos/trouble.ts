/** What a collector, or whatever stands in front of it, does to a request of the tag's while it has a trouble. */
import http from 'node:http';
import type { Socket } from 'node:net';
import type { Forward } from '../support/site.js';
import type { Trouble } from './story.js';

/** Requests that may hang at a time: a browser opens six connections to a site, and its pages come from there, too. */
const HANGING = 3;
/** ms */
export const SLOW = 300;

const PROXY = (status: number): string =>
  `<html>\r\n<head><title>${status} from the proxy</title></head>\r\n<body><center><h1>${status}</h1></center><hr><center>nginx</center></body>\r\n</html>\r\n`;

export interface Troubles {
  now: Trouble;
  /** requests that were taken and not answered yet */
  open: number;
  handle(request: http.IncomingMessage, response: http.ServerResponse, forward: Forward): void;
  /** takes a request and never answers it */
  hang(request: http.IncomingMessage, response: http.ServerResponse): void;
  /** ends what hangs */
  release(): void;
}

/** @param collector its origin */
export const openTroubles = (collector: string): Troubles => {
  const hanging: http.ServerResponse[] = [];
  const answer = (
    request: http.IncomingMessage,
    response: http.ServerResponse,
    status: number,
    headers: http.OutgoingHttpHeaders,
    body: string,
  ): void => {
    request.resume().on('end', () => response.writeHead(status, headers).end(body));
  };
  const hang = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    request.resume();
    hanging.push(response);
    if (hanging.length > HANGING) hanging.shift()?.destroy();
  };
  /** Hands the request to the collector that many times; the browser hears of the last one, if at all. */
  const repeat = (request: http.IncomingMessage, response: http.ServerResponse, times: number, deaf: boolean): void => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      const once = (left: number): void => {
        const onward = http.request(collector + request.url, { method: request.method, headers: request.headers }, (reply) => {
          if (left > 1) return void reply.resume().on('end', () => once(left - 1));
          if (deaf) return void reply.resume().on('end', () => response.destroy());
          response.writeHead(reply.statusCode ?? 502, reply.headers);
          reply.pipe(response);
        });
        onward.on('error', () => response.destroy());
        onward.end(body);
      };
      once(times);
    });
  };
  const troubles: Troubles = {
    hang,
    now: { is: 'none' },
    open: 0,
    handle(request, response, forward) {
      troubles.open++;
      response.on('close', () => troubles.open--);
      // A page that is left, or a browser that is killed, takes its request with it.
      request.on('error', () => undefined);
      const { now } = troubles;
      if (now.is === 'none' || now.is === 'killed') forward(request, response);
      else if (now.is === 'slow') setTimeout(() => forward(request, response), SLOW);
      else if (now.is === 'refuses') request.socket.destroy();
      else if (now.is === 'resets')
        request.once('data', () => (request.socket as Socket).resetAndDestroy()).once('end', () => request.socket.destroy());
      else if (now.is === 'hangs') hang(request, response);
      else if (now.is === 'portal')
        answer(request, response, 200, { 'content-type': 'text/html' }, '<title>Sign in to the network</title>');
      else if (now.is === 'empty') answer(request, response, 204, {}, '');
      else if (now.is === 'deaf') repeat(request, response, 1, true);
      else if (now.is === 'twice') repeat(request, response, 2, false);
      else if (now.is === 'status') {
        const { status, page, retryAfter } = now;
        const headers = {
          'content-type': page ? 'text/html' : 'application/json',
          // Without it a page on another origin sees no answer at all, as behind most proxies.
          ...(page ? {} : { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Retry-After' }),
          ...(retryAfter && { 'retry-after': String(retryAfter) }),
        };
        answer(request, response, status, headers, page ? PROXY(status) : '{"error":"not now"}');
      } else if (now.is === 'small') {
        if (Number(request.headers['content-length'] ?? 0) <= now.limit && (request.url ?? '').length <= now.limit)
          forward(request, response);
        else if (now.reset) (request.socket as Socket).resetAndDestroy();
        else answer(request, response, 413, { 'content-type': 'text/html' }, PROXY(413));
      }
    },
    release() {
      for (const response of hanging.splice(0)) response.destroy();
    },
  };
  return troubles;
};
