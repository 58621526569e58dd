/** What the inspector asks the collector: which events it has, and what would become of others. Nothing is stored by it. */
import { bareAddress } from '../address.js';
import { monotonic } from '../clock.js';
import { encodeBody, type Row } from '../encode.js';
import { endpointOf } from '../endpoint.js';
import { VERSION, type WireAnswer } from '../wire.js';

/** Bytes of a trial. */
const ROOM = 2e4;

export type Said = [status: string, answer: Partial<WireAnswer>];

const post = async (endpoint: string, body: string): Promise<Said> => {
  try {
    const answer = await fetch(endpoint, { method: 'POST', credentials: 'omit', headers: { 'content-type': 'text/plain' }, body });
    return ['' + answer.status, (await answer.json()) as Partial<WireAnswer>];
  } catch (error) {
    return ['no answer: ' + (error as Error).message, {}];
  }
};

/** Puts the question about ids of the wire format; nothing is sent with it. */
export const ask = (endpoint: string, rows: Row[]): Promise<Said> =>
  post(endpoint, JSON.stringify({ v: VERSION, q: rows.map(({ p, n }) => [p, n]) }));

/** What would become of these, as many from the front as fit. A collector that knows no trials refuses the request, and stores nothing. */
export const tryOut = (endpoint: string, rows: Row[]): Promise<Said> => post(endpoint, encodeBody(rows, 't', ROOM)[0]);

/** A view of this page that has not happened, to be tried. */
export const sampleRow = (endpoint: string, account: string, [visitor, session]: [string, string]): Row => {
  const id = Date.now() + '000000';
  const head = { p: id, ...(visitor && session ? { u: visitor, s: session } : {}), a: account, l: bareAddress(location.href), e: [] };
  return { c: endpoint, p: id, n: 1, t: Date.now(), m: monotonic(), h: JSON.stringify(head).slice(0, -2), e: '"view"' };
};

/** Where the page's events go: the first row says it, and else the snippet, as the core reads it. */
export const endpointAt = (base: string, named: string | undefined): string => {
  const script = [...document.scripts].find(({ src }) => src && bareAddress(src) === base);
  return new URL(script?.dataset.endpoint || named || endpointOf(base), base).href;
};
