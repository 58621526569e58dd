/** Makes a folder and those above it. */
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Not by Node's own `recursive`, which tries for ever where the system refuses a folder as if the one above were missing (`/proc`,
 * some mounts): a start would hang without a word.
 * @throws {Error} as `mkdirSync`
 */
export const makeFolder = (path: string): void => {
  try {
    mkdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // On a read-only file system some say that before they look whether it is there.
    if (code !== 'ENOENT' && statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    makeFolder(dirname(path));
    mkdirSync(path);
  }
};
