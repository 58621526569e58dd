/** The embedded store: one SQLite file. This side batches and asks; the work is done in two threads. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { dayOf, pack, WIDTH, type Cell } from './row.js';
import { StoreBusy, type DayStats, type Outcome, type Store, type StoredEvent, type StoredRow, type ValueDay, type ValueStats } from './store.js';
import { openThread } from './thread.js';

export interface SqliteOptions {
  /** events that may wait for a commit; past it `insert` throws StoreBusy */
  queue?: number;
  /** told when one of its threads has died: nothing can be stored any more */
  onLost?(error: Error): void;
}

const OUTCOMES: readonly Outcome[] = ['new', 'completed', 'duplicate'];
/** Events of one commit: a commit of this size takes tens of milliseconds. */
const MOST = 5000;
/** Rows deleted in one transaction. */
const PIECE = 500;

interface Job {
  events: StoredEvent[];
  resolve(outcomes: Outcome[]): void;
  reject(error: Error): void;
}

export interface SqliteStore extends Store {
  /** Copies the store to a new file while it is in use. */
  backup(to: string): Promise<void>;
}

/**
 * Opens or makes the file and brings it to the present version.
 * @throws {Error} when it cannot be written to or was written by a newer collector
 */
export const openSqlite = async (file: string, options: SqliteOptions = {}): Promise<SqliteStore> => {
  const most = options.queue ?? 20_000;
  mkdirSync(dirname(file), { recursive: true });
  const script = new URL('./sqlite-thread.mjs', import.meta.url);
  const writer = await openThread(script, { file, mode: 'write' }, options.onLost);
  const reader = await openThread(script, { file, mode: 'read' }, options.onLost);

  let queue: Job[] = [];
  let waiting = 0;
  let running = false;

  /** Commits what queued up while the last commit ran: under load the batch grows by itself, and no timer adds delay. */
  const commit = async (): Promise<void> => {
    if (running) return;
    running = true;
    while (queue.length) {
      let size = 0;
      let taken = 0;
      const cells: Cell[] = [];
      while (taken < queue.length && size < MOST) {
        const job = queue[taken++] as Job;
        for (const event of job.events) pack(event, cells);
        size += job.events.length;
      }
      const jobs = queue.slice(0, taken);
      queue = queue.slice(taken);
      try {
        const codes = await writer.call<Uint8Array>('insert', JSON.stringify(cells));
        let at = 0;
        for (const job of jobs) job.resolve(job.events.map(() => OUTCOMES[codes[at++] ?? 0] as Outcome));
      } catch (error) {
        for (const job of jobs) job.reject(error as Error);
      }
      waiting -= cells.length / WIDTH;
    }
    running = false;
  };

  const remove = async (account: string, by: { visitor: string } | { before: number }, books: boolean): Promise<number> => {
    let removed = 0;
    let after = 0;
    for (;;) {
      const seqs = await reader.call<number[]>('find', account, by, after, PIECE);
      if (!seqs.length) break;
      after = seqs[seqs.length - 1] as number;
      removed += await writer.call<number>('remove', seqs, books);
    }
    return removed;
  };

  return {
    insert: (events) => {
      if (!events.length) return Promise.resolve([]);
      if (waiting + events.length > most) return Promise.reject(new StoreBusy('too many events wait to be stored', 2));
      waiting += events.length;
      return new Promise((resolve, reject) => {
        queue.push({ events, resolve, reject });
        void commit();
      });
    },
    missing: (ids) => writer.call('missing', ids),
    events: (query) => reader.call<StoredRow[]>('events', query),
    days: (account, sinceDay) => reader.call<DayStats[]>('days', account ?? null, sinceDay ?? null),
    values: (account, limit) => reader.call<ValueStats[]>('values', account ?? null, limit ?? 1000),
    valueDays: (type, sinceDay, account) => reader.call<ValueDay[]>('valueDays', type, sinceDay, account ?? null),
    expire: async (account, before) => {
      const removed = await remove(account, { before }, false);
      await writer.call('removeDays', account, dayOf(before));
      if (removed) await writer.call('wipe');
      return removed;
    },
    erase: async (account, visitor) => {
      const removed = await remove(account, { visitor }, true);
      if (removed) await writer.call('wipe');
      return removed;
    },
    health: () => writer.call('health'),
    backup: (to) => reader.call('backup', to),
    close: async () => {
      await writer.close();
      await reader.close();
    },
  };
};
