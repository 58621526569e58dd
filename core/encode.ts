import { bareAddress } from './address.js';
import type { View } from './calls.js';
import { monotonic } from './clock.js';
import { quote } from './json.js';
import { takeVars } from './vars.js';
import type { EventType, Way } from './wire.js';

/** A stored event. The names last longer than one build of the tag, so they are not mangled. */
export interface Row {
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
  /** 1: on its way, and no question about it has failed; 0: it has; none: never sent */
  b?: number;
  /** the localStorage key to remove when the collector holds this one */
  k?: string;
}

/**
 * Something that happened in a page view, as a row, complete with who did it.
 */
export const encodeRow = (view: View, type: EventType, value: string[], url: string, [visitor, session]: [string, string]): Row => ({
  p: view._page,
  n: ++view._number,
  t: view._wall as number,
  m: view._mono as number,
  h:
    `{"p":"${view._page}","u":"${visitor}","s":"${session}","a":${quote(view._context.a as string)},"l":${quote(bareAddress(url))},"r":${quote(bareAddress(document.referrer))},"c":{` +
    Object.entries(type === 'view' ? takeVars() : {}).map((pair) => pair.map(quote).join(':')) +
    `},"x":${+!!view._context.x},"e":[`,
  e: [type, ...value].map(quote).join(),
});

/**
 * A request's body.
 * @param rows sent whole; neighbours with the same head share it
 * @param way how it is sent
 * @param asked rows that are asked about; none: no answer is awaited
 */
export const encodeBody = (rows: Row[], way: Way, asked?: Row[]): string => {
  let text = '';
  let last = '';
  for (const row of rows) {
    text += (row.h === last ? ',' : (last && ']},') + row.h) + `[${row.n},${(monotonic() - row.m) | 0},${row.e}]`;
    last = row.h;
  }
  return (
    `{"v":1,"w":"${way}"` + (text && `,"b":[${text}]}]`) + (asked ? `,"q":[${asked.map((row) => `["${row.p}",${row.n}]`)}]` : '') + '}'
  );
};

/** Bytes that a row takes in storage. */
export const sizeOf = (row: Row): number => (row.h + row.e).length;

/**
 * Takes from the front as many rows, one at least, as fit in a body beside others, and in an address when the body is
 * refused: an ASCII character takes at most three there (`%22`), and addresses of 60,000 characters pass in every engine.
 */
export const take = (rows: Row[]): Row[] => {
  let room = 2e4;
  let count = 0;
  // Neighbours share their head as a rule, so it is not counted each time.
  for (const row of rows) if ((room -= row.e.length + 32) > 0) count++;
  return rows.splice(0, count || 1);
};
