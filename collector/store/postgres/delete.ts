/** Real deletion, a piece a transaction (see sqlite/delete.ts). Dead rows leave the disk with PostgreSQL's next vacuum. */
import type { ClientBase } from 'pg';
import { gather, whatOf } from './rollup.js';
import { dayOf } from '../day.js';
import type { StoredEvent } from '../store.js';

type Row = Omit<StoredEvent, 'value'> & { value: string; counted: boolean };

const PIECE = 500;
const GONE = 'page, number, account, visitor, session, type, value, at, age, arrival, counted';

/**
 * Deletes up to a piece of the account's rows in the transaction that is open.
 * @param by of one visitor, totals included; or older than `before` (ms), totals kept
 * @returns rows deleted; 0: no more
 */
export const removePiece = async (
  client: ClientBase,
  account: string,
  by: { visitor: string } | { before: number },
  shard: number,
): Promise<number> => {
  const books = 'visitor' in by;
  const { rows } = await client.query<Row>(
    `DELETE FROM events WHERE (page, number) IN (SELECT page, number FROM events WHERE account = $1 AND ${books ? 'visitor =' : 'at <'} $2 ORDER BY page, number LIMIT ${PIECE} FOR UPDATE)
     RETURNING ${GONE}`,
    [account, books ? by.visitor : by.before],
  );
  if (rows.length) await unbook(client, rows, books, shard);
  return rows.length;
};

/** Takes deleted rows out of all that was noted of them, and with `books` off the totals. */
const unbook = async (client: ClientBase, rows: Row[], books: boolean, shard: number): Promise<void> => {
  const once = rows.filter((row) => row.counted);
  await client.query('DELETE FROM once o USING unnest($1::text[], $2::text[]) AS t (s, w) WHERE o.session = s AND o.what = w', [
    once.map((row) => row.session ?? '~' + row.page),
    once.map((row) => whatOf(row.account, row.type, row.value)),
  ]);
  const gone = await client.query<{ page: string; account: string; day: string; gap: number }>(
    'DELETE FROM pages p WHERE page = ANY ($1) AND NOT EXISTS (SELECT 1 FROM events e WHERE e.page = p.page) RETURNING page, account, day, top - have AS gap',
    [[...new Set(rows.map((row) => row.page))]],
  );
  await client.query('DELETE FROM once WHERE session = ANY ($1)', [gone.rows.map((row) => '~' + row.page)]);
  if (!books) return;

  const totals = gather();
  for (const { account: of, day, gap } of gone.rows) if (gap > 0) totals.add(of, day, 'gaps', -gap);
  for (const row of rows) {
    totals.row(row, -1);
    if (row.counted) totals.counted(row, -1);
  }
  const who = rows.flatMap(({ account, at, session, visitor }) =>
    [session === null ? null : 's' + session, visitor === null ? null : 'v' + visitor].flatMap((one) =>
      one === null ? [] : [{ account, day: dayOf(at), who: one }],
    ),
  );
  const left = await client.query<{ account: string; day: string; who: string }>(
    'DELETE FROM seen USING unnest($1::text[], $2::text[], $3::text[]) AS t (a, d, w) WHERE account = a AND day = d AND who = w RETURNING account, day, who',
    [who.map((one) => one.account), who.map((one) => one.day), who.map((one) => one.who)],
  );
  for (const one of left.rows) totals.add(one.account, one.day, one.who.startsWith('s') ? 'sessions' : 'visitors', -1);
  await totals.flush(client, shard);
  // A text that only this visitor sent goes with the visitor. Locked first: whoever counts it meanwhile waits, then counts anew.
  const texts = totals.values();
  await client.query(
    `WITH mine AS (SELECT v.account, v.day, v.what, v.total FROM day_values v JOIN unnest($1::text[], $2::text[], $3::text[]) AS t (a, d, w) ON v.account = a AND v.day = d AND v.what = w
       ORDER BY v.account, v.day, v.what, v.shard FOR UPDATE OF v),
     dead AS (SELECT account, day, what FROM mine GROUP BY account, day, what HAVING sum(total) <= 0)
     DELETE FROM day_values v USING dead WHERE v.account = dead.account AND v.day = dead.day AND v.what = dead.what`,
    [texts.map((one) => one.account), texts.map((one) => one.day), texts.map((one) => one.what)],
  );
};
