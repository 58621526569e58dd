/** Answers of several databases made one. */
import type { DayBook } from './postgres-read.js';
import type { ValueDay, ValueStats } from './store.js';

/** Databases at most: how far apart the `seq` of one of them are among those of all. */
export const MOST_SHARDS = 64;

/** A row's `seq` among those of all databases: in the order of each, and none twice. */
export const orderOf = (seq: number, shard: number): number => seq * MOST_SHARDS + shard;

/** The `seq` in one database after which all rows come after `order` among those of all. */
export const seqIn = (order: number, shard: number): number => Math.floor((order - shard) / MOST_SHARDS);

const gather = <T>(all: readonly T[], keyOf: (one: T) => string, add: (into: T, one: T) => void): T[] => {
  const found = new Map<string, T>();
  for (const one of all) {
    const have = found.get(keyOf(one));
    if (have) add(have, one);
    else found.set(keyOf(one), { ...one });
  }
  return [...found.values()];
};
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const SUMS = ['stored', 'events', 'counted', 'views', 'sessions', 'visitors', 'duplicates', 'gaps', 'overflow'] as const;

export const mergeBooks = (books: readonly DayBook[]): DayBook[] =>
  gather(
    books,
    ({ account, day }) => day + '\n' + account,
    (into, one) => {
      for (const name of SUMS) into[name] += one[name];
      const ways = { ...into.arrivals };
      for (const way of Object.keys(ways) as (keyof typeof ways)[]) ways[way] += one.arrivals[way];
      into.arrivals = ways;
      into.steps = [...into.steps, ...one.steps];
    },
  ).sort((a, b) => order(a.day, b.day) || order(a.account, b.account));

const textOf = ({ value }: { value: string[] }): string => JSON.stringify(value);
const add = (into: { all: number; counted: number }, one: { all: number; counted: number }): void => {
  into.all += one.all;
  into.counted += one.counted;
};

export const mergeValues = (values: readonly ValueStats[]): ValueStats[] =>
  gather(values, (one) => `${one.account}\n${one.type}\n${textOf(one)}`, add).sort(
    (a, b) => b.all - a.all || order(a.account, b.account) || order(a.type, b.type) || order(textOf(a), textOf(b)),
  );

export const mergeValueDays = (values: readonly ValueDay[]): ValueDay[] =>
  gather(values, (one) => `${one.day}\n${one.type}\n${textOf(one)}`, add).sort(
    (a, b) => order(a.day, b.day) || order(textOf(a), textOf(b)),
  );
