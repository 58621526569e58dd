import type { Row } from './encode.js';

/**
 * Where rows wait until the collector is known to hold them: IndexedDB, because it alone survives a browser that is killed
 * a moment after the write (localStorage takes seconds to reach the disk), and because each row is its own record, so
 * that tabs never overwrite each other. What stubs leave waits in localStorage, one key a page view. Nothing here throws: where storage is blocked nothing is kept.
 */
let db: IDBDatabase | undefined;
let opening: unknown;
let told: () => void;

/** What the page deletes or the browser closes is opened again when it is needed. */
const closed = (): void => {
  db?.close();
  opening = db = undefined;
  // What waits is in no database, until it is in the new one.
  told();
};

const open = (): void => {
  if (opening) return;
  try {
    const request = (opening = indexedDB.open('rtp', 1));
    request.onupgradeneeded = () => request.result.createObjectStore('o', { keyPath: ['p', 'n'] });
    request.onsuccess = () => {
      db = request.result;
      // `indexedDB.deleteDatabase` of a page that logs a visitor out waits until everybody has closed.
      db.onversionchange = db.onclose = closed;
      told();
    };
    request.onerror = told;
  } catch {
    opening = 1;
    told();
  }
};

/**
 * Opens the database in a task of its own: what is called as the core arrives is sent first.
 * @param ready called each time that it is open, and when it will not open; a browser may never say
 */
export const openStore = (ready: () => void): void => {
  told = ready;
  setTimeout(open);
};

/** One transaction, committed at once: a page that is being left aborts those it has not asked to commit. */
const use = (work: (table: IDBObjectStore) => unknown): unknown => {
  try {
    if (db) {
      const transaction = db.transaction('o', 'readwrite');
      const result = work(transaction.objectStore('o'));
      transaction.commit?.();
      return result;
    }
  } catch {}
  return;
};

/** Marks them when they are there for certain: WebKit drops what a page that is being left has asked for, committed or not. */
export const keepRows = (rows: Row[]): void => {
  // Closed meanwhile: it is opened when there is something to keep, and so not again for a visitor who opted out.
  rows.map((row) => (row.d = 0)).length && setTimeout(open);
  use((table) => rows.map((row) => (table.put(row).onsuccess = () => (row.d = 1))));
};

export const dropRows = (rows: Row[]): void => void use((table) => rows.map((row) => table.delete([row.p, row.n])));

/** Calls back with all rows, of all page views; with none when there is no database. */
export const readRows = (callback: (rows: Row[]) => void): void => {
  const request = use((table) => table.getAll()) as IDBRequest<Row[]> | undefined;
  // One that failed has no result (IndexedDB, 'the result getter').
  if (request) request.onsuccess = request.onerror = () => callback(request.result || []);
  else callback([]);
};

/** Keys under which page views may have left something: a random number's. The page's own `rtp1` is none. */
export const readLeft = (): string[] => {
  try {
    return Object.keys(localStorage).filter((key) => /^_rtpq\d/.test(key));
  } catch {}
  return [];
};

/** @param key one of those */
export const forgetLeft = (key: string): void => void delete localStorage[key];

/** Forgets everything. */
export const clearStore = (): void => {
  use((table) => table.clear());
  readLeft().map(forgetLeft);
};
