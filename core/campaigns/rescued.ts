/**
 * What an earlier page of the session left behind because its visitor went before the core came: the core brings it to the
 * collector, and here it counts for segments.
 */
import { IDLE } from '../visitor.js';
import type { RescueBody } from '../wire.js';
import { bare } from './answers.js';
import { add, has, type State } from './history.js';

/** Told what happened, as the bridge's log has it. */
type Hear = (entry: [type: string, value: string[], page: string]) => void;

const listOf = (data: unknown): string[] => ([] as unknown[]).concat(data).map((text) => '' + text);

/**
 * @param state remembers which ones were read
 * @param found texts that the core has found, which it may have forgotten in localStorage meanwhile; what is no such text does no harm
 * @param clicked told when the visitor came from that page: with a click that nobody was there to count
 */
export const readRescued = (state: State, found: string[], hear: Hear, clicked: () => void): void => {
  try {
    // Blocked storage holds nothing.
    for (const key of Object.keys(localStorage)) if (/^_rtpq\d/.test(key)) found.push(localStorage[key] as string);
  } catch {}
  for (const text of found)
    try {
      const [, , [random, , , ...entries]] = JSON.parse(text) as RescueBody;
      if (has(state.y, random)) continue;
      state.y = add(state.y, random);
      const [, wall = 0, url = ''] = entries[entries.length - 1] || [];
      if (Date.now() - wall < IDLE) {
        for (const [args, , at] of entries) {
          const { 0: verb, 1: what, 2: data } = JSON.parse(args as string) as ArrayLike<unknown>;
          if (verb === 'set') hear([verb, [what as string, '' + data], '']);
          else if (verb === 'send')
            hear([what as string, listOf((data as { value?: unknown } | undefined)?.value ?? data), (data as string | undefined) || at]);
        }
        if (bare(url) === bare(document.referrer)) clicked();
      }
    } catch {}
};
