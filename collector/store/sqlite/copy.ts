/**
 * A copy of the data file while a collector writes to it: `VACUUM INTO`, one snapshot of whole commits, without the pages of
 * what was deleted. SQLite's online backup begins anew with every commit of another connection: under load it never ends.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { openDatabase } from './driver.js';

const sync = (path: string): void => {
  const handle = openSync(path, 'r');
  fsyncSync(handle);
  closeSync(handle);
};

/**
 * Copies, checks the copy, and only then gives it its name.
 * @param to a file that is not there yet
 * @returns bytes of the copy
 * @throws {Error} when the copy cannot be written or is damaged; nothing is left of it then
 */
export const copyStore = (file: string, to: string): number => {
  const part = to + '.part';
  rmSync(part, { force: true });
  const db = openDatabase(file, { readonly: true, fileMustExist: true });
  try {
    db.prepare('VACUUM INTO ?').run(part);
    const copy = openDatabase(part, { readonly: true });
    const [found, size] = [
      copy.pragma('integrity_check', { simple: true }),
      (copy.pragma('page_count', { simple: true }) as number) * (copy.pragma('page_size', { simple: true }) as number),
    ];
    copy.close();
    if (found !== 'ok') throw new Error(`the copy is damaged: ${String(found)}`);
    sync(part);
    renameSync(part, to);
    sync(dirname(to));
    return size;
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  } finally {
    db.close();
  }
};
