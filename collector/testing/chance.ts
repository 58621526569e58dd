/** Traffic by chance for the contract: few names, so that they meet, and days, sessions and page views that overlap. The same on every run. */
import type { EventQuery, StoredEvent, StoredRow } from '../store/store.js';

const DAY = 86_400_000;

interface Chance {
  batch(): StoredEvent[];
  /** a question; one in two goes on after a row that is there */
  query(rows: readonly StoredRow[]): EventQuery;
}

/** What a question's answer is by its words. */
export const looked = (rows: readonly StoredRow[], { after, since = -Infinity, limit, ...names }: EventQuery): StoredRow[] => {
  const found = rows.filter(
    (row) =>
      row.at >= since &&
      row.seq > (after ?? 0) &&
      Object.entries(names).every(
        ([name, value]) => value === undefined || row[name as 'account' | 'session' | 'visitor' | 'type'] === value,
      ),
  );
  return after === undefined ? found.slice(-limit) : found.slice(0, limit);
};

/** @param base an ordinary event */
export const chance = (base: StoredEvent): Chance => {
  let state = 12345;
  // Park and Miller's generator: the same on every run and every machine.
  const below = (n: number): number => (state = (state * 48271) % 2147483647) % n;
  const oneOf = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const named = (name: string, n: number): string => name + below(n);

  const one = (): StoredEvent => {
    const page = below(40);
    const of = { account: ['demo', 'other', 'third'][page % 3] as string, page: `mp0000000page${page}`, number: 1 + below(30) };
    const who = below(6)
      ? { session: named('session', 12), visitor: below(6) ? named('visitor', 5) : null }
      : { session: null, visitor: null };
    const type = oneOf(['event', 'view', 'segment'] as const);
    return { ...base, ...of, ...who, type, value: [named('value', 9)], at: base.at + (below(3) - 1) * DAY + below(1000) };
  };
  return {
    batch: () => Array.from({ length: 1 + below(200) }, one),
    query: (rows) => ({
      ...(below(2) ? { account: oneOf(['demo', 'other', 'third', 'nobody']) } : {}),
      ...(below(3) ? {} : { session: named('session', 13) }),
      ...(below(3) ? {} : { visitor: named('visitor', 6) }),
      ...(below(4) ? {} : { type: oneOf(['event', 'view']) }),
      ...(below(4) ? {} : { since: base.at }),
      ...(below(2) ? {} : { after: oneOf(rows)?.seq ?? 0 }),
      limit: oneOf([1, 7, 100, 100_000]),
    }),
  };
};
