/** Which store: the one place that chooses. */
import type { Store } from './store.js';
import { openSqlite } from './sqlite.js';

export interface StoreOptions {
  /** events that may wait for a commit */
  queue: number;
  /** told when nothing can be stored any more; a start anew is needed */
  onLost?(error: Error): void;
}

/**
 * @param where `postgres://…` for PostgreSQL, anything else is the path of the embedded database file
 * @throws {Error} when the store cannot be opened
 */
export const openStore = async (where: string, options: StoreOptions): Promise<Store> => {
  if (!/^postgres(ql)?:\/\//.test(where)) return openSqlite(where, options);
  const { openPostgres } = await import('./postgres.js');
  return openPostgres(where, options);
};
