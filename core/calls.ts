/**
 * Calls become numbered events here: live ones, and those that a stub saved when its page was left before the core came.
 * The tag of the page, the tag of the next page and the collector number alike, so that their copies are the same events.
 */
import { idOf } from './id.js';
import { command, type Context, type Sink } from './commands.js';
import type { RescueBody, StubCall, StubQueue } from './wire.js';

/** A page view whose calls are run: this one, or one that a stub saved. */
export interface View {
  /** page-view id */
  _page: string;
  /** of the last event */
  _number: number;
  /** ms: the visitor's wall clock and the page's monotonic one, at the call that runs */
  _wall?: number;
  _mono?: number;
  _context: Context;
}

/** Runs one call as the stub keeps it; one without arguments only sets the clocks, for an event that no call made. */
export const run = (view: View, call: StubCall, sink: Sink): void => {
  [, view._wall, view._mono] = call;
  // JSON keeps the arguments as an object with numeric keys.
  if (call[0]) command(call[0], view._context, sink);
};

/**
 * The page view's id from the stub's queue: the time of the first call, so that ids sort by time, then the random digits.
 * The core of the same page, the core of the next one and the collector all make the same id of the same queue.
 */
export const viewOf = (queue: StubQueue, context: Context = { a: queue[1] }): View => ({
  _page: idOf(queue[3][1], queue[0]),
  _number: 0,
  _context: context,
});

/** @param text what a stub wrote: JSON, or the JSON of that where the page's `Array.prototype.toJSON` had its way */
export const readRescue = (text: unknown): RescueBody => {
  while (typeof text === 'string') text = JSON.parse(text);
  return text as RescueBody;
};

/** Runs the calls that a stub saved. */
export const replay = (view: View, queue: StubQueue, sink: Sink): void => {
  for (const call of queue.slice(3) as StubCall[]) run(view, call, sink);
  if (queue[2]) sink._emit('overflow', ['' + queue[2]]);
};
