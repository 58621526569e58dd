/** Which store: the one place that chooses. */
import { ConfigError } from '../config.js';
import { openPostgres } from './postgres/open.js';
import { checkDriver } from './sqlite/driver.js';
import { openSqlite } from './sqlite/open.js';
import type { Store } from './store.js';

export interface StoreOptions {
  /** events that may wait for a commit */
  queue: number;
  /** told when nothing can be stored any more; a start anew is needed */
  onLost?(error: Error): void;
  /** told what went wrong on no request's behalf */
  onError?(error: unknown): void;
}

/**
 * @param where path of the embedded database file, or postgres://… of one cluster
 * @throws {Error} when the store cannot be opened
 */
export const openStore = async (where: string, options: StoreOptions): Promise<Store> => {
  if (/^postgres(ql)?:\/\//.test(where)) {
    if (/,postgres(ql)?:\/\/|#/.test(where))
      throw new ConfigError(
        'RTP_STORE: the address of one cluster expected; several, with the visitors spread over them, were possible in 0.1.0 only: see "From several databases to one" in collector/README.md',
      );
    return openPostgres(where, options);
  }
  if (/^\w+:\/\//.test(where))
    throw new ConfigError('RTP_STORE: the path of a data file or postgres://user:password@host:port/database expected');
  checkDriver();
  return openSqlite(where, options);
};
