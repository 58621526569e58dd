/** What PostgreSQL does for a store over several databases (sharded.ts), beyond what it does as the only one. */
import type { ClientBase, Pool } from 'pg';
import { removeGuests } from './postgres-delete.js';
import { group } from './postgres-group.js';
import { passes, type Link } from './postgres-link.js';
import { dayBooks, events, guests, guestsSince, settled, type DayBook } from './postgres-read.js';
import { LOCKS, MIGRATING } from './postgres-schema.js';
import { StoreBusy, type EventQuery, type StoredRow } from './store.js';

export type Id = [page: string, number: number];

/** Where a database stands among several. */
export interface Place {
  /** from 0, in the order of RTP_STORE */
  position: number;
  /** ms since 1970 from which on page views may belong to it */
  since: number;
  /** how many there are */
  shards: number;
}

export interface ShardParts {
  /** Rows of these ids that have no visitor. */
  guests(ids: Id[]): Promise<StoredRow[]>;
  /** Ids of what arrived after `since` (ms since 1970) and has no visitor. `oldest`: the greatest age (ms) on arrival */
  guestsSince(since: number, oldest: number): Promise<Id[]>;
  /** Deletes those of the rows that have no visitor. @returns for each whether there was one, durably */
  leave(ids: Id[]): Promise<boolean[]>;
  /** For each whether it is stored. Either answer is that of the server that leads, and durable. */
  holds(ids: Id[]): Promise<boolean[]>;
  /** The highest `seq` given out, and the one up to which nothing more can appear. */
  clock(): Promise<{ last: number; settled: number }>;
  /** From now on only higher ones than `seq` are given out, durably. */
  level(seq: number): Promise<void>;
  /** `events` as far as `upTo` (a `seq`) */
  eventsUpTo(query: EventQuery, upTo: number): Promise<StoredRow[]>;
  dayBooks(account?: string, sinceDay?: string): Promise<DayBook[]>;
}

/** A commit that waits for the standby: only a server that leads can make it, and all before it is durable then. */
export const RECORD = `SELECT pg_logical_emit_message(true, 'rtp', '')`;

/**
 * Notes the place in the database at the first time, and compares it from then on.
 * @throws {Error} when RTP_STORE lists it elsewhere: its visitors would be looked for in another database
 */
export const claim = async (client: ClientBase, place?: Place): Promise<void> => {
  await client.query('BEGIN');
  await client.query('SELECT pg_advisory_xact_lock($1::int, $2::int)', [LOCKS, MIGRATING]);
  const { rows } = await client.query<Place>('SELECT position, since, shards FROM place');
  const [had] = rows;
  if (had && !place)
    throw new Error(`RTP_STORE: this database is number ${had.position + 1} of ${had.shards}: name all of them, in their order`);
  if (had && place && (had.position !== place.position || had.since !== place.since || had.shards > place.shards)) {
    const say = (one: Place): string =>
      `number ${one.position + 1} of ${one.shards}, for page views from ${new Date(one.since).toISOString()} on`;
    throw new Error(
      `RTP_STORE: a database that is ${say(had)}, is listed as ${say(place)}; addresses keep their order and times, and new ones come last`,
    );
  }
  if (place && !had) await client.query('INSERT INTO place VALUES ($1, $2, $3)', [place.position, place.since, place.shards]);
  else if (place) await client.query('UPDATE place SET shards = $1', [place.shards]);
  await client.query('COMMIT');
};

/** Numbers that are given out to nobody one by one; more are skipped by a lock on the sequence. */
const STEPS = 50_000;

const raise = async (client: ClientBase, to: number): Promise<void> => {
  const last = async (): Promise<number> =>
    (await client.query<{ last: number }>('SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS last FROM events_seq_seq')).rows[0]
      ?.last ?? 0;
  if (to - (await last()) > STEPS) {
    // Changes nothing, but waits for all who took a number, and holds off who would, to the end of the transaction.
    await client.query('ALTER SEQUENCE events_seq_seq CACHE 1');
    if (to > (await last())) {
      await client.query(`ALTER SEQUENCE events_seq_seq RESTART WITH ${Math.floor(to)}`);
      await client.query(`SELECT nextval('events_seq_seq')`);
    }
    return;
  }
  await client.query(`SELECT count(nextval('events_seq_seq')) FROM generate_series(1, $1::bigint)`, [Math.max(0, to - (await last()))]);
};

const pages = (ids: Id[]): string[] => ids.map(([page]) => page);
const numbers = (ids: Id[]): number[] => ids.map(([, number]) => number);
const key = (page: string, number: number): string => page + '.' + number;

/**
 * @param open a connection of its own
 * @param queue ids that may wait
 */
export const openParts = (pool: Pool, open: () => Link, queue: number): ShardParts & { close(): Promise<void> } => {
  const links = [open(), open(), open()] as const;
  const read = async <T>(question: () => Promise<T>): Promise<T> => {
    try {
      return await question();
    } catch (error) {
      if (!passes(error)) throw error;
      return question().catch((again: unknown) => {
        throw passes(again) ? new StoreBusy(`PostgreSQL cannot answer for the moment: ${(again as Error).message}`, 5) : again;
      });
    }
  };
  const leave = group(
    [links[0]],
    (link, ids: Id[], since) =>
      link.run(async (client, shard) => {
        const gone = await removeGuests(client, ids, shard);
        await client.query(RECORD);
        // The first that asked for it has it.
        return ids.map(([page, number]) => gone.delete(key(page, number)));
      }, since),
    queue,
  );
  const holds = group(
    [links[1]],
    (link, ids: Id[], since) =>
      link.run(async (client) => {
        const { rows } = await client.query<{ ok: boolean }>({
          name: 'rtp-holds',
          text: 'SELECT e.page IS NOT NULL AS ok FROM unnest($1::text[], $2::int[]) WITH ORDINALITY AS w (p, n, i) LEFT JOIN events e ON e.page = p AND e.number = n ORDER BY i',
          values: [pages(ids), numbers(ids)],
        });
        await client.query(RECORD);
        return rows.map((row) => row.ok);
      }, since),
    queue,
  );
  const level = group(
    [links[2]],
    (link, to: number[], since) =>
      link.run(async (client) => {
        await raise(client, Math.max(...to));
        await client.query(RECORD);
        return to;
      }, since),
    queue,
  );
  const find = group(
    [pool],
    async (on, ids: Id[]) => {
      const found = new Map((await read(() => guests(on, ids))).map((row) => [key(row.page, row.number), row]));
      return ids.map(([page, number]) => found.get(key(page, number)));
    },
    queue,
  );

  return {
    guests: async (ids) => (await find(ids)).filter((row) => row !== undefined),
    guestsSince: (since, oldest) => read(() => guestsSince(pool, since, oldest)),
    leave,
    holds,
    clock: () => read(() => settled(pool)),
    level: async (seq) => void (await level([seq])),
    eventsUpTo: (query, upTo) => read(() => events(pool, { ...query, upTo })),
    dayBooks: (account, since) => read(() => dayBooks(pool, account ?? null, since ?? null)),
    close: async () => void (await Promise.all(links.map((link) => link.close()))),
  };
};
