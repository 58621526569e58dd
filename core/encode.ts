import { quote } from './json.js';
import type { CalledEvent } from './rescue.js';
import type { Way } from './wire.js';

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
  /** 1: a beacon has carried it and no question about it has failed; none: on its way with its answer awaited */
  b?: number;
  /** the localStorage key to remove when the collector holds this one */
  k?: string;
}

/** Characters of an address or referrer. */
const MAX_URL = 2048;

/** A called event as a row, complete with who did it and where from. */
export const encodeRow = (event: CalledEvent, page: string, visitor: string, session: string, referrer: string): Row => ({
  p: page,
  n: event._number,
  t: event._wall,
  m: event._mono,
  h:
    `{"p":"${page}","a":${quote(event._account)},"u":"${visitor}","s":"${session}","l":${quote(event._url.slice(0, MAX_URL))}` +
    (referrer && ',"r":' + quote(referrer.slice(0, MAX_URL))) +
    `,"c":{${Object.entries(event._vars).map((pair) => pair.map(quote).join(':'))}}` +
    (event._anonymous ? ',"x":1' : '') +
    ',"e":[',
  e: [event._type, ...event._value].map(quote).join(),
});

/**
 * A request's body.
 * @param rows sent whole; neighbours with the same head share it
 * @param way how it is sent
 * @param asked rows that are asked about; none: no answer is awaited
 * @param age of a row, ms
 */
export const encodeBody = (rows: Row[], way: Way, age: (row: Row) => number, asked?: Row[]): string => {
  let text = '';
  let last = '';
  for (const row of rows) {
    text += (row.h === last ? ',' : (last && ']},') + row.h) + `[${row.n},${Math.max(0, age(row)) | 0},${row.e}]`;
    last = row.h;
  }
  return `{"v":1,"w":"${way}"` + (text && `,"b":[${text}]}]`) + (asked ? `,"q":[${asked.map((row) => `["${row.p}",${row.n}]`)}]` : '') + '}';
};

/** Bytes that a row takes in storage. */
export const sizeOf = (row: Row): number => row.h.length + row.e.length;

/**
 * Rows in parts that each fit in a body beside others, and in an address when the body is refused: an ASCII character
 * takes at most three there (`%22`), and addresses of 60,000 characters pass in every engine.
 */
export const chunks = (rows: Row[]): Row[][] => {
  const parts: Row[][] = [];
  let part: Row[] = [];
  let room = 0;
  let last = '';
  for (const row of rows) {
    room -= row.e.length + 24 + (row.h === last ? 0 : row.h.length);
    last = row.h;
    if (room < 0) {
      parts.push((part = []));
      room = 2e4 - sizeOf(row);
    }
    part.push(row);
  }
  return parts;
};
