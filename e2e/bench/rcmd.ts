/**
 * `npm run bench:rcmd`: made-up visitors of known tastes, who are shown content three at a time. The choice of the tag, from counts
 * that are renewed once a day, is played beside the three most popular entries and beside chance.
 */
import { choose } from '../../core/rcmd/choose.js';
import type { Entry, Shown } from '../../core/rcmd/config.js';

const DAYS = 30;
const VISITORS_A_DAY = 400;
const ENTRIES = 24;
const TOPICS = 4;
/** how often a visitor follows a recommendation to a subject of his own, and to another */
const OWN = 0.12;
const OTHER = 0.02;
/** in how many cases the segment that a visitor is found to be in is the one of his taste */
const KNOWN = 0.8;

let state = 20_261_126;
const chance = (): number => {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};
const below = (most: number): number => Math.floor(chance() * most);

/** How good each entry is beside others of its subject. */
const quality = Array.from({ length: ENTRIES }, () => 0.5 + chance());
const topicOf = (entry: Entry): number => Number(entry.i) % TOPICS;

type Pick = (entries: Entry[], seen: string[], segments: string[], seed: string) => Entry[];

const ours: Pick = (entries, seen, segments, seed) =>
  choose(entries, { _isHere: () => false, _seen: seen, _segments: segments, _seed: seed }, 3);
const popular: Pick = (entries) => [...entries].sort((a, b) => (b.n?.[1] ?? 0) - (a.n?.[1] ?? 0)).slice(0, 3);
const random: Pick = (entries) => {
  const left = [...entries];
  return [1, 2, 3].flatMap(() => left.splice(below(left.length), 1));
};

interface Outcome {
  shown: number;
  clicked: number;
  /** showings of an entry that the visitor had read, while there were others */
  repeated: number;
}

const play = (pick: Pick): Outcome => {
  const entries: Entry[] = quality.map((_, index) => ({ i: String(index), t: '', u: `/${index}`, s: 'w' }));
  const all = new Map<string, { n: Shown; g: Record<string, Shown> }>(entries.map(({ i }) => [i, { n: [0, 0], g: {} }]));
  const outcome: Outcome = { shown: 0, clicked: 0, repeated: 0 };
  for (let day = 0; day < DAYS; day++) {
    for (let visitor = 0; visitor < VISITORS_A_DAY; visitor++) {
      const taste = below(TOPICS);
      const segment = String(chance() < KNOWN ? taste : below(TOPICS));
      const seen: string[] = [];
      for (let page = 0; page < 4; page++)
        for (const entry of pick(entries, seen, [segment], `${day}.${visitor}`)) {
          const counts = all.get(entry.i);
          if (!counts) continue;
          const here = (counts.g[segment] ??= [0, 0]);
          const repeated = seen.includes(entry.i);
          if (repeated) outcome.repeated++;
          const rate = (topicOf(entry) === taste ? OWN : OTHER) * (quality[Number(entry.i)] ?? 1);
          const clicked = !repeated && chance() < rate;
          for (const count of [counts.n, here]) {
            count[0]++;
            if (clicked) count[1]++;
          }
          outcome.shown++;
          if (!clicked) continue;
          outcome.clicked++;
          seen.push(entry.i);
        }
    }
    // The collector renews the file that browsers choose from; a segment needs enough to tell.
    for (const entry of entries) {
      const counts = all.get(entry.i);
      if (!counts) continue;
      entry.n = [...counts.n];
      entry.g = Object.fromEntries(
        Object.entries(counts.g)
          .filter(([, [shown]]) => shown >= 50)
          .map(([id, [shown, goals]]) => [id, [shown, goals]]),
      );
    }
  }
  return outcome;
};

const rows = [
  ["the tag's choice", play(ours)],
  ['the three most popular', play(popular)],
  ['chance', play(random)],
] as const;
const rate = ({ clicked, shown }: Outcome): number => clicked / shown;
const [best] = rows;
console.log(
  `${DAYS} days of ${VISITORS_A_DAY} visitors, ${ENTRIES} entries on ${TOPICS} subjects, four pages of three recommendations each.\n`,
);
console.log('| choice | clicks per 100 shown | the tag does better by | shown again after it was read |');
console.log('| --- | --- | --- | --- |');
for (const [name, outcome] of rows)
  console.log(
    `| ${name} | ${(100 * rate(outcome)).toFixed(2)} | ${outcome === best[1] ? '' : (rate(best[1]) / rate(outcome)).toFixed(2) + 'x'} | ${outcome.repeated} |`,
  );
