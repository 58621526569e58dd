/**
 * The ordinary beacon past the framework: a POST of known length to an address of the core. It is nearly all
 * of the traffic, and the framework's part of it cost more than everything else in this process. Anything out of the
 * ordinary (a query, chunks, too long, over the limit, at the end) is left to the framework's route.
 */
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { BODY_LIMIT } from './beacon.js';
import type { Limit } from '../limit.js';
import { readable } from './cors.js';
import { refusal, type Answer, type Receive } from './receive.js';
import { textOf } from './text.js';

const ADDRESSES = new Set(['/e', '/e/', '/rtp.js', '/rtp-api/v1/e', '/rtp-api/v1/rtp.js']);

const isOrdinary = (request: IncomingMessage): boolean => {
  if (request.method !== 'POST' || !ADDRESSES.has(request.url ?? '')) return false;
  const { headers } = request;
  // llhttp has checked the length to be figures, and refuses it beside a transfer-encoding.
  const length = Number(headers['content-length'] ?? 0);
  return (
    length > 0 &&
    length <= BODY_LIMIT &&
    headers['transfer-encoding'] === undefined &&
    headers.expect === undefined &&
    headers.upgrade === undefined
  );
};

/** @param last whether the connection ends with this answer */
const send = (response: ServerResponse, asked: IncomingHttpHeaders, { status, body, retryAfter }: Answer, last: boolean): void => {
  const common = last ? [...readable(asked), 'Connection', 'close'] : readable(asked);
  if (body === undefined) {
    response.writeHead(status, common).end();
    return;
  }
  const headers = [...common, 'Content-Type', 'application/json; charset=utf-8', 'Content-Length', String(Buffer.byteLength(body))];
  if (retryAfter !== undefined) headers.push('Retry-After', String(retryAfter));
  response.writeHead(status, headers).end(body);
};

export interface LaneParts {
  receive: Receive;
  limit: Limit;
  /** the address of a visitor */
  addressOf(request: IncomingMessage): string;
  /** whether the process is about to end */
  closing(): boolean;
}

/** @param others takes every other request */
export const openLane =
  ({ receive, limit, addressOf, closing }: LaneParts, others: RequestListener): RequestListener =>
  (request, response) => {
    if (!isOrdinary(request) || closing() || limit(request)) {
      others(request, response);
      return;
    }
    // Read now: a connection that has ended no longer knows it.
    const from = addressOf(request);
    let whole: Buffer | undefined;
    let parts: Buffer[] | undefined;
    request.on('data', (part: Buffer) => {
      if (!whole) whole = part;
      else (parts ??= [whole]).push(part);
    });
    // A body cut short ends with 'error' and no 'end': nothing of it is read, and there is nobody to answer.
    request.on('error', () => {});
    request.on('end', () => {
      const body = parts ? Buffer.concat(parts) : (whole ?? Buffer.alloc(0));
      const { headers } = request;
      // Said at the end: a client that believed the connection open would send its next request into the closing of it.
      void textOf(body, headers['content-encoding'], BODY_LIMIT)
        .then((text) => (typeof text === 'string' ? receive(text, headers, from) : refusal(text.status, { error: text.error })))
        .then((answer) => send(response, headers, answer, closing()));
    });
  };
