/** The large file: made once through the store, kept in the system's folder for temporary files, copied for each run. */
import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MIGRATIONS } from '../../../collector/store/sqlite/schema.js';
import { openSqlite } from '../../../collector/store/sqlite/open.js';
import { eventAt } from './traffic.js';

const BATCH = 1000;
const DAY = 86_400_000;

export interface Made {
  /** a copy that the run may change */
  file: string;
  bytes: number;
  /** us of CPU an event while it was made; null where it was there already */
  cpu: number | null;
  end(): Promise<void>;
}

/** @param rows how many; the last of them is of this UTC day's first ms, so that a kept file serves all day */
export const make = async (rows: number): Promise<Made> => {
  const folder = join(tmpdir(), 'rtp-bench-size');
  await mkdir(folder, { recursive: true });
  const day = Math.floor(Date.now() / DAY) * DAY;
  const kept = join(folder, `${rows}-${day / DAY}-schema${MIGRATIONS.length}.db`);
  // Of another day: nobody asks for it any more, and it may be 2 GB.
  for (const name of await readdir(folder))
    if (name.startsWith(`${rows}-`) && !name.startsWith(`${rows}-${day / DAY}-`)) await rm(join(folder, name), { force: true });
  let cpu: number | null = null;
  if (!(await stat(kept).catch(() => null))) {
    const making = `${kept}.making-${process.pid}`;
    const store = await openSqlite(making);
    const before = process.cpuUsage();
    for (let n = 0; n < rows; n += BATCH)
      await store.insert(Array.from({ length: Math.min(BATCH, rows - n) }, (_, i) => eventAt(n + i, rows, day)));
    const { user, system } = process.cpuUsage(before);
    cpu = (user + system) / rows;
    await store.close();
    await rename(making, kept);
  }
  const { size: bytes } = await stat(kept);
  const file = join(folder, `run-${process.pid}.db`);
  await copyFile(kept, file);
  const end = async (): Promise<void> => {
    for (const suffix of ['', '-wal', '-shm']) await rm(file + suffix, { force: true });
  };
  return { file, bytes, cpu, end };
};
