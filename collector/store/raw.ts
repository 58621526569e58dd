/** Rows as both stores' tables have them, made into what the port says. */
import { quantile } from './ages.js';
import type { DayStats } from './store.js';

/** A list of strings stands in a column as its JSON. */
export type Raw<T> = Omit<T, 'value'> & { value: string };

export const parsed = <T extends { value: string }>(row: T): Omit<T, 'value'> & { value: string[] } => ({
  ...row,
  value: JSON.parse(row.value) as string[],
});

/** Ways of arrival stand in a column each, ages in a table of their own. */
export type RawDay = Omit<DayStats, 'arrivals' | 'ageMedian' | 'ageP99'> & DayStats['arrivals'];

/** @param ages steps (ages.ts) with their counts */
export const dayOfRaw = ({ beacon, rescue, confirmation, redelivery, ...row }: RawDay, ages: (readonly [number, number])[]): DayStats => ({
  ...row,
  arrivals: { beacon, rescue, confirmation, redelivery },
  ageMedian: quantile(ages, 0.5),
  ageP99: quantile(ages, 0.99),
});
