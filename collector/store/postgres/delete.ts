/**
 * Deletes row by row, a piece a transaction: one visitor's rows, and what retention does not find in whole days (expire.ts). Dead rows leave
 * the disk with PostgreSQL's next vacuum.
 */
import type { ClientBase } from 'pg';
import { stepOf } from '../ages.js';
import { COLUMNS } from '../counts.js';
import { dayOf } from '../day.js';
import { keyOf } from './insert.js';
import { listOf, numbersOf } from './literal.js';

interface Row {
  page: string;
  number: number;
  visitor: string | null;
  session: string | null;
  type: string;
  value: string;
  at: number;
  age: number;
  arrival: string;
  counted: boolean;
}

const PIECE = 500;

/**
 * Deletes up to a piece of the account's rows in the transaction that is open.
 * @param by of one visitor, totals included; or older than `before` (ms), totals kept
 * @param slot of the counters
 * @returns rows deleted; 0: no more
 */
export const removePiece = async (
  client: ClientBase,
  account: string,
  by: { visitor: string } | { before: number },
  slot: number,
): Promise<number> => {
  const visitor = 'visitor' in by;
  const found = await client.query<{ page: string; number: number }>(
    `SELECT page, number FROM events WHERE account = $1 AND ${visitor ? 'visitor =' : 'at <'} $2 ORDER BY page, number LIMIT ${PIECE} FOR UPDATE`,
    [account, visitor ? by.visitor : by.before],
  );
  if (!found.rowCount) return 0;
  // By their keys, so that of the partitions only these pages' are opened.
  const ids = [listOf(found.rows, (row) => row.page), numbersOf(found.rows, (row) => row.number)];
  const { rows } = await client.query<Row>(
    `DELETE FROM events WHERE account = $1 AND page = ANY ($2::text[]) AND (page, number) IN (SELECT * FROM unnest($2::text[], $3::int[]))
     RETURNING page, number, visitor, session, type, value, at, age, arrival, counted`,
    [account, ...ids],
  );
  const gaps = await forget(client, account, rows);
  if (visitor) await unbook(client, account, rows, gaps, slot);
  return rows.length;
};

/** Takes deleted rows out of what was noted to count right. @returns the gaps of page views that have no row any more, by day */
const forget = async (client: ClientBase, account: string, rows: readonly Row[]): Promise<{ day: string; gap: number }[]> => {
  const once = rows.filter((row) => row.counted);
  await client.query(
    `DELETE FROM once WHERE account = $1 AND session = ANY ($2::text[]) AND (session, what) IN (SELECT * FROM unnest($2::text[], $3::text[]))`,
    [account, listOf(once, (row) => row.session ?? row.page + '~'), listOf(once, (row) => keyOf(account, row.type, row.value))],
  );
  const pages = [...new Set(rows.map((row) => row.page))];
  const left = await client.query<{ page: string }>('SELECT DISTINCT page FROM events WHERE account = $1 AND page = ANY ($2::text[])', [
    account,
    listOf(pages, (page) => page),
  ]);
  const staying = new Set(left.rows.map((row) => row.page));
  const gone = pages.filter((page) => !staying.has(page));
  await client.query('DELETE FROM once WHERE account = $1 AND session = ANY ($2::text[])', [account, listOf(gone, (page) => page + '~')]);
  return (
    await client.query<{ day: string; gap: number }>(
      'DELETE FROM pages WHERE account = $1 AND page = ANY ($2::text[]) RETURNING day, top - have AS gap',
      [account, listOf(gone, (page) => page)],
    )
  ).rows;
};

const OTHERS = COLUMNS.filter((name) => name !== 'duplicates');

const UNBOOK = `
WITH q AS (SELECT * FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::boolean[], $10::text[], $11::text[])
    AS q (day, type, value, what, arrival, step, counted, session, visitor)),
people AS (DELETE FROM seen WHERE account = $1 AND day = ANY ($3::text[])
    AND (day, who) IN (SELECT day, 's' || session FROM q UNION SELECT day, 'v' || visitor FROM q) RETURNING day, who),
named AS (INSERT INTO day_values AS k (account, day, what, shard, type, value, total, counted)
    SELECT $1, day, what, $2, min(type), min(value), -count(*), -count(*) FILTER (WHERE counted) FROM q GROUP BY day, what ORDER BY day, what
    ON CONFLICT (account, day, what, shard) DO UPDATE SET total = k.total + excluded.total, counted = k.counted + excluded.counted),
old AS (INSERT INTO day_ages AS k (account, day, step, shard, total) SELECT $1, day, step, $2, -count(*) FROM q GROUP BY day, step ORDER BY day, step
    ON CONFLICT (account, day, step, shard) DO UPDATE SET total = k.total + excluded.total)
INSERT INTO days AS k (account, day, shard, ${OTHERS.join(', ')})
SELECT $1, day, $2, ${OTHERS.map((name) => `-sum(${name})`).join(', ')} FROM (
  SELECT day, 1, (type = 'event')::int, (type = 'event' AND counted)::int, (type = 'view')::int, 0, 0, (arrival = 'beacon')::int, (arrival = 'rescue')::int,
    (arrival = 'confirmation')::int, (arrival = 'redelivery')::int, 0, rtp_overflow(type, value) FROM q
  UNION ALL SELECT day, 0, 0, 0, 0, (who < 't')::int, (who > 't')::int, 0, 0, 0, 0, 0, 0 FROM people
  UNION ALL SELECT day, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, gap, 0 FROM unnest($12::text[], $13::int[]) AS g (day, gap)
) z (day, ${OTHERS.join(', ')}) GROUP BY day ORDER BY day
ON CONFLICT (account, day, shard) DO UPDATE SET ${OTHERS.map((name) => `${name} = k.${name} + excluded.${name}`).join(', ')}`;

/** Takes deleted rows off all totals. */
const unbook = async (
  client: ClientBase,
  account: string,
  rows: readonly Row[],
  gaps: readonly { day: string; gap: number }[],
  slot: number,
): Promise<void> => {
  const days = listOf(rows, (row) => dayOf(row.at));
  const whats = listOf(rows, (row) => keyOf(account, row.type, row.value));
  await client.query(UNBOOK, [
    account,
    slot,
    days,
    listOf(rows, (row) => row.type),
    listOf(rows, (row) => row.value),
    whats,
    listOf(rows, (row) => row.arrival),
    numbersOf(rows, (row) => stepOf(row.age)),
    listOf(rows, (row) => (row.counted ? 't' : 'f')),
    listOf(rows, (row) => row.session),
    listOf(rows, (row) => row.visitor),
    listOf(gaps, (one) => one.day),
    numbersOf(gaps, (one) => one.gap),
  ]);
  // A text that only this visitor sent goes with the visitor. Locked first: whoever counts it meanwhile waits, then counts anew.
  await client.query(
    `WITH mine AS (SELECT day, what, total FROM day_values WHERE account = $1 AND day = ANY ($2::text[]) AND (day, what) IN (SELECT * FROM unnest($2::text[], $3::text[]))
       ORDER BY day, what, shard FOR UPDATE),
     dead AS (SELECT day, what FROM mine GROUP BY day, what HAVING sum(total) <= 0)
     DELETE FROM day_values WHERE account = $1 AND day = ANY ($2::text[]) AND (day, what) IN (SELECT day, what FROM dead)`,
    [account, days, whats],
  );
};
