/**
 * `npx tsx e2e/bench/postgres.ts [events]`: what an event costs the PostgreSQL store, without HTTP: CPU of this process and of
 * the server, bytes on disk and in the log. One real server, durability on, no
 * standby; read the CPU, which other work on the machine hardly moves, before the rate, which it does.
 */
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { startPostgres } from '../../collector/testing/postgres.js';
import { openStore } from '../../collector/store/open.js';
import type { StoredEvent } from '../../collector/store/store.js';

const EVENTS = Number(process.argv[2] ?? 40_000);
/** Batches under way, each of this many events: what a busy collector hands over. */
const AT_ONCE = 4;
const BATCH = 100;
const NOON = Date.UTC(2026, 4, 10, 12);

/** Two page views a session of two events each beside the view, as the cluster suite has it. */
const batchOf = (n: number): StoredEvent[] =>
  Array.from({ length: BATCH }, (_, i) => {
    const index = n * BATCH + i;
    const view = Math.floor(index / 4);
    const number = (index % 4) + 1;
    return {
      page: `${NOON + view}${String((view * 7919) % 1e9).padStart(16, '0')}`,
      number,
      account: 'demo',
      visitor: `visitor${Math.floor(view / 4)}abcdefgh`,
      session: `session${Math.floor(view / 2)}abcdefgh`,
      type: number === 1 ? 'view' : 'event',
      value: number === 1 ? [] : ['product', 'shoes', `green ${(index + view) % 60}`],
      url: 'https://shop.example/shoes/green',
      referrer: 'https://search.example/?q=shoes',
      vars: null,
      at: NOON + view,
      age: 12,
      arrival: 'beacon',
      anonymous: false,
    };
  });

/** Fields of /proc/PID/stat from the third on; none when it has ended. */
const statOf = (pid: string): string[] => {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return line.slice(line.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
};
/** us of CPU that the server's processes have used: `postmaster` with its children, living and ended. A tick is 10 ms. */
const serverCpu = (postmaster: string): number => {
  const ticks = (stat: string[], ...fields: number[]): number => fields.reduce((sum, field) => sum + Number(stat[field] ?? 0), 0);
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(statOf)
    .filter((stat) => stat[1] === postmaster);
  return 10_000 * (ticks(statOf(postmaster), 11, 12, 13, 14) + children.reduce((sum, stat) => sum + ticks(stat, 11, 12), 0));
};

const server = await startPostgres();
const admin = new pg.Client(server.url());
await admin.connect();
const number = async (text: string): Promise<number> => Number((await admin.query<{ n: string }>(text)).rows[0]?.n);

const postmaster = statOf(String(await number('SELECT pg_backend_pid() AS n')))[1] ?? '';

console.log('| events/s | CPU here us/event | CPU of PostgreSQL us/event | bytes of log/event | bytes on disk/event |');
console.log('|---|---|---|---|---|');
await admin.query('CREATE DATABASE bench');
const size = (): Promise<number> => number(`SELECT pg_database_size('bench') AS n`);
const store = await openStore(server.url('bench'), { queue: 100_000 });
await store.insert(batchOf(-1));
const before = {
  size: await size(),
  log: await number(`SELECT pg_current_wal_lsn() - '0/0' AS n`),
  server: serverCpu(postmaster),
  here: process.cpuUsage(),
  at: performance.now(),
};
let next = 0;
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    while (next < EVENTS / BATCH) await store.insert(batchOf(next++));
  }),
);
const seconds = (performance.now() - before.at) / 1000;
const here = process.cpuUsage(before.here);
const each = (n: number): string => (n / EVENTS).toFixed(1);
const cells = [
  Math.round(EVENTS / seconds),
  each(here.user + here.system),
  each(serverCpu(postmaster) - before.server),
  each((await number(`SELECT pg_current_wal_lsn() - '0/0' AS n`)) - before.log),
  each((await size()) - before.size),
];
console.log(`| ${cells.join(' | ')} |`);
await store.close();
await admin.end();
await server.end();
