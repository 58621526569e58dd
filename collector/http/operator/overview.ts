/** What the live page asks for: totals, segments and campaigns by day, and the last hour by minute. */
import type { Store, ValueDay } from '../../store/store.js';
import type { AccountNames } from '../../accounts/port.js';
import { stats, type Stats } from './stats.js';

export interface Overview extends Stats {
  /** accounts that have a file or any event */
  accounts: string[];
  names: AccountNames;
  segments: ValueDay[];
  views_by_day: ValueDay[];
  clicks_by_day: ValueDay[];
}

const DAYS = 30;

/** @param account one account, or all */
export const overview = async (
  store: Store,
  account: string | undefined,
  names: Record<string, AccountNames>,
  now: number,
): Promise<Overview> => {
  const since = new Date(now - (DAYS - 1) * 86_400_000).toISOString().slice(0, 10);
  const [all, everybody, segments, views, clicks] = await Promise.all([
    stats(store, account),
    store.days(undefined, since),
    store.valueDays('segment', since, account),
    store.valueDays('campaign-view', since, account),
    store.valueDays('campaign-click', since, account),
  ]);
  const accounts = [...new Set([...Object.keys(names), ...everybody.map((day) => day.account)])].sort();
  const chosen = account ? [account] : Object.keys(names);
  return {
    ...all,
    accounts,
    names: {
      segments: chosen.flatMap((id) => names[id]?.segments ?? []),
      campaigns: chosen.flatMap((id) => names[id]?.campaigns ?? []),
    },
    segments,
    views_by_day: views,
    clicks_by_day: clicks,
  };
};

/** Rows looked at for the last hour: past it the line starts later. */
const LOOK = 20_000;

/** Events of the last hour as [minute since 1970, all, counted]. */
export const timeline = async (store: Store, account: string | undefined, now: number): Promise<[number, number, number][]> => {
  const rows = await store.events({ type: 'event', since: now - 3_600_000, limit: LOOK, ...(account ? { account } : {}) });
  const minutes = new Map<number, [number, number, number]>();
  for (const row of rows) {
    const minute = Math.floor(row.at / 60_000);
    const have = minutes.get(minute) ?? [minute, 0, 0];
    have[1]++;
    if (row.counted) have[2]++;
    minutes.set(minute, have);
  }
  return [...minutes.values()].sort((a, b) => a[0] - b[0]);
};
