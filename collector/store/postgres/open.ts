/**
 * The store on PostgreSQL: one server, or a proxy in front of a replicated cluster. Any number of collectors share it.
 * What is answered is committed, on two machines where the server has a synchronous standby.
 */
import pg from 'pg';
import { removePiece } from './delete.js';
import { group } from './group.js';
import { insertBatch } from './insert.js';
import { connectionOf, openLink, passes, type Link } from './link.js';
import { days, events, valueDays, values } from './read.js';
import { migrate } from './schema.js';
import { dayOf } from '../day.js';
import type { Outcome, Store, StoredEvent } from '../store.js';

export interface PostgresOptions {
  /** events that may wait for a commit; past it `insert` throws StoreBusy */
  queue?: number;
  /** connections that write */
  writers?: number;
  /** ms that a batch is tried for while the server is away */
  patienceMs?: number;
  /** ms that one statement may take */
  statementMs?: number;
  /** ms that the server may be away at the start */
  startMs?: number;
}

type Id = [page: string, number: number];

/** Ids that come twice in a batch are stored one after the other: each pass has an id once. */
const passesOf = (batch: StoredEvent[]): { event: StoredEvent; at: number }[][] => {
  const found: { event: StoredEvent; at: number }[][] = [];
  const times = new Map<string, number>();
  batch.forEach((event, at) => {
    const id = event.page + '.' + event.number;
    const n = times.get(id) ?? 0;
    times.set(id, n + 1);
    (found[n] ??= []).push({ event, at });
  });
  return found;
};

const insertAll = (link: Link, batch: StoredEvent[], since: number): Promise<Outcome[]> =>
  link.run(async (client, shard) => {
    const outcomes: Outcome[] = new Array<Outcome>(batch.length).fill('duplicate');
    for (const pass of passesOf(batch)) {
      const found = await insertBatch(
        client,
        pass.map((one) => one.event),
        shard,
      );
      pass.forEach(({ at }, i) => (outcomes[at] = found[i] ?? 'duplicate'));
    }
    return outcomes;
  }, since);

/**
 * A row can be seen after a crash though no standby has it yet. The record is behind it in the log, so its commit waits until
 * the standby has both: 'not lacking' is as good as an answer to the event itself.
 */
const has = (link: Link, ids: Id[], since: number): Promise<boolean[]> =>
  link.run(async (client) => {
    const { rows } = await client.query<{ ok: boolean }>({
      name: 'rtp-has',
      text: 'SELECT e.page IS NOT NULL AS ok FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS w (p, n, i) LEFT JOIN events e ON e.page = p AND e.number = n ORDER BY i',
      values: [ids.map(([page]) => page), ids.map(([, number]) => number)],
    });
    if (rows.some((row) => row.ok)) await client.query(RECORD);
    return rows.map((row) => row.ok);
  }, since);

/** A commit that waits for the standby: only a server that leads can make it, and all before it is durable then. */
const RECORD = `SELECT pg_logical_emit_message(true, 'rtp', '')`;

/**
 * 0.1.0 could spread visitors over several databases, and noted so in each.
 * @throws {Error} for such a one: it has a part of the events, and would count what the others have as lacking
 */
const refusePart = async (client: pg.ClientBase): Promise<void> => {
  const { rows } = await client.query<{ position: number; shards: number }>('SELECT position, shards FROM place');
  const [part] = rows;
  if (part)
    throw new Error(
      `RTP_STORE: this database is number ${part.position + 1} of ${part.shards} among which version 0.1.0 spread its visitors. One cluster has all now: see "From several databases to one" in collector/README.md.`,
    );
};

/** Makes or updates the tables, waiting for a server that is not there yet. */
const prepare = async (url: string, statementMs: number, until: number): Promise<void> => {
  for (;;) {
    const client = new pg.Client({ ...connectionOf(url, statementMs), query_timeout: 0 });
    client.on('error', () => {});
    try {
      await client.connect();
      const { rows } = await client.query<{ fsync: string }>('SHOW fsync');
      if (rows[0]?.fsync !== 'on')
        throw new Error('RTP_STORE: this PostgreSQL runs with fsync off, so a power cut loses what was answered: switch it on');
      await migrate(client);
      await refusePart(client);
      return;
    } catch (error) {
      if (!passes(error) || Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    } finally {
      await client.end().catch(() => {});
    }
  }
};

/**
 * @param url postgres://user:password@host:port/database; not a pooler in transaction mode (locks and prepared statements
 *   belong to a session)
 * @throws {Error} when it cannot be reached, has fsync off, or was written by a newer collector
 */
export const openPostgres = async (url: string, options: PostgresOptions = {}): Promise<Store> => {
  const { queue = 20_000, writers = 3, patienceMs = 8000, statementMs = 10_000, startMs = 60_000 } = options;
  await prepare(url, statementMs, Date.now() + startMs);
  const given = { patienceMs, statementMs };
  const links = Array.from({ length: writers }, () => openLink(url, given));
  const asking = openLink(url, given);
  const checking = openLink(url, { patienceMs: 1000, statementMs: 3000 });
  const deleting = openLink(url, { patienceMs, statementMs: 60_000 });
  const pool = new pg.Pool({ ...connectionOf(url, 60_000), max: 2, allowExitOnIdle: true });
  pool.on('error', () => {});

  const insert = group(links, insertAll, queue);
  const ask = group([asking], has, queue);
  /** A reading connection that died with its leader is noticed at the next question: asked once more. */
  const read = async <T>(question: () => Promise<T>): Promise<T> => {
    try {
      return await question();
    } catch (error) {
      if (!passes(error)) throw error;
      return question();
    }
  };
  const remove = async (account: string, by: { visitor: string } | { before: number }): Promise<number> => {
    let removed = 0;
    for (;;) {
      const piece = await deleting.run((client, shard) => removePiece(client, account, by, shard));
      if (!piece) return removed;
      removed += piece;
    }
  };

  return {
    insert,
    missing: async (ids) => {
      const found = await ask(ids);
      return ids.filter((_, i) => !found[i]);
    },
    events: (query) => read(() => events(pool, query)),
    days: (account, since) => read(() => days(pool, account ?? null, since ?? null)),
    values: (account, limit) => read(() => values(pool, account ?? null, limit ?? 1000)),
    valueDays: (type, since, account) => read(() => valueDays(pool, type, since, account ?? null)),
    expire: async (limits) => {
      let removed = 0;
      for (const [account, before] of limits) {
        removed += await remove(account, { before });
        await deleting.run(async (client) => {
          await client.query('DELETE FROM seen WHERE account = $1 AND day < $2', [account, dayOf(before)]);
          await client.query('DELETE FROM day_values WHERE account = $1 AND day < $2', [account, dayOf(before)]);
        });
      }
      return removed;
    },
    erase: (account, visitor) => remove(account, { visitor }),
    health: () => checking.run(async (client) => void (await client.query(RECORD))),
    close: async () => {
      await Promise.all([...links, asking, checking, deleting].map((link) => link.close()));
      await pool.end();
    },
  };
};
