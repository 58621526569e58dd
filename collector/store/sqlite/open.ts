/** The embedded store: one SQLite file. This side batches and asks; the work is done in two threads. */
import { dirname } from 'node:path';
import { dayOf } from '../day.js';
import { pack, WIDTH, type Cell } from './row.js';
import {
  StoreBusy,
  type DayStats,
  type DaySum,
  type Meeting,
  type Minute,
  type Outcome,
  type Store,
  type StoredEvent,
  type StoredRow,
  type ValueDay,
  type ValueStats,
  type ValueSum,
} from '../store.js';
import { openDamage } from './damage.js';
import type { Found } from './read.js';
import { openThread } from './thread.js';
import { makeFolder } from '../../make-folder.js';

export interface SqliteOptions {
  /** events that may wait for a commit; past it `insert` throws StoreBusy */
  queue?: number;
  /** told when one of its threads has died: nothing can be stored any more */
  onLost?(error: Error): void;
}

const OUTCOMES: readonly Outcome[] = ['new', 'completed', 'duplicate'];
/**
 * Events between two checkpoints of the log (about 100 MB), and pages of it that the writer may be held up for. Each one
 * keeps the disk busy for tens of milliseconds: every 2,000 events halved the rate.
 */
const CHECKPOINT = 50_000;
const SMALL = 500;
/** Rows deleted in one transaction. */
const PIECE = 500;

interface Job {
  events: StoredEvent[];
  resolve(outcomes: Outcome[]): void;
  reject(error: Error): void;
}

/**
 * Opens or makes the file and brings it to the present version.
 * @throws {Error} when it cannot be written to or was written by a newer collector
 */
export const openSqlite = async (file: string, options: SqliteOptions = {}): Promise<Store> => {
  const most = options.queue ?? 20_000;
  makeFolder(dirname(file));
  const script = new URL('./worker.mjs', import.meta.url);
  const writer = await openThread(script, { file, mode: 'write' }, options.onLost);
  const reader = await openThread(script, { file, mode: 'read' }, options.onLost);

  const damage = openDamage(file, async (long) => {
    const thread = long ? await openThread(script, { file, mode: 'read' }) : reader;
    const said = await thread.call<string>('check');
    if (long) await thread.close();
    return said;
  });

  let queue: Job[] = [];
  let waiting = 0;
  let sinceCheckpoint = 0;
  let checkpointing: Promise<void> | undefined;

  /** Off the way of the commits: the reading thread copies the log into the file, the writer only what came meanwhile. */
  const checkpoint = async (): Promise<void> => {
    sinceCheckpoint = 0;
    for (let i = 0; i < 3 && (await reader.call<number>('checkpoint')) > SMALL; ) i++;
    await writer.call('checkpoint');
  };

  /** One message for all that came in this turn of the event loop. */
  const post = async (): Promise<void> => {
    const jobs = queue;
    queue = [];
    const cells: Cell[] = [];
    for (const job of jobs) for (const event of job.events) pack(event, cells);
    try {
      const codes = await writer.call<Uint8Array>('insert', JSON.stringify(cells));
      let at = 0;
      for (const job of jobs) job.resolve(job.events.map(() => OUTCOMES[codes[at++] ?? 0] as Outcome));
    } catch (error) {
      damage.heard(error);
      for (const job of jobs) job.reject(error as Error);
    }
    waiting -= cells.length / WIDTH;
    sinceCheckpoint += cells.length / WIDTH;
    if (sinceCheckpoint < CHECKPOINT || checkpointing) return;
    // Where it fails (a full disk), the next commit says so; the log is copied later.
    checkpointing = checkpoint()
      .catch(() => {})
      .finally(() => (checkpointing = undefined));
  };

  const wipe = async (): Promise<void> => {
    // Beside a checkpoint it would find the log in use, and leave it as it is.
    await checkpointing;
    await writer.call('wipe');
  };

  const removeOld = async (account: string, before: number): Promise<number> => {
    let removed = 0;
    for (let after: number | null = 0; after !== null; ) {
      const { seqs, next }: Found = await reader.call<Found>('older', account, before, after, PIECE);
      if (seqs.length) removed += await writer.call<number>('remove', seqs, false);
      after = next;
    }
    return removed;
  };
  /** What was found is no longer there when the next ones are looked for. */
  const removeVisitor = async (account: string, visitor: string): Promise<number> => {
    for (let removed = 0; ; ) {
      const seqs = await reader.call<number[]>('ofVisitor', account, visitor, PIECE);
      const gone = seqs.length ? await writer.call<number>('remove', seqs, true) : 0;
      removed += gone;
      if (!gone) return removed;
    }
  };

  return {
    insert: (events) => {
      if (!events.length) return Promise.resolve([]);
      if (waiting + events.length > most) return Promise.reject(new StoreBusy('too many events wait to be stored', 2));
      waiting += events.length;
      return new Promise((resolve, reject) => {
        if (queue.push({ events, resolve, reject }) === 1) setImmediate(() => void post());
      });
    },
    missing: (ids) => writer.call('missing', ids),
    events: (query) => reader.call<StoredRow[]>('events', query),
    accounts: (since) => reader.call<string[]>('accounts', since ?? ''),
    days: (account, range, latest) => reader.call<DayStats[]>('days', account ?? null, range ?? {}, latest ?? -1),
    sums: (account, range) => reader.call<DaySum[]>('sums', account ?? null, range),
    values: (account, limit, range) => reader.call<ValueStats[]>('values', account ?? null, limit ?? 1000, range ?? {}),
    top: (type, account, limit, range) => reader.call<ValueSum[]>('top', type, account ?? null, limit, range),
    minutes: (account, since) => reader.call<Minute[]>('minutes', account ?? null, since),
    clicks: (account, visitor, since) => reader.call<StoredRow[]>('clicks', account, visitor, since),
    valueDays: (type, range, account) => reader.call<ValueDay[]>('valueDays', type, range, account ?? null),
    valueDaysOf: (type, range, account, first) => reader.call<ValueDay[]>('valueDaysOf', type, range, account, first),
    met: (account, visitor) => reader.call<Meeting[]>('met', account, visitor),
    expire: async (limits) => {
      let removed = 0;
      for (const [account, before] of limits) {
        removed += await removeOld(account, before);
        await writer.call('removeDays', account, dayOf(before));
      }
      if (removed) await wipe();
      return removed;
    },
    erase: async (account, visitor) => {
      const removed = await removeVisitor(account, visitor);
      if (removed) await wipe();
      return removed;
    },
    health: async () => {
      await writer.call('health');
      await damage.check();
    },
    close: async () => {
      await checkpointing;
      // The last connection to close, if it may write, empties the log.
      await reader.close();
      await writer.close();
    },
  };
};
