import type { Row } from './encode.js';

/**
 * Where rows wait until the collector is known to hold them: IndexedDB, because it alone survives a browser that is killed
 * a moment after the write (localStorage takes seconds to reach the disk), and because each row is its own record, so
 * that tabs never overwrite each other. What stubs leave waits in localStorage, one key a page view. Nothing here throws: where storage is blocked nothing is kept.
 */
let db: IDBDatabase;

/** @param ready called when the database is open, or will not open; not where there is no storage at all */
export const openStore = (ready: () => void): void => {
  try {
    const request = indexedDB.open('rtp', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('o', { keyPath: ['p', 'n'] });
    request.onsuccess = () => {
      db = request.result;
      ready();
    };
    request.onerror = ready;
  } catch {}
};

/** One transaction, committed at once: a page that is being left aborts those it has not asked to commit. */
const use = (work: (table: IDBObjectStore) => unknown): unknown => {
  try {
    // Not there before it is open, and throws when it was closed or deleted.
    const transaction = db.transaction('o', 'readwrite');
    const result = work(transaction.objectStore('o'));
    transaction.commit?.();
    return result || 1;
  } catch {}
  return;
};

/** @returns whether there is a database */
export const keepRows = (rows: Row[]): unknown => use((table) => rows.map((row) => table.put(row)));

export const dropRows = (rows: Row[]): void => void use((table) => rows.map((row) => table.delete([row.p, row.n])));

/** Calls back with all rows, of all page views; with none when there is no database. */
export const readRows = (callback: (rows: Row[]) => void): void => {
  const request = use((table) => table.getAll()) as IDBRequest<Row[]> | undefined;
  if (request) request.onsuccess = () => callback(request.result);
  else callback([]);
};

/** Keys that page views left in localStorage. */
export const readLeft = (): string[] => {
  try {
    return Object.keys(localStorage).filter((key) => /^_rtpq\d/.test(key));
  } catch {
    return [];
  }
};

export const forgetLeft = (key: string): void => {
  try {
    delete localStorage[key];
  } catch {}
};

/** Forgets everything. */
export const clearStore = (): void => {
  use((table) => table.clear());
  readLeft().map(forgetLeft);
};
