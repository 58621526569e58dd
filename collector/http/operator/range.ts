/** The days that an answer is about: given as `from` and `to`, or the last thirty. */
import type { Range } from '../../store/store.js';

const DAYS = 30;
const DAY = 86_400_000;

/** The UTC day that many days before this one. */
export const dayBefore = (now: number, days: number): string => new Date(now - days * DAY).toISOString().slice(0, 10);

const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

/** The last thirty, this one included. */
export const lastDays = (now: number): Required<Range> => ({ from: dayBefore(now, DAYS - 1), to: dayBefore(now, 0) });

/**
 * @param given a query: `from` and `to`, days such as 2026-05-01, both included
 * @param now ms since 1970
 * @returns the range, or what is wrong with it
 */
export const readRange = (given: Record<string, unknown>, now: number): Required<Range> | string => {
  const { from, to } = given;
  for (const [name, value] of Object.entries({ from, to }))
    if (value !== undefined && value !== '' && (typeof value !== 'string' || !isDay(value)))
      return `${name}: a day expected, such as 2026-05-01`;
  const last = (to as string | undefined) || dayBefore(now, 0);
  const first = (from as string | undefined) || dayBefore(Date.parse(last), DAYS - 1);
  return first > last ? 'from: a day that is not after `to` expected' : { from: first, to: last };
};
