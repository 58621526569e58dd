/** The account files of a folder: read, checked, compiled, and read again when they change. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccountFile } from './account.js';
import { check, problemLine, type Problem } from './check.js';
import { compile } from './compile.js';
import { watchFolder } from './folder.js';
import { HOLDOUT } from '../../core/campaigns/config.js';
import type { FactsOf } from './facts.js';
import { openNetworks } from '../networks.js';
import { NO_FILE, type AccountNames, type AccountRules, type Accounts } from './port.js';
import { openClean } from './secrets.js';

/** Where the module says what it did. */
export interface AccountsLog {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

/** A file that cannot be used at the start, where there is no earlier one to keep. */
export class AccountError extends Error {}

interface Account {
  /** text of the file, to see whether it changed */
  text: string;
  file: AccountFile;
  rules: AccountRules;
  body: string;
  etag: string;
  names: AccountNames;
}

const ID = /^[\w.-]{1,64}$/;

const accountOf = (text: string, file: AccountFile): Account => {
  const { enabled = true, honourDnt = false, origins = null, retentionDays = null, exclude = [], segments = [], campaigns = [] } = file;
  const body = JSON.stringify(compile(file));
  return {
    text,
    file,
    rules: {
      enabled,
      honourDnt,
      origins,
      retentionDays,
      excludes: openNetworks(exclude),
      clean: openClean(file.stripParameters, file.keepParameters),
    },
    body,
    etag: createHash('sha256').update(body).digest('base64url').slice(0, 16),
    names: {
      segments: segments.map(({ id, name }) => ({ id, name })),
      campaigns: [
        ...campaigns.map(({ id, name }) => ({ id, name })),
        ...(file.holdout ? [{ id: HOLDOUT, name: 'Holdout: visitors who see no campaign' }] : []),
      ],
    },
  };
};

/**
 * @param dir folder of the files `<account>.json`; without it every account has the defaults
 * @param facts what the edge knows of a visitor
 * @throws {AccountError} when a file is wrong at the start; later the last good one stays in force
 */
export const openAccounts = async (dir: string, log: AccountsLog, facts: FactsOf): Promise<Accounts> => {
  const accounts = new Map<string, Account>();
  /** the text that was last refused for each account, so that it is said once */
  const refused = new Map<string, string>();

  const readOne = (name: string): Problem[] => {
    const id = name.slice(0, -'.json'.length);
    const text = readFileSync(join(dir, name), 'utf8');
    if (accounts.get(id)?.text === text || refused.get(id) === text) return [];
    if (!ID.test(id)) {
      refused.set(id, text);
      return [{ line: 1, column: 1, path: '', expected: "a file name of up to 64 letters, figures, '-', '_' and '.'", found: name }];
    }
    const { account, problems, warnings } = check(text);
    for (const warning of warnings) log.warn('warning: ' + problemLine(join(dir, name), warning));
    if (!account) {
      refused.set(id, text);
      return problems;
    }
    refused.delete(id);
    accounts.set(id, accountOf(text, account));
    return [];
  };

  /** @returns what is wrong, a line each */
  const readAll = (): string[] => {
    const names = readdirSync(dir).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
    const wrong: string[] = [];
    for (const name of names) {
      const before = accounts.get(name.slice(0, -5));
      const problems = readOne(name);
      wrong.push(...problems.map((problem) => problemLine(join(dir, name), problem)));
      if (problems.length && before) wrong.push(`${join(dir, name)}: the last good version stays in force`);
      if (before !== accounts.get(name.slice(0, -5)))
        log.info(`account ${name.slice(0, -5)} ${before ? 'changed' : 'read'}: ${join(dir, name)}`);
    }
    for (const id of accounts.keys())
      if (!names.includes(id + '.json')) {
        accounts.delete(id);
        log.info(`account ${id} has no file any more: the defaults hold`);
      }
    return wrong;
  };

  if (existsSync(dir)) {
    const wrong = readAll();
    if (wrong.length) throw new AccountError(wrong.join('\n'));
  } else log.warn(`${dir}: no such folder, so no account has a file until there is one`);
  const end = watchFolder(dir, {
    changed: () => {
      try {
        for (const line of readAll()) log.error(line);
      } catch (error) {
        // The folder, or a file of it, went while it was read: the next look sees what came of it.
        log.error(`${dir}: ${(error as Error).message}`);
      }
    },
    gone: () => log.warn(`${dir}: the folder is gone; what its files said stays in force until it is back`),
  });

  return {
    get: (id) => accounts.get(id)?.rules ?? NO_FILE,
    compiled: (id) => accounts.get(id),
    file: (id) => accounts.get(id)?.file,
    ids: () => [...accounts.keys()],
    tune: (id, campaign, shares) => {
      const account = accounts.get(id);
      if (!account) return;
      const campaigns = account.file.campaigns?.map((one) =>
        String(one.id) === campaign && one.groups
          ? { ...one, groups: one.groups.map((group, index) => ({ ...group, share: shares[index] ?? group.share })) }
          : one,
      );
      accounts.set(id, accountOf(account.text, { ...account.file, ...(campaigns ? { campaigns } : {}) }));
    },
    names: () => Object.fromEntries([...accounts].map(([id, { names }]) => [id, names])),
    facts,
    close() {
      end();
    },
  };
};
