/**
 * `npx tsx e2e/bench/postgres.ts [--events 40000] [--rounds 3] [--rows 1000000]`: what an event costs the PostgreSQL store, without HTTP,
 * beside the way of version 0.1.0, in turns; then what it costs when that many rows expire. CPU is user and system of this process and
 * of all of the server's. One real server, durability on, no standby; read the CPU and the bytes, which other work on the machine hardly
 * moves, before the rate, which it does.
 */
import { parseArgs } from 'node:util';
import pg from 'pg';
import { openPostgres } from '../../collector/store/postgres/open.js';
import { startPostgres } from '../../collector/testing/postgres.js';
import { openMeter, type Cost } from './postgres/cost.js';
import { openOldWay } from './postgres/old-way.js';
import { batchOf } from './postgres/traffic.js';
import type { Way } from './postgres/way.js';

const { values: given } = parseArgs({
  options: {
    events: { type: 'string', default: '40000' },
    rounds: { type: 'string', default: '3' },
    rows: { type: 'string', default: '1000000' },
  },
});
const EVENTS = Number(given.events);
const ROUNDS = Number(given.rounds);
const ROWS = Number(given.rows);
/** Batches under way. */
const AT_ONCE = 4;
const DAY = 86_400_000;

const server = await startPostgres();
const admin = new pg.Client(server.url());
await admin.connect();
const measure = await openMeter(admin);
/** All of one day, so that it goes as one. */
const today = Math.floor(Date.now() / DAY) * DAY;

const openNewWay = async (url: string): Promise<Way> => {
  const store = await openPostgres(url, { queue: 100_000, patienceMs: 60_000, statementMs: 60_000 });
  return {
    name: 'one call a batch',
    insert: (events) => store.insert(events),
    expire: (account, before) => store.expire(new Map([[account, before]])),
    close: () => store.close(),
  };
};
const ways = await Promise.all(
  [openOldWay, openNewWay].map(async (open) => {
    const database = await server.fresh();
    return { database, way: await open(server.url(database)), stored: 0 };
  }),
);
type One = (typeof ways)[number];

const store = (one: One, size: number, events: number): Promise<Cost> =>
  measure(one.database, async () => {
    const end = one.stored + events;
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (one.stored < end) {
          const n = one.stored / size;
          one.stored += size;
          await one.way.insert(batchOf(today, size, n));
        }
      }),
    );
  });
const median = (numbers: number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
const line = (...cells: (string | number)[]): void => console.log(`| ${cells.join(' | ')} |`);
const print = (one: One, size: number, costs: Cost[], events: number): void => {
  const each = (pick: (cost: Cost) => number): string => (median(costs.map(pick)) / events).toFixed(1);
  const rate = Math.round(events / median(costs.map((cost) => cost.seconds)));
  line(
    one.way.name,
    size,
    rate,
    each((c) => c.here),
    each((c) => c.server),
    each((c) => c.log),
    each((c) => c.disk),
  );
};

console.log(`${ROUNDS} rounds of ${EVENTS} events in batches of 100, the ways in turns, medians; then ${ROWS} rows in batches of 1,000.\n`);
line('way', 'batch', 'events/s', 'CPU here us/event', 'CPU of PostgreSQL us/event', 'bytes of log/event', 'bytes on disk/event');
line(...Array<string>(7).fill('---'));
for (const one of ways) await store(one, 100, 2000);
const rounds = new Map(ways.map((one) => [one, [] as Cost[]]));
for (let round = 0; round < ROUNDS; round++)
  for (const one of round % 2 ? [...ways].reverse() : ways) rounds.get(one)?.push(await store(one, 100, EVENTS));
for (const [one, costs] of rounds) print(one, 100, costs, EVENTS);
for (const one of ways) {
  one.stored = Math.ceil(one.stored / 1000) * 1000;
  const rows = Math.max(1000, ROWS - one.stored);
  print(one, 1000, [await store(one, 1000, rows)], rows);
}

console.log(`\n${ROWS} rows expire, all of one day:\n`);
line('way', 's', 'CPU of PostgreSQL s', 'MB of log', 'MB of the disk back');
line(...Array<string>(5).fill('---'));
for (const one of ways) {
  const cost = await measure(one.database, () => one.way.expire('demo', today + DAY));
  const { rows } = await new pg.Pool({ connectionString: server.url(one.database), max: 1, allowExitOnIdle: true }).query(
    'SELECT 1 FROM events LIMIT 1',
  );
  if (rows.length) throw new Error(`${one.way.name}: not all of it went`);
  line(one.way.name, cost.seconds.toFixed(1), (cost.server / 1e6).toFixed(1), (cost.log / 1e6).toFixed(2), Math.round(-cost.disk / 1e6));
  await one.way.close();
}
await admin.end();
await server.end();
