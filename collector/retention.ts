/** Deletes what is older than its account wants, an hour after an hour. */
import type { Logger } from 'pino';
import type { Store } from './store/store.js';

const DAY = 86_400_000;
const EVERY = 3_600_000;

/**
 * Deletes once, whole UTC days at a time.
 * @param daysOf days that an account's events are kept, or null for ever
 * @param now ms since 1970
 * @returns rows deleted
 */
export const expireAll = async (store: Store, daysOf: (account: string) => number | null, now: number): Promise<number> => {
  const limits = new Map<string, number>();
  for (const account of await store.accounts()) {
    const days = daysOf(account);
    if (days !== null) limits.set(account, Math.floor((now - days * DAY) / DAY) * DAY);
  }
  return limits.size ? store.expire(limits) : 0;
};

/** Deletes now and every hour. @returns what stops it, after a deletion that is under way */
export const startRetention = (
  store: Store,
  daysOf: (account: string) => number | null,
  log: Logger,
  now: () => number,
): (() => Promise<void>) => {
  let running = Promise.resolve();
  const run = (): void => {
    running = running
      .then(() => expireAll(store, daysOf, now()))
      .then(
        (deleted) => deleted && log.info({ deleted }, 'retention'),
        (error: unknown) => log.error({ err: error }, 'retention'),
      )
      .then(() => {});
  };
  run();
  const timer = setInterval(run, EVERY);
  timer.unref();
  return () => {
    clearInterval(timer);
    return running;
  };
};
