/**
 * Answers that any page can read, whatever its own scripts add to a request (Fetch standard, "CORS protocol"): a wrapped
 * `fetch` may send credentials, for which `*` is no answer, or a header of its own, for which the browser asks first. No cookie
 * is read on these addresses, so naming the origin gives nothing away.
 */
import type { IncomingHttpHeaders } from 'node:http';

const EXPOSED = 'Retry-After';
const ANY = ['Access-Control-Allow-Origin', '*', 'Access-Control-Expose-Headers', EXPOSED];
const TOKENS = /^[\w!#$%&'*+.^`|~, -]{1,2000}$/;

/** Names and values by turns, as `writeHead` takes them. */
export const readable = ({ origin }: IncomingHttpHeaders): string[] =>
  origin
    ? [
        'Access-Control-Allow-Origin',
        origin,
        'Access-Control-Allow-Credentials',
        'true',
        'Access-Control-Expose-Headers',
        EXPOSED,
        'Vary',
        'Origin',
      ]
    : ANY;

/** The same as an object. */
export const readableHeaders = (headers: IncomingHttpHeaders): Record<string, string> => {
  const list = readable(headers);
  return Object.fromEntries(list.flatMap((name, i) => (i % 2 ? [] : [[name, list[i + 1] ?? '']])));
};

/** The answer to a browser's question before the request itself; it keeps it for a day (Chromium for two hours). */
export const preflight = (headers: IncomingHttpHeaders): Record<string, string> => {
  const asked = String(headers['access-control-request-headers'] ?? '');
  return {
    ...readableHeaders(headers),
    vary: 'Origin, Access-Control-Request-Headers',
    'access-control-allow-methods': 'GET, HEAD, POST',
    'access-control-allow-headers': TOKENS.test(asked) ? asked : '*',
    'access-control-max-age': '86400',
    // Private Network Access: a public page with a collector on the intranet.
    ...(headers['access-control-request-private-network'] ? { 'access-control-allow-private-network': 'true' } : {}),
  };
};
