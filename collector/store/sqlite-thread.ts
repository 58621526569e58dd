/** Inside the store's threads: one owns the one writing connection, the other reads. */
import Database from 'better-sqlite3';
import { parentPort, workerData } from 'node:worker_threads';
import type { Cell } from './row.js';
import { migrate } from './schema.js';
import { openDeleter } from './sqlite-delete.js';
import { openInsert } from './sqlite-insert.js';
import { openReader } from './sqlite-read.js';

type Methods = Record<string, (...args: never[]) => unknown>;

const { file, mode } = workerData as { file: string; mode: 'write' | 'read' };

const writer = (): { db: Database.Database; methods: Methods } => {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  // An answered event is on the disk, not in a cache: every commit syncs.
  db.pragma('synchronous = FULL');
  db.pragma('cache_size = -65536');
  // Less often than every 4 MB: a checkpoint holds up the commit that it falls on.
  db.pragma('wal_autocheckpoint = 4000');
  // Erased means overwritten.
  db.pragma('secure_delete = ON');
  migrate(db);
  const insert = openInsert(db);
  const deleter = openDeleter(db);
  const has = db.prepare('SELECT 1 FROM events WHERE page = ? AND number = ?').pluck();
  const probe = db.transaction(() => db.pragma(`user_version = ${db.pragma('user_version', { simple: true })}`));
  return {
    db,
    methods: {
      insert: (cells: string) => insert.insert(JSON.parse(cells) as Cell[]),
      missing: (ids: [string, number][]) => ids.filter(([page, number]) => has.get(page, number) === undefined),
      remove: (seqs: number[], books: boolean) => {
        insert.forget();
        return deleter.remove(seqs, books);
      },
      removeDays: (account: string, day: string) => {
        insert.forget();
        deleter.removeDays(account, day);
      },
      wipe: () => deleter.wipe(),
      health: () => void probe.immediate(),
    },
  };
};

const reader = (): { db: Database.Database; methods: Methods } => {
  const db = new Database(file, { readonly: true });
  const read = openReader(db);
  return { db, methods: { ...read, backup: async (to: string) => void (await db.backup(to)) } };
};

const { db, methods } = mode === 'write' ? writer() : reader();

parentPort?.on('message', async ([id, name, args]: [number, string, never[]]) => {
  try {
    if (name === 'close') {
      db.close();
      parentPort?.postMessage([id, null]);
      parentPort?.close();
      return;
    }
    const method = methods[name];
    if (!method) throw new Error('no method ' + name);
    const result = method(...args);
    parentPort?.postMessage([id, null, result instanceof Promise ? await result : result]);
  } catch (error) {
    parentPort?.postMessage([id, error instanceof Error ? error.message : String(error)]);
  }
});
parentPort?.postMessage([0, null]);
