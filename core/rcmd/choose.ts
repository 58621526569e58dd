/**
 * Which content is recommended: a decision of the browser, from one file that is the same for everybody and from what this
 * browser remembers. Pure, so that it can be replayed with made-up visitors (`npm run bench:rcmd`).
 */
import type { Entry, Shown } from './config.js';

export interface Circumstances {
  /** whether the entry is the page that the visitor is on */
  _isHere(entry: Entry): boolean;
  /** ids of entries that were read or clicked, the longest ago first */
  _seen: string[];
  /** ids of the segments that the visitor is in */
  _segments: string[];
  /** the same for a visitor and a day, so that a reload shows the same entries; with no visitor, for a day */
  _seed: string;
}

/** A rate is believed as if so many goals had been reached at the average rate before: one lucky click moves it little. */
const PRIOR = 5;

/** FNV-1a with a last mixing, as a number from 0 to 1. */
const chance = (seed: string): number => {
  let hash = -2128831035;
  for (const char of seed) hash = Math.imul(hash ^ char.charCodeAt(0), 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 739982445);
  return ((hash ^ (hash >>> 12)) >>> 0) / 4294967296;
};

const shrunk = ([shown, goals]: Shown, rate: number): number => (goals + PRIOR) / (shown + PRIOR / rate);

/** The rate of each entry's goal for this visitor, moved a little by its trend. */
const scores = (entries: Entry[], segments: string[]): Map<Entry, number> => {
  let shown = 20;
  let goals = 1;
  for (const { n = [0, 0] } of entries) {
    shown += n[0];
    goals += n[1];
  }
  const average = goals / shown;
  return new Map(
    entries.map((entry) => {
      let rate = shrunk(entry.n || [0, 0], average);
      // The segment in which it does best: who is in several came for one of them.
      rate = Math.max(
        ...segments.flatMap((id) => (entry.g?.[id] ? [shrunk(entry.g[id], rate)] : [])),
        segments.some((id) => entry.g?.[id]) ? 0 : rate,
      );
      return [entry, rate * Math.sqrt(Math.min(2, Math.max(0.5, entry.r || 1)))];
    }),
  );
};

/**
 * Chooses entries: never the current page, never what was read or clicked while there is anything else; the last place explores.
 * @param entries approved for the source and in the categories asked for
 * @param count how many, e.g. 3
 * @returns fewer where there are fewer
 */
export const choose = (entries: Entry[], { _isHere, _seen, _segments, _seed }: Circumstances, count: number): Entry[] => {
  const others = entries.filter((entry) => !_isHere(entry));
  const score = scores(others, _segments);
  const of = (entry: Entry): number => score.get(entry) as number; // each of them has one
  const drawn = new Map(others.map((entry) => [entry, chance(_seed + entry.i)]));
  const by = (value: (entry: Entry) => number) => (a: Entry, b: Entry) =>
    value(b) - value(a) || (drawn.get(b) as number) - (drawn.get(a) as number);
  const fresh = others.filter(({ i }) => !_seen.includes(i)).sort(by(of));
  const chosen = fresh.splice(0, count - 1);
  // The last place explores: the less an entry has been shown, the further luck can lift it.
  fresh.sort(by((entry) => of(entry) * (1 + ((drawn.get(entry) as number) * 9) / Math.sqrt(1 + (entry.n?.[0] || 0)))));
  chosen.push(...fresh.slice(0, 1));
  // Filled up with what was seen longest ago, rather than showing two.
  const stale = others.filter(({ i }) => _seen.includes(i)).sort((a, b) => _seen.indexOf(a.i) - _seen.indexOf(b.i));
  return chosen.concat(stale).slice(0, count);
};
