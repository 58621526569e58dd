/** How content has done, from the totals by day that the store keeps: no event is looked at. */
import type { Entry } from '../../core/rcmd/config.js';
import type { Store, ValueDay } from '../store/store.js';

/** Of an entry: showings and goals, the same by segment, and its trend. */
export type Counts = Map<string, Pick<Entry, 'n' | 'g' | 'r'>>;

/** Days over which showings and clicks are added up, and over which views are compared. */
const DAYS = 28;
const TREND_DAYS = 14;
/** Showings in a segment from which it says something of its own. */
const ENOUGH = 50;
const DAY = 86_400_000;

const dayBefore = (now: number, days: number): string => new Date(now - days * DAY).toISOString().slice(0, 10);

/** Adds up `counted` by the entry (and, where given, a segment) that a value names. */
const sumBy = (rows: readonly ValueDay[], key: (value: string[]) => string): Map<string, number> => {
  const sums = new Map<string, number>();
  for (const { value, counted } of rows) sums.set(key(value), (sums.get(key(value)) ?? 0) + counted);
  return sums;
};

/**
 * @param goal what counts as success: a click on the recommendation, or a conversion that followed it
 * @param now ms since 1970
 */
export const readCounts = async (store: Store, account: string, goal: 'clicks' | 'conversions', now: number): Promise<Counts> => {
  const since = dayBefore(now, DAYS - 1);
  const [views, goals, reads] = await Promise.all([
    store.valueDays('content-view', { from: since }, account),
    store.valueDays(goal === 'clicks' ? 'content-click' : 'content-goal', { from: since }, account),
    store.valueDays('content-read', { from: since }, account),
  ]);
  const entry = ([id = '']: string[]): string => id;
  const segment = ([id = '', , , name = '']: string[]): string => `${id}\n${name}`;
  const [shown, reached, shownIn, reachedIn] = [sumBy(views, entry), sumBy(goals, entry), sumBy(views, segment), sumBy(goals, segment)];
  const middle = dayBefore(now, TREND_DAYS - 1);
  const recent = sumBy(
    reads.filter(({ day }) => day >= middle),
    entry,
  );
  const earlier = sumBy(
    reads.filter(({ day }) => day < middle),
    entry,
  );
  const counts: Counts = new Map();
  for (const id of new Set([...shown.keys(), ...recent.keys(), ...earlier.keys()])) {
    const inSegments = [...shownIn]
      .filter(([key, count]) => key.startsWith(id + '\n') && !key.endsWith('\n') && count >= ENOUGH)
      .map(([key, count]) => [key.slice(id.length + 1), [count, reachedIn.get(key) ?? 0]] as const);
    const trend = ((recent.get(id) ?? 0) + 5) / ((earlier.get(id) ?? 0) + 5);
    counts.set(id, {
      ...(shown.has(id) ? { n: [shown.get(id) ?? 0, reached.get(id) ?? 0] } : {}),
      ...(inSegments.length ? { g: Object.fromEntries(inSegments) as Entry['g'] } : {}),
      ...(trend === 1 ? {} : { r: Math.round(trend * 100) / 100 }),
    });
  }
  return counts;
};
