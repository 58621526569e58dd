/** Questions to the PostgreSQL store, all to the primary: a replica may be behind what was answered. */
import type { Pool } from 'pg';
import { quantile } from '../ages.js';
import { COLUMNS as COLUMNS_OF_DAYS } from '../counts.js';
import { SEQ_LOCKS } from './schema.js';
import type { DayStats, EventQuery, Meeting, StoredRow, ValueDay, ValueStats } from '../store.js';

type DayRow = Omit<DayStats, 'arrivals' | 'ageMedian' | 'ageP99'> & Record<'beacon' | 'rescue' | 'confirmation' | 'redelivery', number>;

interface Raw extends Omit<StoredRow, 'value' | 'vars'> {
  value: string;
  vars: string | null;
}

const parsed = <T extends { value: string }>(row: T): Omit<T, 'value'> & { value: string[] } => ({
  ...row,
  value: JSON.parse(row.value) as string[],
});

const rowOf = (row: Raw): StoredRow => ({
  ...parsed(row),
  vars: row.vars === null ? null : (JSON.parse(row.vars) as Record<string, string>),
});
const COLUMNS = 'seq, page, number, account, visitor, session, type, value, url, referrer, vars, at, age, arrival, anonymous, counted';

/**
 * The highest `seq` below which nothing more can appear. Numbers are given before the commit, so a reader that pages by
 * them could pass a row that commits later. Every writer therefore holds a lock that names the number it began at; first
 * the sequence is read, then the locks: who takes one later begins above what was read.
 */
const settled = async (pool: Pool): Promise<number> => {
  const { rows } = await pool.query<{ last: number }>('SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS last FROM events_seq_seq');
  const held = await pool.query<{ low: number | null }>(
    `SELECT min(((classid::bigint << 32) | objid::bigint) - ${SEQ_LOCKS}) AS low FROM pg_locks
     WHERE locktype = 'advisory' AND objsubid = 1 AND granted AND (classid::bigint >> 8) = ${SEQ_LOCKS >> 40n} AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  const last = rows[0]?.last ?? 0;
  const low = held.rows[0]?.low ?? last;
  // A writer that found the sequence unused holds 1 as well as one that found 1 given out.
  return Math.min(last, low <= 1 ? 0 : low);
};

/** With `after` as far as nothing more can appear. */
export const events = async (pool: Pool, query: EventQuery): Promise<StoredRow[]> => {
  const where: string[] = [];
  const args: (string | number)[] = [];
  const add = (sql: string, arg: string | number | undefined): void => {
    if (arg !== undefined) where.push(`${sql} $${args.push(arg)}`);
  };
  add('account =', query.account);
  add('session =', query.session);
  add('visitor =', query.visitor);
  add('type =', query.type);
  add('at >=', query.since);
  add('seq >', query.after);
  if (query.after !== undefined) add('seq <=', await settled(pool));
  const order = query.after === undefined ? 'DESC' : 'ASC';
  const { rows } = await pool.query<Raw>(
    `SELECT ${COLUMNS} FROM events
     ${where.length ? 'WHERE ' + where.join(' AND ') : ''} ORDER BY seq ${order} LIMIT $${args.push(query.limit)}`,
    args,
  );
  if (order === 'DESC') rows.reverse();
  return rows.map(rowOf);
};

export const days = async (pool: Pool, account: string | null, since: string | null): Promise<DayStats[]> => {
  const which = '($1::text IS NULL OR account = $1) AND ($2::text IS NULL OR day >= $2)';
  const [found, ages] = await Promise.all([
    pool.query<DayRow>(
      `SELECT account, day, ${COLUMNS_OF_DAYS.map((c) => `sum(${c}) AS ${c}`).join(', ')} FROM days WHERE ${which} GROUP BY account, day HAVING sum(stored) > 0 ORDER BY day, account`,
      [account, since],
    ),
    pool.query<{ account: string; day: string; step: number; total: number }>(
      `SELECT account, day, step, sum(total) AS total FROM day_ages WHERE ${which} GROUP BY account, day, step`,
      [account, since],
    ),
  ]);
  const steps = new Map<string, [number, number][]>();
  for (const row of ages.rows) {
    const key = row.account + '\n' + row.day;
    const list = steps.get(key);
    if (list) list.push([row.step, row.total]);
    else steps.set(key, [[row.step, row.total]]);
  }
  return found.rows.map(({ beacon, rescue, confirmation, redelivery, ...row }) => {
    const mine = steps.get(row.account + '\n' + row.day) ?? [];
    return {
      ...row,
      arrivals: { beacon, rescue, confirmation, redelivery },
      ageMedian: quantile(mine, 0.5),
      ageP99: quantile(mine, 0.99),
    };
  });
};

export const values = async (pool: Pool, account: string | null, limit: number): Promise<ValueStats[]> => {
  const { rows } = await pool.query<Omit<ValueStats, 'value'> & { value: string }>(
    `SELECT account, type, value, sum(total) AS "all", sum(counted) AS counted FROM day_values WHERE $1::text IS NULL OR account = $1
     GROUP BY account, type, value HAVING sum(total) > 0 ORDER BY 4 DESC, account, type, value COLLATE "C" LIMIT $2`,
    [account, limit],
  );
  return rows.map(parsed);
};

export const valueDays = async (pool: Pool, type: string, since: string, account: string | null): Promise<ValueDay[]> => {
  const { rows } = await pool.query<Omit<ValueDay, 'value'> & { value: string }>(
    `SELECT day, type, value, sum(total) AS "all", sum(counted) AS counted FROM day_values WHERE ($1::text IS NULL OR account = $1) AND day >= $2 AND type = $3
     GROUP BY day, type, value HAVING sum(total) > 0 ORDER BY day, value COLLATE "C" LIMIT 20000`,
    [account, since, type],
  );
  return rows.map(parsed);
};

export const valueDaysOf = async (pool: Pool, type: string, since: string, account: string, first: string): Promise<ValueDay[]> => {
  const { rows } = await pool.query<Omit<ValueDay, 'value'> & { value: string }>(
    `SELECT day, type, value, sum(total) AS "all", sum(counted) AS counted FROM day_values
     WHERE account = $1 AND day >= $2 AND type = $3 AND (starts_with(value, $4 || ',') OR value = $4 || ']')
     GROUP BY day, type, value HAVING sum(total) > 0 ORDER BY day, value COLLATE "C"`,
    [account, since, type, JSON.stringify([first]).slice(0, -1)],
  );
  return rows.map(parsed);
};

export const met = async (pool: Pool, account: string, visitor: string): Promise<Meeting[]> => {
  const { rows } = await pool.query<Omit<Meeting, 'value'> & { value: string }>(
    `SELECT value, at, session FROM events WHERE account = $1 AND visitor = $2 AND type = 'campaign-met' ORDER BY seq LIMIT 5000`,
    [account, visitor],
  );
  return rows.map((row) => ({ ...row, value: JSON.parse(row.value) as string[] }));
};
