/**
 * Which shares held when, and how many visitors were to come to each group by them. Pure. A visitor is given her group at her first
 * meeting, by the shares of that moment: after a change the split of all visitors is neither the old one nor the new one.
 */
import type { ValueDay } from '../store/store.js';
import type { Split } from './ratio.js';

/** Visitors, or percent, by group. */
export type ByGroup = Record<string, number>;

/** A time in which the shares stayed the same. */
export interface Period {
  /** ms since 1970: since when */
  from: number;
  /** percent */
  shares: ByGroup;
  /** by auto tune */
  tuned?: true;
  /**
   * From where on the period's visitors are counted: what had been counted of that day then (`YYYY-MM-DD`, UTC). It is missing for the
   * first minutes, in which browsers still have the shares before.
   */
  start?: { day: string; met: ByGroup };
  /** those who came, once the period is over */
  met?: ByGroup;
}

/** What a campaign's page says of its split. */
export interface Planned extends Split {
  name: string;
}

const add = (sums: ByGroup, more: ByGroup): ByGroup => {
  const all = { ...sums };
  for (const [name, n] of Object.entries(more)) all[name] = (all[name] ?? 0) + n;
  return all;
};
const sumOf = (counts: ByGroup): number => Object.values(counts).reduce((sum, n) => sum + n, 0);

/** Visitors of these rows (`campaign-met`) from the start on. A third string says that she had met it before. */
export const metSince = (rows: readonly ValueDay[], { day, met }: NonNullable<Period['start']>): ByGroup => {
  const counts: ByGroup = {};
  for (const row of rows) {
    const [, name = '', before] = row.value;
    if (before === undefined && row.day >= day) counts[name] = (counts[name] ?? 0) + row.all;
  }
  // Rows of that day may have been deleted since: nobody comes to less than nothing.
  for (const [name, n] of Object.entries(met)) if (counts[name] !== undefined) counts[name] = Math.max(0, counts[name] - n);
  return counts;
};

const metIn = (period: Period, rows: readonly ValueDay[]): ByGroup => period.met ?? (period.start ? metSince(rows, period.start) : {});

/** Two periods that are over as one: as many visitors, and as many planned. */
export const merged = (one: Period, other: Period): Period => {
  const met = add(one.met ?? {}, other.met ?? {});
  const planned = [one, other].map(({ shares, met: own = {} }) =>
    Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, (share * sumOf(own)) / (sumOf(met) || 1)])),
  );
  return { from: one.from, shares: add(planned[0] ?? {}, planned[1] ?? {}), met };
};

/**
 * Visitors of each group, and how many were planned (as `share`), summed over the periods. The sum is checked as if it were one split:
 * groups whose shares change vary less than that, so the check raises no more false alarms than it says.
 */
export const plannedOf = (periods: readonly Period[], rows: readonly ValueDay[]): Planned[] => {
  const groups = new Map<string, Planned>();
  for (const period of periods) {
    const met = metIn(period, rows);
    const whole = sumOf(period.shares);
    for (const name of new Set([...Object.keys(period.shares), ...Object.keys(met)])) {
      const group = groups.get(name) ?? { name, visitors: 0, share: 0 };
      group.visitors += met[name] ?? 0;
      group.share += whole ? (sumOf(met) * (period.shares[name] ?? 0)) / whole : 0;
      groups.set(name, group);
    }
  }
  return [...groups.values()];
};
