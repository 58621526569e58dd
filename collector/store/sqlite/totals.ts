/** Questions to the embedded store about what is counted by the day. No event is read for them. Runs in the reading thread. */
import type { Database } from 'better-sqlite3';
import { COLUMNS, EVERYBODY } from '../counts.js';
import { dayOfRaw, parsed, type Raw, type RawDay } from '../raw.js';
import type { DayStats, DaySum, Minute, Range, ValueDay, ValueStats, ValueSum } from '../store.js';

export interface Totals {
  accounts(since: string): string[];
  days(account: string | null, range: Range, latest: number): DayStats[];
  sums(account: string | null, range: Range): DaySum[];
  values(account: string | null, limit: number, range: Range): ValueStats[];
  top(type: string, account: string | null, limit: number, range: Range): ValueSum[];
  valueDays(type: string, range: Range, account: string | null): ValueDay[];
  valueDaysOf(type: string, range: Range, account: string, first: string): ValueDay[];
  minutes(account: string | null, since: number): Minute[];
}

/** From one account's days to the next one's: as many looks into the index as there are accounts, however many days they have. */
const ACCOUNTS = `WITH RECURSIVE a (account) AS (
  SELECT min(account) FROM days WHERE account > '${EVERYBODY}'
  UNION ALL SELECT (SELECT min(account) FROM days WHERE account > a.account) FROM a WHERE a.account IS NOT NULL)`;

/** Both ends as texts: behind every day stands '~'. */
const ends = ({ from = '', to = '~' }: Range): { from: string; to: string } => ({ from, to });

export const openTotals = (db: Database): Totals => {
  const accounts = db
    .prepare(`${ACCOUNTS} SELECT account FROM a WHERE (SELECT max(day) FROM days d WHERE d.account = a.account) >= ? ORDER BY account`)
    .pluck();
  const columns = ['account', 'day', ...COLUMNS].map((name) => 'd.' + name).join(', ');
  const order = 'ORDER BY d.day DESC, d.account DESC LIMIT @latest';
  const daysOf = db.prepare(`SELECT ${columns} FROM days d WHERE d.account = @account AND d.day BETWEEN @from AND @to ${order}`);
  const days = db.prepare(
    `${ACCOUNTS} SELECT ${columns} FROM a CROSS JOIN days d ON d.account = a.account AND d.day BETWEEN @from AND @to ${order}`,
  );
  const ages = db.prepare('SELECT step, total FROM day_ages WHERE account = ? AND day = ?').raw();
  const sums = db.prepare(
    `SELECT day, stored, events, counted, views, sessions, visitors, duplicates, gaps, overflow FROM days
     WHERE account = @account AND day BETWEEN @from AND @to ORDER BY day`,
  );
  const valuesIn = (which: string): string =>
    `SELECT v.account, v.type, v.value, sum(v.total) AS "all", sum(v.counted) AS counted FROM ${which} AND v.day BETWEEN @from AND @to
     GROUP BY 1, 2, 3 HAVING sum(v.total) > 0 ORDER BY 4 DESC, 1, 2, 3 LIMIT @limit`;
  const valuesOf = db.prepare(valuesIn('day_values v WHERE v.account = @account'));
  const values = db.prepare(`${ACCOUNTS} ${valuesIn('a CROSS JOIN day_values v ON v.account = a.account')}`);
  // Day by day, and in each only what is asked for: a day may have ten thousand values of other types.
  const eachDay = 'FROM days d CROSS JOIN day_values v ON v.account = d.account AND v.day = d.day AND v.type = @type';
  const top = db.prepare(
    `SELECT v.value, sum(v.total) AS "all", sum(v.counted) AS counted ${eachDay} WHERE d.account = @account AND d.day BETWEEN @from AND @to
     GROUP BY 1 HAVING sum(v.total) > 0 ORDER BY 2 DESC, 1 LIMIT @limit`,
  );
  const valueDays = db.prepare(
    `SELECT v.day, v.type, v.value, v.total AS "all", v.counted ${eachDay}
     WHERE d.account = @account AND d.day BETWEEN @from AND @to AND v.total > 0 ORDER BY v.day, v.value LIMIT 20000`,
  );
  const valueDaysOf = db.prepare(
    `SELECT v.day, v.type, v.value, v.total AS "all", v.counted ${eachDay} AND v.value >= @first AND v.value < @behind
     WHERE d.account = @account AND d.day BETWEEN @from AND @to AND v.total > 0 ORDER BY v.day, v.value`,
  );
  const minutes = db
    .prepare('SELECT minute, total, counted FROM minutes WHERE minute >= ? AND account = ? AND total > 0 ORDER BY minute')
    .raw();

  return {
    accounts: (since) => accounts.all(since) as string[],
    days: (account, range, latest) =>
      ((account === null ? days : daysOf).all({ ...(account === null ? {} : { account }), ...ends(range), latest }) as RawDay[])
        .reverse()
        .map((row) => dayOfRaw(row, ages.all(row.account, row.day) as [number, number][])),
    sums: (account, range) => sums.all({ account: account ?? EVERYBODY, ...ends(range) }) as DaySum[],
    values: (account, limit, range) =>
      (
        (account === null ? values : valuesOf).all({
          ...(account === null ? {} : { account }),
          ...ends(range),
          limit,
        }) as Raw<ValueStats>[]
      ).map(parsed),
    top: (type, account, limit, range) =>
      (top.all({ type, account: account ?? EVERYBODY, limit, ...ends(range) }) as Raw<ValueSum>[]).map(parsed),
    valueDays: (type, range, account) =>
      (valueDays.all({ type, ...ends(range), account: account ?? EVERYBODY }) as Raw<ValueDay>[]).map(parsed),
    valueDaysOf: (type, range, account, name) => {
      // What begins so is followed by a comma or the list's end, and both stand before '^'.
      const first = JSON.stringify([name]).slice(0, -1);
      return (valueDaysOf.all({ type, ...ends(range), account, first, behind: first + '^' }) as Raw<ValueDay>[]).map(parsed);
    },
    minutes: (account, since) => minutes.all(Math.floor(since / 60_000), account ?? EVERYBODY) as Minute[],
  };
};
