/**
 * Retention by the day: a day of which nobody keeps anything is emptied at once (TRUNCATE), which writes a few kilobytes of log where a
 * million rows deleted one by one write hundreds of megabytes. The few rows that stay are put back: a tab that was open over midnight, a
 * small account that keeps its events longer. What is left to delete is deleted row by row (delete.ts).
 */
import type { ClientBase } from 'pg';
import { dayOf } from '../day.js';
import { alone, partsOf } from './days.js';
import type { Link } from './link.js';
import { listOf, numbersOf } from './literal.js';

/** Rows that may be put back: this part of a day, and in any case so many. */
const PART = 0.1;
const FEW = 10_000;

/** Whether its account keeps a row; $1, $2: accounts and their limits. */
const KEPT = 'NOT EXISTS (SELECT 1 FROM unnest($1::text[], $2::bigint[]) AS l (a, before) WHERE a = account AND at < before)';
const DAY_KEPT = `NOT EXISTS (SELECT 1 FROM unnest($1::text[], $2::bigint[]) AS l (a, before) WHERE a = account AND day < rtp_day_of(before))`;

/** The accounts in a table by an index that begins with them: one look each, however many rows they have. */
const accountsIn = (table: string): string =>
  `WITH RECURSIVE one AS ((SELECT account FROM ${table} ORDER BY account LIMIT 1) UNION ALL
     SELECT (SELECT account FROM ${table} WHERE account > one.account ORDER BY account LIMIT 1) FROM one WHERE one.account IS NOT NULL)
   SELECT account FROM one WHERE account IS NOT NULL`;

/** @returns rows that went; 0 where too many would have to be put back */
const emptyDay = async (client: ClientBase, day: string, limits: ReadonlyMap<string, number>): Promise<number> => {
  const [once = '', events = '', seen = '', pages = '', values = ''] = partsOf(day);
  const all = [once, events, seen, pages, values];
  const { rows: size } = await client.query<{ bytes: number | null }>(
    'SELECT sum(pg_relation_size(to_regclass(t))) AS bytes FROM unnest($1::text[]) t',
    [all],
  );
  if (!size[0]?.bytes) return 0;
  const { rows: found } = await client.query<{ account: string }>(accountsIn(events));
  const keepers = found.filter(({ account }) => dayOf(limits.get(account) ?? 0) <= day).map(({ account }) => account);
  const stats = await client.query<{ n: number }>('SELECT n_live_tup AS n FROM pg_stat_user_tables WHERE relname = $1', [events]);
  const live = stats.rows[0]?.n ?? 0;
  const most = Math.max(FEW, Math.floor(live * PART));
  const few = async (text: string, values: unknown[]): Promise<boolean> => (await client.query(text, values)).rowCount !== most + 1;
  // Seen in the index alone, before a whole day is read for nothing every hour.
  if (keepers.length && !(await few(`SELECT 1 FROM ${events} WHERE account = ANY ($1) LIMIT ${most + 1}`, [keepers]))) return 0;

  // Before the lock: counting reads the whole day, and events that come late must not wait for it. One that comes in between is not counted.
  const { rows } = await client.query<{ n: number }>(`SELECT count(*) AS n FROM ${events}`);
  await client.query(`LOCK TABLE ${all.join(', ')} IN ACCESS EXCLUSIVE MODE`);
  const given = [listOf([...limits.keys()], (account) => account), numbersOf([...limits.values()], (before) => before)];
  // A table made for nothing would be the larger part of the log that an emptied day writes: its rows in the catalogue are logged.
  const stay = async (table: string, which: string, args: unknown[]): Promise<number> => {
    if (!(await client.query(`SELECT 1 FROM ${table} WHERE ${which} LIMIT 1`, args)).rowCount) return 0;
    const text = `CREATE TEMPORARY TABLE ${table}_kept ON COMMIT DROP AS SELECT * FROM ${table} WHERE ${which} LIMIT ${most + 1}`;
    return (await client.query(text, args)).rowCount ?? 0;
  };
  const keptEvents = await stay(events, KEPT, given);
  if (keptEvents > most) return 0;
  const kept = [
    await stay(once, KEPT, given),
    keptEvents,
    await stay(seen, DAY_KEPT, given),
    keptEvents ? await stay(pages, `(page, account) IN (SELECT page, account FROM ${events}_kept)`, []) : 0,
    await stay(values, DAY_KEPT, given),
  ];
  for (const [i, table] of all.entries()) {
    const stays = kept[i] ?? 0;
    if (stays > most) continue;
    await client.query(`TRUNCATE ${table}`);
    if (stays) await client.query(`INSERT INTO ${table} SELECT * FROM ${table}_kept`);
  }
  return Math.max(0, (rows[0]?.n ?? 0) - keptEvents);
};

/** Empties the days that are over for those who have a limit. @returns rows that went */
export const expireDays = async (link: Link, limits: ReadonlyMap<string, number>): Promise<number> => {
  const end = dayOf(Math.max(0, ...limits.values()));
  const days = await link.run(
    async (client) => (await client.query<{ day: string }>(`SELECT to_char(d, 'YYYY-MM-DD') AS day FROM rtp_days() d`)).rows,
  );
  let gone = 0;
  for (const { day } of days) if (day < end) gone += await alone(link, (client) => emptyDay(client, day, limits));
  return gone;
};
