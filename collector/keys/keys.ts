/**
 * Write-only keys, with which a site's own servers send events of one account. They stand in the configuration folder,
 * `keys/<account>.json`, so that collectors side by side know the same ones; only their hashes do. A key is shown once, when it is made.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A key as it is kept. */
export interface KeptKey {
  /** its first characters, by which people tell keys apart */
  id: string;
  /** what it is for, in the owner's words */
  name: string;
  /** SHA-256 of the whole key, in hex: a key is random, so its hash gives nothing away */
  hash: string;
  /** ISO times */
  made: string;
  revoked?: string;
}

export interface Keys {
  /** @returns the key's text, which is told this once @throws {Error} when the folder cannot be written to */
  make(account: string, name: string): Promise<{ key: string; kept: KeptKey }>;
  list(account: string): Promise<KeptKey[]>;
  /** @returns whether there was such a key, not yet revoked */
  revoke(account: string, id: string): Promise<boolean>;
  /** @returns the account that the key may write to, or undefined */
  accountOf(key: string): Promise<string | undefined>;
}

/** 24 random bytes: 192 bits. */
const SECRET = 24;
const ID = 8;
/** The secret has no underscore, so the account (which may have some) ends at the last one. */
const KEY = /^rtp_([0-9A-Za-z][0-9A-Za-z._-]{0,63})_([\da-f]{48})$/;

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');
const same = (one: string, other: string): boolean => one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

/**
 * @param dir the configuration folder
 * @param now ms since 1970
 */
export const openKeys = (dir: string, now: () => number = Date.now): Keys => {
  const folder = join(dir, 'keys');
  const fileOf = (account: string): string => join(folder, account + '.json');
  /** What was read last, good for as long as the file is the same one: a key revoked elsewhere holds no longer. */
  const known = new Map<string, { stamp: string; keys: KeptKey[] }>();
  let last: Promise<unknown> = Promise.resolve();

  const list = async (account: string): Promise<KeptKey[]> => {
    try {
      const { mtimeMs, size, ino } = await stat(fileOf(account));
      const stamp = [mtimeMs, size, ino].join();
      const before = known.get(account);
      if (before?.stamp === stamp) return before.keys;
      const keys = JSON.parse(await readFile(fileOf(account), 'utf8')) as KeptKey[];
      if (!Array.isArray(keys)) throw new Error(`${fileOf(account)}: a list of keys is expected`);
      known.set(account, { stamp, keys });
      return keys;
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
      throw error;
    }
  };
  /** One change at a time, written beside the file and renamed, so that nobody reads half of one. */
  const change = <T>(account: string, edit: (keys: KeptKey[]) => T): Promise<T> => {
    const done = last.then(async () => {
      const keys = (await list(account)).map((key) => ({ ...key }));
      const result = edit(keys);
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(fileOf(account) + '.new', JSON.stringify(keys, null, 2) + '\n', { mode: 0o600 });
        await rename(fileOf(account) + '.new', fileOf(account));
      } catch (error) {
        throw new Error(
          `${fileOf(account)} cannot be written: ${(error as Error).message}. Give the collector the right to write to ${folder}.`,
        );
      }
      return result;
    });
    last = done.catch(() => {});
    return done;
  };
  return {
    list,
    make: (account, name) =>
      change(account, (keys) => {
        const secret = randomBytes(SECRET).toString('hex');
        const key = `rtp_${account}_${secret}`;
        const kept: KeptKey = { id: secret.slice(0, ID), name, hash: hashOf(key), made: new Date(now()).toISOString() };
        keys.push(kept);
        return { key, kept };
      }),
    revoke: (account, id) =>
      change(account, (keys) => {
        const found = keys.find((key) => key.id === id && !key.revoked);
        if (found) found.revoked = new Date(now()).toISOString();
        return found !== undefined;
      }),
    async accountOf(key) {
      const [, account] = KEY.exec(key) ?? [];
      if (account === undefined) return undefined;
      const hash = hashOf(key);
      const found = (await list(account)).find((one) => same(one.hash, hash));
      return found && !found.revoked ? account : undefined;
    },
  };
};
