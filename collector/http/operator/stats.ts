/** The answer of `/api/stats`, and the totals that the live page shows as well. */
import type { DayStats, DaySum, Range, Store, ValueStats } from '../../store/store.js';

/** Of the days from `from` to `to`, both included. */
export interface Sums {
  /** UTC days, YYYY-MM-DD */
  from: string;
  to: string;
  /** rows of type event */
  events: number;
  /** of these, counted once a session */
  counted: number;
  /** sums of the days: who comes on two days is two */
  sessions: number;
  visitors: number;
  views: number;
  stored: number;
  duplicates: number;
  gaps: number;
  overflow: number;
}
export interface Stats extends Sums {
  values: ValueStats[];
  days: DayStats[];
}

/** Values named in one answer, the most frequent first. */
const VALUES = 500;

export const sumUp = (days: readonly DaySum[], { from, to }: Required<Range>): Sums => {
  const none = { events: 0, counted: 0, sessions: 0, visitors: 0, views: 0, stored: 0, duplicates: 0, gaps: 0, overflow: 0 };
  const sums: Sums = { from, to, ...none };
  const fields = ['events', 'counted', 'sessions', 'visitors', 'views', 'stored', 'duplicates', 'gaps', 'overflow'] as const;
  for (const day of days) for (const field of fields) sums[field] += day[field];
  return sums;
};

/** @param account one account, or all */
export const stats = async (store: Store, account: string | undefined, range: Required<Range>): Promise<Stats> => {
  const [days, values] = await Promise.all([store.days(account, range), store.values(account, VALUES, range)]);
  return { ...sumUp(days, range), values, days };
};
