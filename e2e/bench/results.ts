/**
 * `npm run bench:results`: made-up tests that somebody looks at every day for 60 days. A/A tests, in which nothing differs, show
 * how often each kind of interval calls a winner that is none; tests with a real effect show how often and how soon it is found.
 */
import jStat from 'jstat';
import { differenceOf as fixedDifference, rateOf } from '../../collector/live/ab.js';
import { ratioProbability, WRONG_BELOW } from '../../collector/results/ratio.js';
import { verdictOf, type Arm } from '../../collector/results/verdict.js';
import { median } from './table.js';

const TESTS = 2000;
const DAYS = 60;
/** new visitors a day in each group */
const A_DAY = 400;

/** A generator with a seed (mulberry32), so that the table is the same each time. */
const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
const chance = seeded(20_261_126);
jStat.setRandom(chance);

const among = (visitors: number, rate: number): number => {
  let converted = 0;
  for (let visitor = 0; visitor < visitors; visitor++) if (chance() < rate) converted++;
  return converted;
};

interface Found {
  /** the day on which each kind of interval first left 0 out; 0: never */
  daily: number;
  fixedDaily: number;
  /** whether a single look with a fixed interval, on the last day, left 0 out */
  fixedOnce: boolean;
  /** whether the check of the split ever raised the alarm */
  ratio: boolean;
}

const fixedIsSure = (a: Arm, b: Arm): boolean => {
  const { low, high } = fixedDifference(rateOf(a.converted, a.visitors), rateOf(b.converted, b.visitors));
  return low > 0 || high < 0;
};

/** One test from its first day to its last, as its owner sees it. */
const play = (rate: number, effect: number): Found => {
  const found: Found = { daily: 0, fixedDaily: 0, fixedOnce: false, ratio: false };
  const control: Arm = { name: 'A', share: 50, empty: true, visitors: 0, converted: 0 };
  const other: Arm = { name: 'B', share: 50, empty: false, visitors: 0, converted: 0 };
  for (let day = 1; day <= DAYS; day++) {
    const toOther = among(2 * A_DAY, 0.5);
    other.visitors += toOther;
    control.visitors += 2 * A_DAY - toOther;
    other.converted += among(toOther, rate * (1 + effect));
    control.converted += among(2 * A_DAY - toOther, rate);
    if (!found.daily && verdictOf([control, other], 'conversions')?.comparisons[0]?.trust === 'rely') found.daily = day;
    const sure = fixedIsSure(control, other);
    if (!found.fixedDaily && sure) found.fixedDaily = day;
    if (day === DAYS) found.fixedOnce = sure;
    found.ratio ||= ratioProbability([control, other]) < WRONG_BELOW;
  }
  return found;
};

const percent = (count: number): string => `${((100 * count) / TESTS).toFixed(1)}%`;

/** Visitors a group that a fixed test needs to find the effect in 80 of 100 cases (two-sided, 5%). */
const fixedSize = (rate: number, effect: number): number => {
  const other = rate * (1 + effect);
  return Math.round((7.849 * (rate * (1 - rate) + other * (1 - other))) / (other - rate) ** 2);
};

const rows: string[][] = [];
for (const rate of [0.02, 0.1]) {
  for (const effect of [0, 0.05, 0.1, 0.2]) {
    const all = Array.from({ length: TESTS }, () => play(rate, effect));
    const count = (of: (found: Found) => unknown): string => percent(all.filter(of).length);
    const days = all
      .map(({ daily }) => daily)
      .filter(Boolean)
      .sort((a, b) => a - b);
    // The day by which 80 of 100 tests had found it, in visitors, beside what a fixed test plans for the same power.
    const eighty = days[Math.ceil(0.8 * TESTS) - 1];
    rows.push([
      `${rate * 100}%`,
      effect ? `+${effect * 100}%` : 'none',
      count(({ daily }) => daily),
      count(({ fixedDaily }) => fixedDaily),
      count(({ fixedOnce }) => fixedOnce),
      count(({ ratio }) => ratio),
      effect && days[0] ? String(median(days)) : '',
      effect && eighty ? `${((eighty * A_DAY) / fixedSize(rate, effect)).toFixed(1)}x` : '',
    ]);
  }
}
console.log(`${TESTS} tests a row, ${A_DAY} visitors a day in each of two groups, ${DAYS} days, looked at every day.`);
console.log("'Called' counts the tests in which the interval ever left 0 out: without an effect every one is a false alarm.\n");
const head = [
  'rate',
  'effect',
  'always-valid, daily',
  'fixed 95%, daily',
  'fixed 95%, last day only',
  'split alarm',
  'median day',
  'visitors for 80%, against a fixed test',
];
const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
console.log([line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n'));
