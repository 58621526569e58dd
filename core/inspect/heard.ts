/** The page's calls, as the bridge's log has them from the time before the inspector came, and as they come from then on. */
import type { Entry } from './calls.js';

/** Calls that are listed. */
const MOST = 200;

export interface Heard {
  _calls: readonly Entry[];
  /** hears what comes from here on: the campaigns bundle gives the log a `push` of its own, maybe after the last time */
  _listen(): void;
}

export const openHeard = (bridge: { log: Entry[] }): Heard => {
  const calls: Entry[] = [];
  let heard: unknown;
  return {
    _calls: calls,
    _listen() {
      const { log } = bridge;
      if (log.push === heard) return;
      // The campaigns bundle sets the list's length, so that there may be nothing at some places, and takes its methods away.
      if (!heard) calls.push(...Array.from(log).filter(Boolean).slice(0, MOST));
      const before = log.push;
      const value = (...entries: Entry[]): number => {
        if (calls.length < MOST) calls.push(...entries);
        return before.apply(log, entries);
      };
      heard = value;
      // Where a page has frozen the prototypes, an assignment makes no property of that name; the mark-up bundle's own takes nothing else.
      try {
        log.push = value;
      } catch {
        Object.defineProperty(log, 'push', { value, writable: true, configurable: true, enumerable: true });
      }
    },
  };
};
