/** What the live page asks for: totals, segments and campaigns by day. All of it is small, however long the store has been filled. */
import type { DayStats, DaySum, Store, ValueDay, ValueSum } from '../../store/store.js';
import type { AccountNames } from '../../accounts/port.js';
import { dayBefore, lastDays } from './range.js';
import { sumUp, type Sums } from './stats.js';

/** The totals and the lists are of the last thirty days, `from` to `to`. */
export interface Overview extends Sums {
  /** accounts that have a file, or an event in these days */
  accounts: string[];
  /** whether anything was ever stored, of the account that was asked for or of any */
  any: boolean;
  names: AccountNames;
  /** the chart's days, of the account that was asked for or of all together; more than the range */
  days: DaySum[];
  /** the latest days by account, with the ways of arrival */
  delivery: DayStats[];
  /** the most frequent values of events */
  values: ValueSum[];
  segments: ValueDay[];
  views_by_day: ValueDay[];
  clicks_by_day: ValueDay[];
}

/** Days of the chart, lines of the table of deliveries, and values: what the page has room for. */
const CHART = 60;
const LINES = 60;
const VALUES = 40;

/** @param account one account, or all */
export const overview = async (
  store: Store,
  account: string | undefined,
  names: Record<string, AccountNames>,
  now: number,
): Promise<Overview> => {
  const range = lastDays(now);
  const [recent, ever, days, delivery, values, segments, views, clicks] = await Promise.all([
    store.accounts(range.from),
    store.accounts(),
    store.sums(account, { from: dayBefore(now, CHART - 1) }),
    store.days(account, { from: dayBefore(now, CHART - 1) }, LINES),
    store.top('event', account, VALUES, range),
    store.valueDays('segment', range, account),
    store.valueDays('campaign-view', range, account),
    store.valueDays('campaign-click', range, account),
  ]);
  const accounts = [...new Set([...Object.keys(names), ...recent])].sort();
  const chosen = account ? [account] : Object.keys(names);
  return {
    ...sumUp(
      days.filter(({ day }) => day >= range.from),
      range,
    ),
    accounts,
    any: account === undefined ? ever.length > 0 : ever.includes(account),
    names: {
      segments: chosen.flatMap((id) => names[id]?.segments ?? []),
      campaigns: chosen.flatMap((id) => names[id]?.campaigns ?? []),
    },
    days,
    delivery,
    values,
    segments,
    views_by_day: views,
    clicks_by_day: clicks,
  };
};
