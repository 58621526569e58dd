/**
 * Changes of a folder of files: heard from the system at once, and looked for every few seconds as well. The system's word is
 * about the folder that was there at the start: it says nothing of one that takes its place (rsync, git, a ConfigMap), of one
 * that comes later, of files behind links, or on a network's disk.
 */
import { watch, type FSWatcher } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** ms between two looks, and for an editor that writes a file in several steps. */
const EVERY = 2000;
const SETTLE = 60;

/** @returns what the folder looks like now; undefined when it is not there */
const stateOf = async (dir: string): Promise<{ folder: string; files: string } | undefined> => {
  try {
    const own = await stat(dir);
    const names = (await readdir(dir)).filter((name) => name.endsWith('.json')).sort();
    const files = await Promise.all(
      names.map((name) =>
        stat(join(dir, name)).then(
          ({ dev, ino, size, mtimeMs }) => [name, dev, ino, size, mtimeMs].join(':'),
          () => name,
        ),
      ),
    );
    return { folder: `${own.dev}:${own.ino}`, files: files.join('\n') };
  } catch {
    return undefined;
  }
};

export interface FolderParts {
  /** the folder is there, and something in it may have changed */
  changed(): void;
  /** it was there, and is no more */
  gone(): void;
}

/** @returns what ends it */
export const watchFolder = (dir: string, { changed, gone }: FolderParts): (() => void) => {
  let watcher: FSWatcher | undefined;
  let settle: NodeJS.Timeout | undefined;
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  let folder = '';
  let files = '';

  const listen = (): void => {
    watcher?.close();
    watcher = undefined;
    try {
      watcher = watch(dir, () => {
        clearTimeout(settle);
        settle = setTimeout(changed, SETTLE);
      });
      // The looks go on.
      watcher.on('error', () => watcher?.close());
      watcher.unref();
    } catch {}
  };
  const look = async (first: boolean): Promise<void> => {
    const now = await stateOf(dir);
    if (ended) return;
    if (now && now.folder !== folder) listen();
    // What came between the reading at the start and the first look was heard by nobody; to read the same again costs little.
    if (now && (first || now.folder !== folder || now.files !== files)) changed();
    if (!now && folder) gone();
    folder = now?.folder ?? '';
    files = now?.files ?? '';
    timer = setTimeout(() => void look(false), EVERY);
    timer.unref();
  };
  listen();
  void look(true);
  return () => {
    ended = true;
    clearTimeout(settle);
    clearTimeout(timer);
    watcher?.close();
  };
};
