/** What the disk gives: writes of 8 kB, each synced, as a commit is. */
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** @param dir a folder of the disk that the store is on @param ms how long @returns syncs a second */
export const fsyncRate = (dir: string, ms: number): number => {
  const file = join(dir, 'fsync');
  const handle = openSync(file, 'w');
  const block = Buffer.alloc(8192, 1);
  const began = performance.now();
  let n = 0;
  for (; performance.now() < began + ms; n++) {
    writeSync(handle, block, 0, block.length, (n % 512) * block.length);
    fdatasyncSync(handle);
  }
  const rate = n / ((performance.now() - began) / 1000);
  closeSync(handle);
  rmSync(file);
  return rate;
};
