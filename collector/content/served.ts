/**
 * The file of recommendations that browsers fetch, made from the account's content and its counts and renewed while it is asked
 * for. It names no visitor and is the same for all of them.
 */
import type { Accounts } from '../accounts/port.js';
import type { Store } from '../store/store.js';
import type { Approved } from './approved.js';
import { compileContent } from './compile.js';
import { readCounts } from './counts.js';

/** ms after which the counts are read again. */
const RENEWED = 300_000;
/** Accounts whose file is kept in memory; the oldest goes first. */
const KEPT = 1000;

export interface ServedContent {
  /** The file as JSON; undefined where the account has no file, and so no content. */
  of(account: string): Promise<string | undefined>;
  /** Makes the file anew at the next request, because the owner has decided something. */
  forget(account: string): void;
}

export interface ServedParts {
  accounts: Accounts;
  approved: Approved;
  store: Store;
  /** ms since 1970 */
  now(): number;
}

export const openServed = ({ accounts, approved, store, now }: ServedParts): ServedContent => {
  const made = new Map<string, { at: number; etag: string; body: Promise<string> }>();
  return {
    async of(account) {
      const file = accounts.file(account);
      if (!file) return undefined;
      const etag = accounts.compiled(account)?.etag ?? '';
      const known = made.get(account);
      if (known?.etag === etag && now() - known.at < RENEWED) return known.body;
      const make = async (): Promise<string> => {
        const counts = await readCounts(store, account, file.recommendFor ?? 'clicks', now());
        return JSON.stringify(compileContent(file, await approved.read(account), counts));
      };
      // One reading for all who ask meanwhile; a failure is tried again by the next request.
      const body = make().catch((error: unknown) => {
        made.delete(account);
        throw error;
      });
      made.delete(account);
      made.set(account, { at: now(), etag, body });
      const [oldest] = made.keys();
      if (made.size > KEPT && oldest !== undefined) made.delete(oldest);
      return body;
    },
    forget: (account) => void made.delete(account),
  };
};
