/** Whether the files that are open are still the ones that have the names: what is written to a deleted file is lost. */
import { statSync } from 'node:fs';

const idOf = (path: string): string => {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.dev}:${found.ino}` : '';
};

/**
 * @param file the data file, open and written to once, so that its log is there
 * @returns throws with a sentence when the file, its log or the log's index was moved, deleted or replaced
 */
export const openIntact = (file: string): (() => void) => {
  const known = [file, file + '-wal', file + '-shm'].map((path) => [path, idOf(path)] as const);
  return () => {
    for (const [path, id] of known)
      if (idOf(path) !== id)
        throw new Error(
          `${path} was moved, deleted or replaced while the collector has it open. Nothing is stored until it is back or the collector is started anew.`,
        );
  };
};
