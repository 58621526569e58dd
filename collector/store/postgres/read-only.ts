/** A database as it is, also of 0.1.0 and also one of several: nothing is changed, and only its events are read. */
import pg from 'pg';
import { connectionOf } from './link.js';
import { events } from './read.js';
import type { Store } from '../store.js';

/** @param url postgres://user:password@host:port/database */
export const readOnly = (url: string): Pick<Store, 'events' | 'close'> => {
  const pool = new pg.Pool({ ...connectionOf(url, 60_000), max: 2 });
  pool.on('error', () => {});
  return { events: (query) => events(pool, query), close: () => pool.end() };
};
