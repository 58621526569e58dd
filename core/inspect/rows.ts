/** What waits in the browser, read without a trace: no database is made, and none is kept open. */
import type { Row } from '../encode.js';

/** The rows of all page views; none where there is no database. */
export const readWaiting = (): Promise<Row[]> =>
  new Promise((resolve) => {
    const none = (): void => resolve([]);
    try {
      const request = indexedDB.open('rtp');
      // There is none yet: the core makes it, with its table.
      request.onupgradeneeded = () => request.transaction?.abort();
      request.onerror = request.onblocked = none;
      request.onsuccess = () => {
        const db = request.result;
        try {
          const all = db.transaction('o').objectStore('o').getAll() as IDBRequest<Row[]>;
          all.onsuccess = () => resolve(all.result);
          all.onerror = none;
        } catch {
          none();
        }
        // It closes when the transaction has ended.
        db.close();
      };
    } catch {
      none();
    }
  });

/** Our keys in localStorage, and the characters under each. */
export const readKeys = (): [key: string, size: number][] => {
  try {
    return Object.keys(localStorage)
      .filter((key) => /^_rtp/.test(key))
      .map((key) => [key, ('' + localStorage[key]).length]);
  } catch {
    return [];
  }
};

/** The visitor's text in the cookie or in localStorage, read without writing it anew; '' for none. */
export const readWho = (): string => {
  try {
    const mirror = '' + (localStorage['_rtp'] || '');
    return mirror[0] === '0' ? mirror : /(?:^|; )_rtp=([^;]*)/.exec(document.cookie)?.[1] || mirror;
  } catch {
    return '';
  }
};
