/**
 * What the owner approved, or refused, on the live page: a file of the configuration folder beside the account's own,
 * `content/<account>.json`, so that it travels with the rest of the configuration and can be edited by hand.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContentFile } from './file.js';

/** An entry that was found, with the owner's decision. */
export type Decided = ContentFile & { approved: boolean };

export interface Approved {
  read(account: string): Promise<Decided[]>;
  /** Adds or replaces the entry of that address. @throws {Error} when the folder cannot be written to; says what to do instead */
  decide(account: string, entry: Decided): Promise<void>;
}

/** @param dir the configuration folder */
export const openApproved = (dir: string): Approved => {
  const fileOf = (account: string): string => join(dir, 'content', account + '.json');
  /** One change at a time: two clicks in two tabs must not lose one another. */
  let last: Promise<unknown> = Promise.resolve();
  const read = async (account: string): Promise<Decided[]> => {
    let text: string;
    try {
      text = await readFile(fileOf(account), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
    const parsed: unknown = JSON.parse(text);
    if (!Array.isArray(parsed)) throw new Error(`${fileOf(account)}: a list of entries is expected`);
    return parsed as Decided[];
  };
  return {
    read,
    decide: (account, entry) => {
      const change = async (): Promise<void> => {
        const file = fileOf(account);
        const others = (await read(account)).filter(({ address }) => address !== entry.address);
        try {
          await mkdir(join(dir, 'content'), { recursive: true });
          // Written beside it and renamed: whoever reads in between reads the old list or the new one, never half of it.
          await writeFile(file + '.new', JSON.stringify([...others, entry], null, 2) + '\n');
          await rename(file + '.new', file);
        } catch (error) {
          throw new Error(
            `${file} cannot be written (${(error as Error).message}). Add the entry to "content" in ${join(dir, account + '.json')} instead.`,
          );
        }
      };
      const done = last.then(change);
      last = done.catch(() => {});
      return done;
    },
  };
};
