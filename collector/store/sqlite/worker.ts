/** Inside the store's threads: one owns the one writing connection, the other reads. */
import type { Database } from 'better-sqlite3';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { WIDTH, type Cell } from './row.js';
import { migrate } from './schema.js';
import { openDeleter } from './delete.js';
import { openDatabase } from './driver.js';
import { openInsert } from './insert.js';
import { openIntact } from './intact.js';
import { openReader } from './read.js';
import { openTotals } from './totals.js';

type Methods = Record<string, (...args: never[]) => unknown>;
type Call = [id: number, name: string, args: never[]];

/** Events of one commit: a commit of this size takes tens of milliseconds. */
const MOST = 5000;

const { file, mode } = workerData as { file: string; mode: 'write' | 'read' };

const writer = (): { db: Database; methods: Methods } => {
  const db = openDatabase(file);
  db.pragma('journal_mode = WAL');
  // An answered event is on the disk, not in a cache: every commit syncs.
  db.pragma('synchronous = FULL');
  db.pragma('cache_size = -65536');
  // A checkpoint holds up the commit that it falls on, now and then by a quarter of a second: the reading thread does it.
  db.pragma('wal_autocheckpoint = 0');
  // Erased means overwritten.
  db.pragma('secure_delete = ON');
  migrate(db);
  const insert = openInsert(db);
  const deleter = openDeleter(db);
  const has = db.prepare('SELECT 1 FROM events WHERE page = ? AND number = ?').pluck();
  const probe = db.transaction(() => db.pragma(`user_version = ${db.pragma('user_version', { simple: true })}`));
  // Its first commit makes the log.
  probe.immediate();
  const intact = openIntact(file);
  return {
    db,
    methods: {
      // Looked at after the commit and before the answer.
      insert: (cells: Cell[]) => {
        const codes = insert.insert(cells);
        intact();
        return codes;
      },
      missing: (ids: [string, number][]) => {
        intact();
        return ids.filter(([page, number]) => has.get(page, number) === undefined);
      },
      remove: (seqs: number[], books: boolean) => {
        insert.forget();
        return deleter.remove(seqs, books);
      },
      removeDays: (account: string, day: string) => {
        insert.forget();
        deleter.removeDays(account, day);
      },
      wipe: () => deleter.wipe(),
      // The few pages written while the reading thread copied the others: with all of them copied the log starts anew.
      checkpoint: () => void db.pragma('wal_checkpoint(PASSIVE)'),
      health: () => {
        probe.immediate();
        intact();
      },
    },
  };
};

const reader = (): { db: Database; methods: Methods } => {
  const db = openDatabase(file, { readonly: true });
  const read = { ...openReader(db), ...openTotals(db) };
  // Writes nothing but what is in the log already, and only when told: never beside the writer's own checkpoint.
  const copier = openDatabase(file);
  const checkpoint = (): number => {
    const [{ log, checkpointed }] = copier.pragma('wal_checkpoint(PASSIVE)') as [{ log: number; checkpointed: number }];
    return log - checkpointed;
  };
  const close = db.close.bind(db);
  db.close = () => {
    copier.close();
    return close();
  };
  /** By a connection of its own: this one would look at the pages that it remembers. */
  const check = (): string => {
    const fresh = openDatabase(file, { readonly: true });
    try {
      return String(fresh.pragma('quick_check(1)', { simple: true }));
    } finally {
      fresh.close();
    }
  };
  return { db, methods: { ...read, checkpoint, check } };
};

const codeOf = (error: unknown): string | undefined => (error as { code?: string }).code;

const answer = (id: number, error: unknown, result?: unknown): void =>
  parentPort?.postMessage(
    error === null ? [id, null, result] : [id, error instanceof Error ? error.message : String(error), undefined, codeOf(error)],
  );

/** What kept it from starting is said like any other answer: an error of the driver's own kind does not pass between threads. */
const opened = ((): ReturnType<typeof writer> | undefined => {
  try {
    return mode === 'write' ? writer() : reader();
  } catch (error) {
    answer(0, error);
    return undefined;
  }
})();
const { db, methods } = opened ?? { db: undefined, methods: {} as Methods };

const run = async ([id, name, args]: Call): Promise<void> => {
  try {
    if (name === 'close') {
      db?.close();
      answer(id, null);
      parentPort?.close();
      return;
    }
    const method = methods[name];
    if (!method) throw new Error('no method ' + name);
    const result = method(...args);
    answer(id, null, result instanceof Promise ? await result : result);
  } catch (error) {
    answer(id, error);
  }
};

/** All that came while the last commit ran is the next commit: under load it grows by itself, and no timer adds delay. */
const insertAll = (calls: Call[]): void => {
  try {
    const parts = calls.map(([, , [cells]]) => JSON.parse(cells ?? '[]') as Cell[]);
    const codes = (methods.insert as (cells: Cell[]) => Uint8Array)(parts.length === 1 ? (parts[0] as Cell[]) : parts.flat());
    let at = 0;
    calls.forEach(([id], i) => answer(id, null, codes.slice(at, (at += (parts[i]?.length ?? 0) / WIDTH))));
  } catch (error) {
    for (const [id] of calls) answer(id, error);
  }
};

parentPort?.on('message', (first: Call) => {
  for (let next: Call | undefined = first; next; ) {
    const inserts: Call[] = [];
    // A message carries what came in one turn of the event loop: its length is close enough to its events.
    for (
      let size = 0;
      next?.[1] === 'insert' && size < MOST * 300;
      next = (parentPort && receiveMessageOnPort(parentPort))?.message as Call | undefined
    ) {
      inserts.push(next);
      size += (next[2][0] as string).length;
    }
    if (inserts.length) insertAll(inserts);
    else {
      void run(next as Call);
      next = undefined;
    }
  }
});
if (opened) parentPort?.postMessage([0, null]);
else parentPort?.close();
