/** Which store: the one place that chooses. */
import type { Store } from './store.js';
import { ConfigError } from '../config.js';
import { openPostgres } from './postgres.js';
import { openSqlite } from './sqlite.js';

export interface StoreOptions {
  /** events that may wait for a commit */
  queue: number;
  /** told when nothing can be stored any more; a start anew is needed */
  onLost?(error: Error): void;
}

/**
 * @param where path of the embedded database file, or postgres://…
 * @throws {Error} when the store cannot be opened
 */
export const openStore = async (where: string, options: StoreOptions): Promise<Store> => {
  if (/^postgres(ql)?:\/\//.test(where)) return openPostgres(where, { queue: options.queue });
  if (/^\w+:\/\//.test(where)) throw new ConfigError('RTP_STORE: the path of a data file or postgres://user:password@host:port/database expected');
  return openSqlite(where, options);
};
