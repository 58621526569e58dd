/**
 * Stores a batch in the transaction that is open. All statements take arrays and go through their keys in order: batches
 * that share ids or sessions wait for each other but never in a ring (met as 40P01 within a minute without).
 */
import type { ClientBase } from 'pg';
import { gather, whatOf } from './rollup.js';
import { dayOf } from '../day.js';
import type { Outcome, StoredEvent } from '../store.js';

/** Somebody stored one of the batch's ids since it was looked for: the transaction is to be run again. */
export class Raced extends Error {}

/** Offset of the locks that say from which `seq` on rows may not be committed yet (see `settled` in read.ts). */
export const SEQ_LOCKS = 0x7274700000000000n;

interface Known {
  page: string;
  number: number;
  account: string;
  visitor: string | null;
  session: string | null;
  referrer: string | null;
  type: string;
  value: string;
  at: number;
  age: number;
  arrival: string;
  counted: boolean;
}

interface Fresh {
  event: StoredEvent;
  value: string;
  counted: boolean;
}

const idOf = (page: string, number: number): string => page + '.' + number;

const insertRows = async (client: ClientBase, fresh: Fresh[]): Promise<void> => {
  const of = <T>(pick: (one: Fresh) => T): T[] => fresh.map(pick);
  const { rowCount } = await client.query({
    name: 'rtp-insert',
    text: `INSERT INTO events (page, number, account, visitor, session, type, value, url, referrer, vars, at, age, arrival, anonymous, counted)
      SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
        $11::bigint[], $12::bigint[], $13::text[], $14::boolean[], $15::boolean[]) ORDER BY 1, 2 ON CONFLICT DO NOTHING`,
    values: [
      of(({ event }) => event.page),
      of(({ event }) => event.number),
      of(({ event }) => event.account),
      of(({ event }) => event.visitor),
      of(({ event }) => event.session),
      of(({ event }) => event.type),
      of((one) => one.value),
      of(({ event }) => event.url),
      of(({ event }) => event.referrer),
      of(({ event }) => event.vars && JSON.stringify(event.vars)),
      of(({ event }) => Math.round(event.at)),
      of(({ event }) => Math.round(event.age)),
      of(({ event }) => event.arrival),
      of(({ event }) => event.anonymous),
      of((one) => one.counted),
    ],
  });
  if (rowCount !== fresh.length) throw new Raced('an event of the batch was stored meanwhile');
};

/** [session, what] that were not there yet, as keys. */
const takeOnce = async (client: ClientBase, wanted: { session: string; what: string }[]): Promise<Set<string>> => {
  if (!wanted.length) return new Set();
  const { rows } = await client.query<{ session: string; what: string }>({
    name: 'rtp-once',
    text: 'INSERT INTO once (session, what) SELECT DISTINCT s COLLATE "C", w COLLATE "C" FROM unnest($1::text[], $2::text[]) AS t (s, w) ORDER BY 1, 2 ON CONFLICT DO NOTHING RETURNING session, what',
    values: [wanted.map((one) => one.session), wanted.map((one) => one.what)],
  });
  return new Set(rows.map((row) => row.session + '\n' + row.what));
};

/**
 * @param events with different ids
 * @param shard of the counters
 */
export const insertBatch = async (client: ClientBase, events: StoredEvent[], shard: number): Promise<Outcome[]> => {
  const { rows: found } = await client.query<Known>({
    name: 'rtp-find',
    text: `SELECT page, number, account, visitor, session, referrer, type, value, at, age, arrival, counted FROM events
      JOIN unnest($1::text[], $2::int[]) AS w (p, n) ON page = p AND number = n ORDER BY page, number FOR UPDATE OF events`,
    values: [events.map((event) => event.page), events.map((event) => event.number)],
  });
  const known = new Map(found.map((row) => [idOf(row.page, row.number), row]));
  const books = gather();

  // What may be counted: new rows, and known ones that get their session now.
  const wanted: { session: string; what: string }[] = [];
  const rows = events.map((event) => {
    const row = known.get(idOf(event.page, event.number));
    const value = row ? row.value : JSON.stringify(event.value);
    const what = whatOf(row?.account ?? event.account, row?.type ?? event.type, value);
    const session = row ? (row.session === null ? event.session : null) : (event.session ?? '~' + event.page);
    if (session !== null) wanted.push({ session, what });
    return { event, row, value, key: session === null ? null : session + '\n' + what };
  });
  const free = await takeOnce(client, wanted);
  const fresh: Fresh[] = [];
  const completed: { row: Known; visitor: string | null; session: string | null; referrer: string | null; counted: boolean }[] = [];
  const people = new Map<string, { day: string; account: string; who: string }>();
  const pages = new Map<string, { account: string; day: string; top: number; have: number }>();
  const someone = (account: string, day: string, visitor: string | null, session: string | null): void => {
    for (const who of [session === null ? null : 's' + session, visitor === null ? null : 'v' + visitor]) {
      if (who !== null) people.set([day, account, who].join('\n'), { day, account, who });
    }
  };

  const outcomes = rows.map(({ event, row, value, key }): Outcome => {
    // The first of the batch with this key has it.
    const counted = key !== null && free.delete(key);
    if (!row) {
      const day = dayOf(event.at);
      const one = { ...event, value };
      fresh.push({ event, value, counted });
      books.row(one, 1);
      if (counted) books.counted(one, 1);
      someone(event.account, day, event.visitor, event.session);
      const page = pages.get(event.page);
      if (page) {
        page.top = Math.max(page.top, event.number);
        page.have++;
      } else pages.set(event.page, { account: event.account, day, top: event.number, have: 1 });
      return 'new';
    }
    const day = dayOf(row.at);
    books.add(row.account, day, 'duplicates', 1);
    const visitor = row.visitor ?? event.visitor;
    const session = row.session ?? event.session;
    const referrer = row.referrer ?? event.referrer;
    if (visitor === row.visitor && session === row.session && referrer === row.referrer) return 'duplicate';
    const now = key === null ? row.counted : counted;
    if (now !== row.counted) books.counted(row, now ? 1 : -1);
    someone(row.account, day, visitor, session);
    completed.push({ row, visitor, session, referrer, counted: now });
    return 'completed';
  });

  // So that readers who page by `seq` know from where on rows may be missing.
  if (fresh.length) {
    await client.query({
      name: 'rtp-seq',
      text: `SELECT pg_advisory_xact_lock_shared(${SEQ_LOCKS} + (SELECT last_value FROM events_seq_seq))`,
    });
    await insertRows(client, fresh);
  }
  if (completed.length) {
    await client.query({
      name: 'rtp-complete',
      text: `UPDATE events SET visitor = v, session = s, referrer = r, counted = c
        FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::boolean[]) AS t (p, n, v, s, r, c) WHERE page = p AND number = n`,
      values: [
        completed.map((one) => one.row.page),
        completed.map((one) => one.row.number),
        completed.map((one) => one.visitor),
        completed.map((one) => one.session),
        completed.map((one) => one.referrer),
        completed.map((one) => one.counted),
      ],
    });
  }
  if (people.size) {
    const list = [...people.values()];
    const { rows: added } = await client.query<{ day: string; account: string; who: string }>({
      name: 'rtp-seen',
      text: 'INSERT INTO seen (day, account, who) SELECT d COLLATE "C", a COLLATE "C", w COLLATE "C" FROM unnest($1::text[], $2::text[], $3::text[]) AS t (d, a, w) ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING RETURNING day, account, who',
      values: [list.map((one) => one.day), list.map((one) => one.account), list.map((one) => one.who)],
    });
    for (const { account, day, who } of added) books.add(account, day, who.startsWith('s') ? 'sessions' : 'visitors', 1);
  }
  if (pages.size) {
    const list = [...pages];
    const { rows: changed } = await client.query<{ account: string; day: string; gap: number }>({
      name: 'rtp-pages',
      text: `INSERT INTO pages (page, account, day, top, have) SELECT p COLLATE "C", a, d, t, h FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::int[]) AS x (p, a, d, t, h) ORDER BY 1
        ON CONFLICT (page) DO UPDATE SET top = greatest(pages.top, excluded.top), have = pages.have + excluded.have, was = pages.top - pages.have
        RETURNING account, day, top - have - was AS gap`,
      values: [
        list.map(([page]) => page),
        list.map(([, one]) => one.account),
        list.map(([, one]) => one.day),
        list.map(([, one]) => one.top),
        list.map(([, one]) => one.have),
      ],
    });
    for (const { account, day, gap } of changed) if (gap) books.add(account, day, 'gaps', gap);
  }
  await books.flush(client, shard);
  return outcomes;
};
