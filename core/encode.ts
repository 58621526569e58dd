import { quote } from './json.js';
import type { EventType, Way } from './wire.js';

/** A stored event. The names last longer than one build of the tag, so they are not mangled. */
export interface Row {
  /** page-view id and number: the event's id */
  p: string;
  n: number;
  /** wall clock and monotonic clock at the call, ms; the second means something on its own page only */
  t: number;
  m: number;
  /** the batch's head as JSON, and the event's type and strings */
  h: string;
  e: string;
  /** 1: a beacon has carried it and no question about it has failed */
  b?: number;
  /** the localStorage key to remove when the collector holds this one */
  k?: string;
}

/** What rows of one page view share. */
export interface Head {
  _page: string;
  _account: string;
  _visitor: string;
  _session: string;
  _url: string;
  _referrer: string;
  _vars: Record<string, string>;
  _anonymous: boolean;
}

/** Characters of an address or referrer. */
const MAX_URL = 2048;
/** Events older than this are given up, ms. */
export const EXPIRY = 6048e5;

/** JSON of the head of a batch, up to its events. */
export const encodeHead = (head: Head): string =>
  '{"p":"' + head._page + '","a":' + quote(head._account) + ',"u":"' + head._visitor + '","s":"' + head._session + '","l":' + quote(head._url.slice(0, MAX_URL)) +
  (head._referrer && ',"r":' + quote(head._referrer.slice(0, MAX_URL))) +
  ',"c":{' + Object.keys(head._vars).map((name) => quote(name) + ':' + quote(head._vars[name] as string)).join(',') + '}' +
  (head._anonymous ? ',"x":1' : '') + ',"e":[';

/** JSON of what happened. */
export const encodeEvent = (type: EventType, value: string[]): string => [type, ...value].map(quote).join(',');

/**
 * A request's body.
 * @param rows sent whole; neighbours with the same head share it
 * @param way how it is sent
 * @param asked rows that are asked about; none: nothing is asked and no answer awaited
 * @param age of a row, ms
 */
export const encodeBody = (rows: Row[], way: Way, asked: Row[] | undefined, age: (row: Row) => number): string => {
  let text = '{"v":1,"w":"' + way + '"';
  let last = '';
  for (const row of rows) {
    text += (row.h === last ? ',' : (last ? ']},' : ',"b":[') + row.h) + '[' + row.n + ',' + Math.round(Math.min(Math.max(0, age(row)), EXPIRY)) + ',' + row.e + ']';
    last = row.h;
  }
  if (last) text += ']}]';
  if (asked) {
    text += ',"q":[';
    last = '';
    for (const row of asked) {
      text += (row.p === last ? ',' : (last && '],') + '["' + row.p + '",') + row.n;
      last = row.p;
    }
    text += (last && ']') + ']';
  }
  return text + '}';
};

/** Bytes that a row takes. */
export const sizeOf = (row: Row): number => row.h.length + row.e.length;

/**
 * Rows in parts that each fit in a body beside others, and in an address when the body is refused: an ASCII character
 * takes at most three there (`%22`), and addresses of 60,000 characters pass in every engine.
 */
export const chunks = (rows: Row[]): Row[][] => {
  const parts: Row[][] = [];
  let room = 0;
  for (const row of rows) {
    room -= sizeOf(row);
    if (room < 0) {
      room = 2e4;
      parts.push([]);
    }
    (parts[parts.length - 1] as Row[]).push(row);
  }
  return parts;
};
