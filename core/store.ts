import type { Row } from './encode.js';

/**
 * Where rows wait until the collector is known to hold them: IndexedDB, because it alone survives a browser that is killed
 * a moment after the write (localStorage takes seconds to reach the disk), and because each row is its own record, so
 * that tabs never overwrite each other.
 */
export interface RowStore {
  /** @returns false when the rows were not taken: no database */
  _keep(rows: Row[]): boolean;
  _drop(rows: Row[]): void;
  /** Calls back with all rows, of all page views; with none when there is no database. */
  _rows(callback: (rows: Row[]) => void): void;
  _clear(): void;
}

/** @param ready called when the database is open, or will not open */
export const openStore = (ready: () => void): RowStore => {
  let db: IDBDatabase;

  /** One transaction, committed at once: a page that is being left aborts those it has not asked to commit. */
  const use = (mode: IDBTransactionMode, work: (table: IDBObjectStore) => unknown): unknown => {
    try {
      // Not there before it is open, and throws when it was closed or deleted.
      const transaction = db.transaction('o', mode);
      const result = work(transaction.objectStore('o')) || 1;
      transaction.commit?.();
      return result;
    } catch {}
    return;
  };
  try {
    const request = indexedDB.open('rtp', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('o', { keyPath: ['p', 'n'] });
    request.onsuccess = () => {
      db = request.result;
      ready();
    };
    request.onerror = ready;
  } catch {
    setTimeout(ready);
  }
  return {
    _keep: (rows) => !!use('readwrite', (table) => rows.map((row) => table.put(row))),
    _drop: (rows) => void use('readwrite', (table) => rows.map((row) => table.delete([row.p, row.n]))),
    _rows(callback) {
      const request = use('readonly', (table) => table.getAll()) as IDBRequest<Row[]> | undefined;
      if (request) {
        request.onsuccess = () => callback(request.result);
        request.onerror = () => callback([]);
      } else callback([]);
    },
    _clear: () => void use('readwrite', (table) => table.clear()),
  };
};
