/** Questions to the PostgreSQL store about single events (about totals: totals.ts), all to the primary: a replica may be behind what was answered. */
import type { Pool } from 'pg';
import { SEQ_LOCKS } from './schema.js';
import { parsed, type Raw } from '../raw.js';
import type { EventQuery, Meeting, StoredRow } from '../store.js';

type RawEvent = Omit<Raw<StoredRow>, 'vars'> & { vars: string | null };

const rowOf = (row: RawEvent): StoredRow => ({
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
  const { rows } = await pool.query<RawEvent>(
    `SELECT ${COLUMNS} FROM events
     ${where.length ? 'WHERE ' + where.join(' AND ') : ''} ORDER BY seq ${order} LIMIT $${args.push(query.limit)}`,
    args,
  );
  if (order === 'DESC') rows.reverse();
  return rows.map(rowOf);
};

export const met = async (pool: Pool, account: string, visitor: string): Promise<Meeting[]> => {
  const { rows } = await pool.query<Raw<Meeting>>(
    `SELECT value, at, session FROM events WHERE account = $1 AND visitor = $2 AND type = 'campaign-met' ORDER BY seq LIMIT 5000`,
    [account, visitor],
  );
  return rows.map(parsed);
};
