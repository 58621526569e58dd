/** What the rest of the collector knows of the account files. */
import type { IncomingHttpHeaders } from 'node:http';
import type { AccountFile } from './account.js';
import { openClean, type Clean } from './secrets.js';

/** What an account's file lets in and keeps. */
export interface AccountRules {
  enabled: boolean;
  honourDnt: boolean;
  /** null: any */
  origins: string[] | null;
  retentionDays: number | null;
  /** whether what comes from this address is left out of the figures */
  excludes(address: string): boolean;
  /** makes an address or a referrer one that may be stored */
  clean: Clean;
}

/** What an account's file calls its segments and campaigns. */
export interface AccountNames {
  segments: { id: string | number; name: string }[];
  campaigns: { id: string | number; name: string }[];
}

/** The rules of an account without a file. */
export const NO_FILE: AccountRules = {
  enabled: true,
  honourDnt: false,
  origins: null,
  retentionDays: null,
  excludes: () => false,
  clean: openClean(),
};

/** The account files, as far as the rest needs them. */
export interface Accounts {
  get(account: string): AccountRules;
  /** the compiled configuration; undefined when the account has no file */
  compiled(account: string): { body: string; etag: string } | undefined;
  /** the file itself; undefined when the account has none */
  file(account: string): AccountFile | undefined;
  /** ids of the accounts that have a file */
  ids(): string[];
  /** puts shares (percent, in the order of the groups) in place of those of a campaign's file, until the file changes */
  tune(account: string, campaign: string, shares: number[]): void;
  names(): Record<string, AccountNames>;
  facts(headers: IncomingHttpHeaders): unknown;
  close(): unknown;
}

/** Where no folder of account files is read: every account is on, and has no campaign. */
export const noAccounts = (): Accounts => ({
  get: () => NO_FILE,
  compiled: () => undefined,
  file: () => undefined,
  ids: () => [],
  tune: () => {},
  names: () => ({}),
  facts: () => ({ location: { country: null, state: null, city: null }, org: null, industries: [], isp: null, abm: [] }),
  close: () => {},
});
