/** Looks for damaged pages now and then: at most a hundredth of the time, and not on the way of the commits. */
import { statSync } from 'node:fs';

/** ms between two looks, at least; and how many times as long as a look took. */
const EVERY = 10_000;
const SPARSE = 100;
/** Bytes up to which a look is short enough for the thread that reads. */
const SHORT = 64 * 1024 * 1024;
/** ms that whoever asks waits for a look. */
const PATIENCE = 2000;

export interface Damage {
  /** an error that says so itself, as SQLite's SQLITE_CORRUPT */
  heard(error: unknown): void;
  /** @throws {Error} when pages are known to be damaged */
  check(): Promise<void>;
}

/** @param look what is wrong with the file, or 'ok'; `long` when it takes a thread of its own */
export const openDamage = (file: string, look: (long: boolean) => Promise<string>): Damage => {
  let found: string | undefined;
  let running: Promise<void> | undefined;
  let next = 0;
  const begin = async (): Promise<void> => {
    const start = performance.now();
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    try {
      const said = await look(size > SHORT);
      if (said !== 'ok') found = said;
    } catch (error) {
      found = (error as Error).message;
    }
    next = performance.now() + Math.max(EVERY, (performance.now() - start) * SPARSE);
    running = undefined;
  };
  return {
    heard: (error) => {
      const { code } = error as { code?: string };
      if (code?.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') found = (error as Error).message;
    },
    check: async () => {
      if (!running && performance.now() >= next) running = begin();
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([running, new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE)))]);
      clearTimeout(timer);
      if (found !== undefined) throw new Error(`the data file is damaged (${found}): stop the collector and restore a backup`);
    },
  };
};
