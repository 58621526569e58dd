/**
 * Calls become numbered events here: live ones, and those that a stub saved when its page was left before the core came.
 * The tag of the page, the tag of the next page and the collector run this code on the same text, so their copies are the same events.
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
  _referrer: string;
  _context: Context;
  /** of the call that runs: ms by the visitor's wall clock and by the page's monotonic one, and the page's address */
  _wall?: number;
  _mono?: number;
  _url?: string;
}

/** Runs one call; one without arguments only sets the circumstances, for an event that no call made. */
export const run = (view: View, [args, wall, mono, url]: StubCall, sink: Sink): void => {
  view._wall = wall;
  view._mono = mono;
  view._url = url || view._url;
  if (args) command(args, view._context, sink);
};

/**
 * The page view's id: the time of the first call, so that ids sort by time, then the random digits of the stub's queue.
 * The core of the same page, the core of the next one and the collector all make the same id of the same queue.
 * @param first wall clock at the first call, ms
 */
export const viewOf = (first: number, queue: StubQueue, referrer: string, context: Context = { a: queue[1] }): View => ({
  _page: idOf(first, queue[0]),
  _number: 0,
  _referrer: referrer,
  _context: context,
});

/**
 * A page view beside another one, for what no call of the page made: its numbers are its own, so they never meet those
 * that somebody else gives to the page's calls. `c`: the core's own events; `o`: the stub's report of calls that did not fit.
 */
export const beside = (view: View, letter: 'c' | 'o'): View => ({ ...view, _page: view._page + letter, _number: 0 });

/** Runs the calls that a stub saved. @param sink makes what is to be told of the events of a page view */
export const replay = ([, , queue, referrer]: RescueBody, sink: (view: View) => Sink): void => {
  const [, , overflow, ...entries] = queue;
  const view = viewOf(entries[0]![1], queue, referrer); // no first call: thrown, and this is no rescue
  const told = sink(view);
  for (const entry of entries)
    try {
      run(view, [JSON.parse(entry[0] as string) as StubCall[0], entry[1], 0, entry[2]], told);
    } catch {
      // One call that cannot be read costs that call only.
    }
  if (overflow) sink(beside(view, 'o'))._emit('overflow', ['' + overflow]);
};
