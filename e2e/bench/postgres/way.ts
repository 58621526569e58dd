import type { StoredEvent } from '../../../collector/store/store.js';

/** A way to store and to expire, on a database of its own. */
export interface Way {
  name: string;
  insert(events: StoredEvent[]): Promise<unknown>;
  /** deletes what is older than `before`, ms since 1970 */
  expire(account: string, before: number): Promise<unknown>;
  close(): Promise<void>;
}
