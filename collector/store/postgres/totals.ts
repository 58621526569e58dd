/** Questions to the PostgreSQL store about what is counted by the day, all to the primary. */
import type { Pool } from 'pg';
import { COLUMNS } from '../counts.js';
import { dayOfRaw, parsed, type Raw, type RawDay } from '../raw.js';
import type { DayStats, DaySum, Minute, Range, ValueDay, ValueStats, ValueSum } from '../store.js';

/** An account, or null for all; the first and the last day, or null. */
const WHICH = '($1::text IS NULL OR account = $1) AND ($2::text IS NULL OR day >= $2) AND ($3::text IS NULL OR day <= $3)';
const which = (account: string | null, { from, to }: Range): (string | null)[] => [account, from ?? null, to ?? null];
const ADDED = COLUMNS.map((name) => `sum(${name}) AS ${name}`).join(', ');

export const accounts = async (pool: Pool, since: string | null): Promise<string[]> => {
  const { rows } = await pool.query<{ account: string }>(
    'SELECT account FROM days WHERE $1::text IS NULL OR day >= $1 GROUP BY account HAVING sum(stored) > 0 ORDER BY account',
    [since],
  );
  return rows.map((row) => row.account);
};

export const days = async (pool: Pool, account: string | null, range: Range, latest: number | null): Promise<DayStats[]> => {
  const found = await pool.query<RawDay>(
    `SELECT account, day, ${ADDED} FROM days WHERE ${WHICH} GROUP BY account, day HAVING sum(stored) > 0 ORDER BY day DESC, account DESC LIMIT $4`,
    [...which(account, range), latest],
  );
  // Of the days that were found, which may be the latest few.
  const ages = await pool.query<{ account: string; day: string; step: number; total: number }>(
    `SELECT account, day, step, sum(total) AS total FROM day_ages WHERE ${WHICH} GROUP BY account, day, step`,
    which(account, { ...range, from: found.rows[found.rows.length - 1]?.day ?? range.from }),
  );
  const steps = new Map<string, [number, number][]>();
  for (const row of ages.rows) {
    const key = row.account + '\n' + row.day;
    const list = steps.get(key);
    if (list) list.push([row.step, row.total]);
    else steps.set(key, [[row.step, row.total]]);
  }
  return found.rows.reverse().map((row) => dayOfRaw(row, steps.get(row.account + '\n' + row.day) ?? []));
};

/** Of one account, or of all together. */
export const sums = async (pool: Pool, account: string | null, range: Range): Promise<DaySum[]> => {
  const names = ['stored', 'events', 'counted', 'views', 'sessions', 'visitors', 'duplicates', 'gaps', 'overflow'];
  const { rows } = await pool.query<DaySum>(
    `SELECT day, ${names.map((name) => `sum(${name}) AS ${name}`).join(', ')} FROM days WHERE ${WHICH} GROUP BY day HAVING sum(stored) > 0 ORDER BY day`,
    which(account, range),
  );
  return rows;
};

export const values = async (pool: Pool, account: string | null, limit: number, range: Range): Promise<ValueStats[]> => {
  const { rows } = await pool.query<Raw<ValueStats>>(
    `SELECT account, type, value, sum(total) AS "all", sum(counted) AS counted FROM day_values WHERE ${WHICH}
     GROUP BY account, type, value HAVING sum(total) > 0 ORDER BY 4 DESC, account, type, value COLLATE "C" LIMIT $4`,
    [...which(account, range), limit],
  );
  return rows.map(parsed);
};

export const top = async (pool: Pool, type: string, account: string | null, limit: number, range: Range): Promise<ValueSum[]> => {
  const { rows } = await pool.query<Raw<ValueSum>>(
    `SELECT value, sum(total) AS "all", sum(counted) AS counted FROM day_values WHERE ${WHICH} AND type = $4
     GROUP BY value HAVING sum(total) > 0 ORDER BY 2 DESC, value COLLATE "C" LIMIT $5`,
    [...which(account, range), type, limit],
  );
  return rows.map(parsed);
};

/** Rows looked at: on a busy cluster the line starts later than an hour ago. */
const LOOK = 20_000;

export const minutes = async (pool: Pool, account: string | null, since: number): Promise<Minute[]> => {
  const { rows } = await pool.query<{ minute: number; all: number; counted: number }>(
    `SELECT at / 60000 AS minute, count(*) AS "all", count(*) FILTER (WHERE counted) AS counted FROM
     (SELECT at, counted FROM events WHERE type = 'event' AND at >= $1 AND ($2::text IS NULL OR account = $2) ORDER BY seq DESC LIMIT ${LOOK}) AS latest
     GROUP BY 1 ORDER BY 1`,
    [Math.floor(since / 60_000) * 60_000, account],
  );
  return rows.map((row) => [row.minute, row.all, row.counted]);
};

export const valueDays = async (pool: Pool, type: string, range: Range, account: string | null): Promise<ValueDay[]> => {
  const { rows } = await pool.query<Raw<ValueDay>>(
    `SELECT day, type, value, sum(total) AS "all", sum(counted) AS counted FROM day_values WHERE ${WHICH} AND type = $4
     GROUP BY day, type, value HAVING sum(total) > 0 ORDER BY day, value COLLATE "C" LIMIT 20000`,
    [...which(account, range), type],
  );
  return rows.map(parsed);
};

export const valueDaysOf = async (pool: Pool, type: string, range: Range, account: string, first: string): Promise<ValueDay[]> => {
  const { rows } = await pool.query<Raw<ValueDay>>(
    `SELECT day, type, value, sum(total) AS "all", sum(counted) AS counted FROM day_values
     WHERE ${WHICH} AND type = $4 AND (starts_with(value, $5 || ',') OR value = $5 || ']')
     GROUP BY day, type, value HAVING sum(total) > 0 ORDER BY day, value COLLATE "C"`,
    [...which(account, range), type, JSON.stringify([first]).slice(0, -1)],
  );
  return rows.map(parsed);
};
