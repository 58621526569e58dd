/** What PostgreSQL and this process have used so far. */
import { readdirSync, readFileSync } from 'node:fs';
import type pg from 'pg';

/** Fields of /proc/PID/stat from the third on; none when it has ended. */
const statOf = (pid: string): string[] => {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return line.slice(line.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
};
/** us of CPU, user and system, that the server's processes have used: `postmaster` with its children, living and ended. A tick is 10 ms. */
const serverCpu = (postmaster: string): number => {
  const ticks = (stat: string[], ...fields: number[]): number => fields.reduce((sum, field) => sum + Number(stat[field] ?? 0), 0);
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(statOf)
    .filter((stat) => stat[1] === postmaster);
  return 10_000 * (ticks(statOf(postmaster), 11, 12, 13, 14) + children.reduce((sum, stat) => sum + ticks(stat, 11, 12), 0));
};

export interface Cost {
  seconds: number;
  /** us of CPU, user and system */
  here: number;
  server: number;
  /** bytes */
  log: number;
  disk: number;
}

/** @returns what measures `work` on a database. CPU of the server is that of all of it, so one thing at a time. */
export const openMeter = async (admin: pg.Client): Promise<(database: string, work: () => Promise<unknown>) => Promise<Cost>> => {
  const number = async (text: string): Promise<number> => Number((await admin.query<{ n: string }>(text)).rows[0]?.n);
  const postmaster = statOf(String(await number('SELECT pg_backend_pid() AS n')))[1] ?? '';
  const now = async (database: string): Promise<Cost> => {
    const here = process.cpuUsage();
    return {
      seconds: performance.now() / 1000,
      here: here.user + here.system,
      server: serverCpu(postmaster),
      log: await number(`SELECT pg_current_wal_insert_lsn() - '0/0' AS n`),
      disk: await number(`SELECT pg_database_size('${database}') AS n`),
    };
  };
  return async (database, work) => {
    // From a checkpoint on the first change of each page is logged as the whole page: all begin alike.
    await admin.query('CHECKPOINT');
    const before = await now(database);
    await work();
    const after = await now(database);
    return Object.fromEntries(Object.entries(after).map(([key, value]) => [key, value - before[key as keyof Cost]])) as unknown as Cost;
  };
};
