/**
 * The store on PostgreSQL: one server, or a proxy in front of a replicated cluster. Any number of collectors share it.
 * What is answered is committed, on two machines where the server has a synchronous standby.
 */
import pg from 'pg';
import { ConfigError } from '../../config.js';
import { keepDays } from './days.js';
import { removePiece } from './delete.js';
import { expireDays } from './expire.js';
import { group } from './group.js';
import { insertBatch } from './insert.js';
import { connectionOf, openLink, passes, type Link } from './link.js';
import { listOf, numbersOf } from './literal.js';
import { events, met } from './read.js';
import { migrate, MIGRATIONS, versionOf } from './schema.js';
import { accounts, days, minutes, sums, top, valueDays, valueDaysOf, values } from './totals.js';
import { dayOf } from '../day.js';
import { StoreBusy, type Outcome, type Store, type StoredEvent } from '../store.js';

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
  /** told when the tables could not be brought to the present version: a start anew is needed */
  onLost?(error: Error): void;
  /** told what went wrong on no request's behalf */
  onError?(error: unknown): void;
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

const insertAll = (link: Link, batch: StoredEvent[], since: number): Promise<Outcome[]> => {
  const passes = passesOf(batch);
  return link.run(
    async (client, slot) => {
      const outcomes: Outcome[] = new Array<Outcome>(batch.length);
      for (const pass of passes) {
        const found = await insertBatch(
          client,
          pass.map((one) => one.event),
          slot,
        );
        pass.forEach(({ at }, i) => (outcomes[at] = found[i] ?? 'duplicate'));
      }
      return outcomes;
    },
    since,
    passes.length === 1,
  );
};

/** A commit that waits for the standby: only a server that leads can make it, and all before it is durable then. */
const RECORD = `SELECT pg_logical_emit_message(true, 'rtp', '')`;

/**
 * A row can be seen after a crash though no standby has it yet. The record is behind it in the log, so its commit waits until
 * the standby has both: 'not lacking' is as good as an answer to the event itself.
 */
const has = (link: Link, ids: Id[], since: number): Promise<boolean[]> =>
  link.run(async (client) => {
    // Without a name it is planned each time: with the pages at hand only their days are opened.
    const { rows } = await client.query<{ page: string; number: number }>(
      'SELECT page, number FROM events WHERE page = ANY ($1::text[]) AND number = ANY ($2::int[])',
      [
        listOf([...new Set(ids.map(([page]) => page))], (page) => page),
        // What is past an int is past all events.
        numbersOf([...new Set(ids.map(([, number]) => Math.min(number, 2 ** 31 - 1)))], (number) => number),
      ],
    );
    if (rows.length) await client.query(RECORD);
    const there = new Set(rows.map((row) => row.page + '.' + row.number));
    return ids.map(([page, number]) => there.has(page + '.' + number));
  }, since);

/** Runs `work` on a connection of its own, waiting for a server that is not there yet. */
const atFirst = async <T>(url: string, statementMs: number, until: number, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  for (;;) {
    const client = new pg.Client({ ...connectionOf(url, statementMs), query_timeout: 0 });
    client.on('error', () => {});
    try {
      await client.connect();
      return await work(client);
    } catch (error) {
      if (!passes(error) || Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    } finally {
      await client.end().catch(() => {});
    }
  }
};

/** @returns whether its tables are there, and only have to be brought to the present version */
const inspect = async (client: pg.Client): Promise<boolean> => {
  const { rows } = await client.query<{ fsync: string }>('SHOW fsync');
  if (rows[0]?.fsync !== 'on')
    throw new ConfigError('RTP_STORE: this PostgreSQL runs with fsync off, so a power cut loses what was answered: switch it on');
  const version = await versionOf(client);
  if (!version) await migrate(client);
  return version > 0 && version < MIGRATIONS.length;
};

/** Seconds after which a tag may try again while the tables are brought to the present version. */
const MIGRATION_PAUSE = 15;
const HOUR = 3_600_000;

/**
 * An older database is brought to the present version in the background: until then nothing is stored (StoreBusy), and questions wait.
 * @param url postgres://user:password@host:port/database; not a pooler in transaction mode (locks and prepared statements
 *   belong to a session)
 * @throws {Error} when it cannot be reached, has fsync off, was written by a newer collector, or is one of several (versionOf)
 */
export const openPostgres = async (url: string, options: PostgresOptions = {}): Promise<Store> => {
  const { queue = 20_000, writers = 3, patienceMs = 8000, statementMs = 10_000, startMs = 60_000, onLost, onError } = options;
  const old = await atFirst(url, statementMs, Date.now() + startMs, inspect);
  const given = { patienceMs, statementMs };
  const links = Array.from({ length: writers }, () => openLink(url, given));
  const asking = openLink(url, given);
  const checking = openLink(url, { patienceMs: 1000, statementMs: 3000 });
  const keeping = openLink(url, { patienceMs, statementMs: 60_000 });
  const deleting = openLink(url, { patienceMs, statementMs: 60_000 });
  const pool = new pg.Pool({ ...connectionOf(url, 60_000), max: 2, allowExitOnIdle: true });
  pool.on('error', () => {});

  let migrating = old;
  let closed = false;
  const ready = (old ? atFirst(url, statementMs, Infinity, (client) => migrate(client)) : Promise.resolve()).then(async () => {
    migrating = false;
    if (!closed) await keepDays(keeping);
  });
  if (old) ready.catch((error: Error) => !closed && onLost?.(error));
  else await ready;
  const keep = (): void => void ready.then(() => keepDays(keeping)).catch((error: unknown) => !closed && onError?.(error));
  const timer = setInterval(keep, HOUR);
  timer.unref();
  const now = async <T>(work: () => Promise<T>): Promise<T> => {
    if (migrating) throw new StoreBusy('the database is being brought to the present version', MIGRATION_PAUSE);
    return work();
  };

  const insert = group(links, insertAll, queue);
  const ask = group([asking], has, queue);
  /** A reading connection that died with its leader is noticed at the next question: asked once more. */
  const read = async <T>(question: () => Promise<T>): Promise<T> => {
    await ready;
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
      const piece = await deleting.run((client, slot) => removePiece(client, account, by, slot));
      if (!piece) return removed;
      removed += piece;
    }
  };

  return {
    insert: (events) => now(() => insert(events)),
    missing: async (ids) => {
      const found = await now(() => ask(ids));
      return ids.filter((_, i) => !found[i]);
    },
    events: (query) => read(() => events(pool, query)),
    accounts: (since) => read(() => accounts(pool, since ?? null)),
    days: (account, range, latest) => read(() => days(pool, account ?? null, range ?? {}, latest ?? null)),
    sums: (account, range) => read(() => sums(pool, account ?? null, range)),
    values: (account, limit, range) => read(() => values(pool, account ?? null, limit ?? 1000, range ?? {})),
    top: (type, account, limit, range) => read(() => top(pool, type, account ?? null, limit, range)),
    minutes: (account, since) => read(() => minutes(pool, account ?? null, since)),
    clicks: (account, visitor, since) => read(() => events(pool, { account, visitor, type: 'content-click', since, limit: 200 })),
    valueDays: (type, range, account) => read(() => valueDays(pool, type, range, account ?? null)),
    valueDaysOf: (type, range, account, first) => read(() => valueDaysOf(pool, type, range, account, first)),
    met: (account, visitor) => read(() => met(pool, account, visitor)),
    expire: async (limits) => {
      await ready;
      let removed = await expireDays(deleting, limits);
      for (const [account, before] of limits) {
        removed += await remove(account, { before });
        await deleting.run(async (client) => {
          await client.query('DELETE FROM seen WHERE account = $1 AND day < $2', [account, dayOf(before)]);
          await client.query('DELETE FROM day_values WHERE account = $1 AND day < $2', [account, dayOf(before)]);
        });
      }
      return removed;
    },
    erase: async (account, visitor) => {
      await ready;
      return remove(account, { visitor });
    },
    health: () => now(() => checking.run(async (client) => void (await client.query(RECORD)))),
    close: async () => {
      closed = true;
      clearInterval(timer);
      await Promise.all([...links, asking, checking, keeping, deleting].map((link) => link.close()));
      await pool.end();
    },
  };
};
