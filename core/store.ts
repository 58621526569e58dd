import { quote } from './json.js';
import type { Row } from './encode.js';

/**
 * Where rows wait until the collector is known to hold them. IndexedDB, because it alone survives a browser that is
 * killed a moment after the write (localStorage takes seconds to reach the disk); localStorage, in one key a page view so that
 * tabs never overwrite each other, while the database is not open or cannot be opened.
 */
export interface RowStore {
  /** Keeps rows; `all` are this page view's unconfirmed ones. Never throws: what cannot be kept stays in memory. */
  _keep(rows: Row[], all: Row[]): void;
  /** Forgets rows. */
  _drop(rows: Row[], all: Row[]): void;
  /** Calls back with the rows in the database, of all page views. */
  _rows(callback: (rows: Row[]) => void): void;
  /** Keys and texts in localStorage that stubs and cores of other page views left. */
  _left(): [key: string, text: string][];
  _forget(key: string): void;
  /** Forgets everything. */
  _clear(): void;
}

/**
 * @param key this page view's key in localStorage
 * @param ready called when the database is open, or will not open
 */
export const openStore = (key: string, ready: () => void): RowStore => {
  let db: IDBDatabase | undefined;
  let mirrored = 1;

  /** One transaction, committed at once: a page that is being left aborts those it has not asked to commit. */
  const use = <T>(mode: IDBTransactionMode, work: (rows: IDBObjectStore) => T): T => {
    // Undefined until it is open: the error is the caller's to catch.
    const transaction = (db as IDBDatabase).transaction('o', mode);
    const result = work(transaction.objectStore('o'));
    transaction.commit?.();
    return result;
  };
  const mirror = (all: Row[]): void => {
    try {
      mirrored = all.length;
      if (mirrored)
        localStorage[key] = '[' + all.map((row) => '{"p":"' + row.p + '","n":' + row.n + ',"t":' + row.t + ',"m":0,"h":' + quote(row.h) + ',"e":' + quote(row.e) + '}').join(',') + ']';
      else localStorage.removeItem(key);
    } catch {}
  };
  const store: RowStore = {
    _keep(rows, all) {
      try {
        use('readwrite', (table) => rows.map((row) => table.put(row)));
        if (mirrored) mirror([]);
      } catch {
        mirror(all);
      }
    },
    _drop(rows, all) {
      try {
        use('readwrite', (table) => rows.map((row) => table.delete([row.p, row.n])));
      } catch {
        if (mirrored) mirror(all);
      }
    },
    _rows(callback) {
      try {
        const request = use('readonly', (table) => table.getAll());
        request.onsuccess = () => callback(request.result as Row[]);
        request.onerror = () => callback([]);
      } catch {
        callback([]);
      }
    },
    _left() {
      try {
        return Object.entries(localStorage as unknown as Record<string, string>).filter(([name]) => /^rtp\d/.test(name) && name !== key);
      } catch {
        return [];
      }
    },
    _forget(name) {
      try {
        localStorage.removeItem(name);
      } catch {}
    },
    _clear() {
      try {
        use('readwrite', (table) => table.clear());
      } catch {}
      mirror([]);
      for (const [name] of store._left()) store._forget(name);
    },
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
    ready();
  }
  return store;
};
