/** Which store: the one place that chooses. */
import type { Store } from './store.js';
import { ConfigError } from '../config.js';
import { openPostgres } from './postgres.js';
import { MOST_SHARDS } from './sharded-merge.js';
import { openSharded } from './sharded.js';
import { openSqlite } from './sqlite.js';

export interface StoreOptions {
  /** events that may wait for a commit */
  queue: number;
  /** told when nothing can be stored any more; a start anew is needed */
  onLost?(error: Error): void;
  /** told what went wrong on no request's behalf */
  onError?(error: unknown): void;
}

/**
 * Reads `postgres://…,postgres://…#2026-12-01T03:00:00Z`: addresses joined by commas, each with the moment from which on page
 * views may belong to it.
 * @throws {ConfigError} when the first has such a moment, a later one has none or one before that of the one ahead of it, or
 *   there are too many
 */
export const readAddresses = (where: string): { url: string; since: number }[] => {
  const list = where.split(/,(?=postgres(?:ql)?:\/\/)/).map((one) => {
    const [url = '', moment] = one.split('#');
    return { url, since: moment === undefined ? 0 : Date.parse(moment) };
  });
  if (list.some(({ since }, n) => !(since >= (list[n - 1]?.since ?? 0))) || list[0]?.since) {
    throw new ConfigError(
      'RTP_STORE: #moment: an ISO time from which on page views may belong to that address, on those that came later, none before that of the address ahead of it',
    );
  }
  if (list.length > MOST_SHARDS) throw new ConfigError(`RTP_STORE: at most ${MOST_SHARDS} addresses`);
  return list;
};

const openSeveral = async (list: readonly { url: string; since: number }[], options: StoreOptions): Promise<Store> => {
  const opened = await Promise.allSettled(
    list.map(({ url, since }, position) => openPostgres(url, { queue: options.queue, place: { position, since, shards: list.length } })),
  );
  const shards = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = opened.find((one) => one.status === 'rejected');
  try {
    if (failed) throw failed.reason;
    return await openSharded(
      shards,
      list.map(({ since }) => since),
      { queue: options.queue, ...(options.onError ? { onError: options.onError } : {}) },
    );
  } catch (error) {
    await Promise.all(shards.map((one) => one.close()));
    throw error;
  }
};

/**
 * @param where path of the embedded database file, or postgres://…, or several of these joined by commas
 * @throws {Error} when the store cannot be opened
 */
export const openStore = async (where: string, options: StoreOptions): Promise<Store> => {
  if (/^postgres(ql)?:\/\//.test(where)) {
    const list = readAddresses(where);
    return list.length > 1 ? openSeveral(list, options) : openPostgres(where, { queue: options.queue });
  }
  if (/^\w+:\/\//.test(where))
    throw new ConfigError('RTP_STORE: the path of a data file or postgres://user:password@host:port/database expected');
  return openSqlite(where, options);
};
