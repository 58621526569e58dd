/** One writing connection: opened when it is needed, thrown away at any doubt, its transactions run again while that can help. */
import pg from 'pg';
import { LOCKS } from './schema.js';
import { StoreBusy } from '../store.js';

export interface LinkOptions {
  /** ms that one statement may take before the connection is given up */
  statementMs: number;
  /** ms that a batch is tried for before its events are handed back with StoreBusy */
  patienceMs: number;
}

export interface Link {
  /**
   * Runs `work` in a durable transaction, again where another may succeed.
   * @param since Date.now() from which on patience counts; without it now
   * @param alone it is one statement, which is a transaction by itself
   * @throws StoreBusy when the time is up
   */
  run<T>(work: (client: pg.ClientBase, slot: number) => Promise<T>, since?: number, alone?: boolean): Promise<T>;
  close(): Promise<void>;
}

/** Counters have at most this many slots; one more connection shares one. */
const SLOTS = 64;
const INT8 = 20;
const NUMERIC = 1700;

const getTypeParser = ((oid: number, format?: 'text') =>
  oid === INT8 || oid === NUMERIC ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser;

/** What every connection to this address is opened with. */
export const connectionOf = (url: string, statementMs: number): pg.ClientConfig => ({
  connectionString: url,
  connectionTimeoutMillis: Math.min(3000, statementMs),
  // On this side only. A server-side timeout would cut the wait for the standby short, and the server then reports a
  // commit that is on one machine as done.
  query_timeout: statementMs,
  keepAlive: true,
  application_name: 'rtp-collector',
  types: { getTypeParser },
});

/** Deadlock, serialization, a leader that went away or became read-only, too many connections, a full disk: all pass. */
const PASSING = /^(40P01|40001|57P0[123]|25006|08...|53...|58030|XX000)$/;
const BROKEN = /ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|terminat|timeout|not queryable|closed/i;

/** Whether another try, on a new connection, may succeed. */
export const passes = (error: unknown): boolean => {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  return PASSING.test(code) || BROKEN.test(code) || (code === '' && BROKEN.test(message));
};

export const openLink = (url: string, options: LinkOptions): Link => {
  let client: pg.Client | undefined;
  let slot = 0;
  /** the server took back a promise: see `commit` */
  let doubt: string | undefined;
  let closing = false;
  let wake = (): void => {};

  const drop = (): void => {
    const old = client;
    client = undefined;
    if (!old) return;
    old.on('error', () => {});
    // Not `end()`: it waits for what is under way, which may be what hangs.
    (old as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  };
  const connect = async (): Promise<pg.Client> => {
    if (client) return client;
    const fresh = new pg.Client(connectionOf(url, options.statementMs));
    fresh.on('error', () => {
      if (client === fresh) client = undefined;
    });
    fresh.on('notice', (notice) => {
      if (notice.severity === 'WARNING') doubt = notice.message;
    });
    await fresh.connect();
    client = fresh;
    // A setting below `on` would answer for what is not on the disk yet (nor on the standby).
    await fresh.query(
      `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')`,
    );
    await fresh.query(`SET idle_in_transaction_session_timeout = '30s'`);
    const { rows } = await fresh.query<{ n: number }>(
      'SELECT n FROM generate_series(0, $2::int - 1) AS n WHERE pg_try_advisory_lock($1::int, n) LIMIT 1',
      [LOCKS, SLOTS],
    );
    slot = rows[0]?.n ?? Math.floor(Math.random() * SLOTS);
    return fresh;
  };
  /** A wait for the standby that is broken off ends in a warning and a commit on this machine alone: not an answer to pass on. */
  const trust = (): void => {
    if (doubt !== undefined) throw Object.assign(new Error(doubt), { code: '08007' });
  };
  const once = async <T>(work: (client: pg.ClientBase, slot: number) => Promise<T>, alone: boolean): Promise<T> => {
    const on = await connect();
    doubt = undefined;
    try {
      if (!alone) await on.query('BEGIN');
      const result = await work(on, slot);
      if (!alone) {
        const { command } = await on.query('COMMIT');
        if (command !== 'COMMIT') throw Object.assign(new Error('the transaction was rolled back'), { code: '40001' });
      }
      trust();
      return result;
    } catch (error) {
      // A deadlock leaves the connection whole; after anything else a new one is surer.
      if (!/^40/.test((error as { code?: string }).code ?? '')) drop();
      else if (!alone) await on.query('ROLLBACK').catch(drop);
      throw error;
    }
  };

  return {
    run: async (work, since = Date.now(), alone = false) => {
      const until = since + options.patienceMs;
      for (let pause = 5; ; pause = Math.min(pause * 2, 500)) {
        try {
          return await once(work, alone);
        } catch (error) {
          if (!passes(error)) throw error;
          const wait = pause * (0.5 + Math.random());
          if (closing || Date.now() + wait > until)
            throw new StoreBusy(`PostgreSQL cannot store for the moment: ${(error as Error).message}`, 5);
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, wait);
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
          });
        }
      }
    },
    close: async () => {
      closing = true;
      wake();
      await client?.end().catch(() => {});
    },
  };
};
