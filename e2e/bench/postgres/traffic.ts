/** Events as a busy collector hands them over: two page views a session, four events a page view, sixty values. */
import type { StoredEvent } from '../../../collector/store/store.js';

/** @param start ms since 1970 of the first page view @param size events of a batch @param n number of the batch */
export const batchOf = (start: number, size: number, n: number): StoredEvent[] =>
  Array.from({ length: size }, (_, i) => {
    const index = n * size + i;
    const view = Math.floor(index / 4);
    const number = (index % 4) + 1;
    return {
      page: `${start + view}${String((view * 7919) % 1e9).padStart(16, '0')}`,
      number,
      account: 'demo',
      visitor: `${start + Math.floor(view / 4)}visitor`,
      session: `${start + Math.floor(view / 2)}session`,
      type: number === 1 ? 'view' : 'event',
      value: number === 1 ? [] : ['product', 'shoes', `green ${(index + view) % 60}`],
      url: 'https://shop.example/shoes/green',
      referrer: 'https://search.example/?q=shoes',
      vars: null,
      at: start + view,
      age: 12,
      arrival: 'beacon',
      anonymous: false,
    };
  });
