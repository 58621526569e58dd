import { bareAddress } from './address.js';
import type { View } from './calls.js';
import { monotonic } from './clock.js';
import { quote } from './json.js';
import { takeVars } from './vars.js';
import type { EventType, Way } from './wire.js';

/** A stored event. The names last longer than one build of the tag, so they are not mangled. */
export interface Row {
  /** the collector that it is for: another one on this origin neither gets nor forgets it */
  c: string;
  /** page-view id and number: the event's id */
  p: string;
  n: number;
  /** wall clock at the call, ms */
  t: number;
  /** the monotonic clock then, ms, which nobody sets; of this page: rows of another page get theirs when they are read */
  m: number;
  /** the batch's head as JSON, and the event's type and strings */
  h: string;
  e: string;
  /** none: never sent; 1: on its way by beacon; 0: sent or asked about with the answer awaited, and not named yet */
  b?: number;
  /**
   * 1: to be sent without a question: the collector cannot have it, or said that it has not; 0: too old to be sent: asked about once,
   * and dropped and reported when no answer names it; above 1: sent alone in vain, once for each
   */
  w?: number;
  /** it is in the database for certain */
  d?: number;
  /** the localStorage key to remove when the collector has all that was found under it */
  k?: string;
}

/**
 * Something that happened in a page view, as a row, complete with who did it.
 */
export const encodeRow = (
  endpoint: string,
  view: View,
  type: EventType,
  value: string[],
  url: string,
  [visitor, session]: [string, string],
): Row => ({
  c: endpoint,
  p: view._page,
  n: ++view._number,
  t: view._wall as number,
  m: view._mono as number,
  h:
    `{"p":"${view._page}","u":"${visitor}","s":"${session}","a":${quote((view._context.a as string).slice(0, 65))},"l":${quote(bareAddress(url))},"r":${quote(bareAddress(view._referrer))},"c":{` +
    Object.entries(type === 'view' ? takeVars() : {}).map((pair) => pair.map(quote).join(':')) +
    `},"x":${+!!view._context.x},"e":[`,
  e: [type, ...value].map(quote).join(),
});

/** Events older than this are not sent any more, ms. */
export const EXPIRY = 6048e5;

/**
 * ms. A computer that sleeps stops the monotonic clock on some systems, and a visitor who sets the wall clock back stops that one: the
 * one that went further is right. A wall clock that went further by a week was set (a kiosk starts in 1970, until its network is up).
 */
export const ageAt = (row: Row, mono: number, wall: number): number => {
  mono -= row.m;
  wall -= row.t;
  return mono < wall && wall < mono + EXPIRY ? wall : mono;
};

/**
 * A request's body with as many rows from the front as fit, one at least. ASCII, so that its length is its size: the bytes
 * that are written are counted, heads that differ and ids that are asked about among them.
 * @param rows neighbours with the same head share it, neighbours of one page view its id
 * @param way how it is sent; with any but 'b' an answer is awaited, and with 'r' rows without a `w` are only asked about
 * @param room bytes
 * @returns the body, and how many rows are in it
 */
export const encodeBody = (rows: Row[], way: Way, room: number): [body: string, count: number] => {
  let count = 0;
  let body = '';
  let batches = '';
  let head = '';
  let asked = '';
  let last = '';
  // One moment for all of them: read anew for each row, a later event would look older than an earlier one.
  const mono = monotonic();
  const wall = Date.now();
  for (const row of rows) {
    if (way === 'r' && !row.w) {
      asked += (last === row.p ? ',' : (last && '],') + `["${row.p}",`) + row.n;
      last = row.p;
    } else {
      batches += (row.h === head ? ',' : (head && ']},') + row.h) + `[${row.n},${ageAt(row, mono, wall).toFixed()},${row.e}]`;
      head = row.h;
    }
    const next = `{"v":2,"w":"${way}"${batches && `,"b":[${batches}]}]`}${way === 'b' ? '' : `,"q":[${asked}${last && ']'}]`}}`;
    if (count && next.length > room) break;
    body = next;
    count++;
  }
  return [body, count];
};

/** Bytes that a row takes in storage. */
export const sizeOf = (row: Row): number => (row.h + row.e).length;
