/**
 * `npm run bench:size [-- --rows 5000000] [--migration]`: what the embedded file answers, and how soon, when it has held 50 accounts for 400
 * days. Without HTTP: what the routes ask the store for, and the JSON that they send. The file is made through the store and kept in the
 * system's folder for temporary files. With `--migration` also how long such a file of the first release takes to be brought forward. Other
 * work on the machine moves every time; bytes are exact.
 */
import { parseArgs } from 'node:util';
import { exportLines } from '../../collector/http/operator/export.js';
import { overview } from '../../collector/http/operator/overview.js';
import { readRange } from '../../collector/http/operator/range.js';
import { stats } from '../../collector/http/operator/stats.js';
import { openSqlite } from '../../collector/store/sqlite/open.js';
import { takeBack } from '../../collector/testing/first-release.js';
import { make } from './size/make.js';
import { eventAt, SMALL } from './size/traffic.js';
import { median, print, quantile, type Row } from './table.js';

const { values: given } = parseArgs({
  options: {
    rows: { type: 'string', default: '5000000' },
    seconds: { type: 'string', default: '15' },
    migration: { type: 'boolean', default: false },
  },
});
const ROWS = Number(given.rows);
const SECONDS = Number(given.seconds);
/** Live pages, ms between two of their questions, and events a second, while the feed is watched. */
const PAGES = 10;
const ASKS = 1500;
const RATE = 500;
const LOOK = 500;
const TIMES = 5;

const timed = async <T>(work: () => Promise<T>): Promise<[ms: number, result: T]> => {
  const start = performance.now();
  const result = await work();
  return [performance.now() - start, result];
};
const rows: Row[] = [];
const rounded = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));
/** @param more said behind the figure */
const say = (name: string, value: number, unit: string, aim?: number, more = ''): void => {
  const figures = `${rounded(value)} ${unit}${more}`;
  rows.push({ group: `${ROWS} rows`, name, figures, value, ...(aim === undefined ? {} : { aim, wanted: `at most ${aim} ${unit}` }) });
};
/** The median of some: the first may find nothing in the machine's memory. Beside it the time of the processor, which other work moves less. */
const ask = async (name: string, aim: number, work: () => Promise<unknown>): Promise<void> => {
  const times: number[] = [];
  const cpu: number[] = [];
  for (let i = 0; i < TIMES; i++) {
    const before = process.cpuUsage();
    times.push((await timed(work))[0]);
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / 1000);
  }
  say(name, median(times), 'ms', aim, `, ${rounded(median(cpu))} ms of CPU`);
};

const range = readRange({}, Date.now());
if (typeof range === 'string') throw new Error(range);
const made = await make(ROWS);
try {
  if (made.cpu !== null) say('CPU of storing it', made.cpu, 'us an event');
  say('bytes a row', made.bytes / ROWS, 'bytes');
  const [start, store] = await timed(() => openSqlite(made.file));
  say('start', start, 'ms', 3000);
  const live = (): ReturnType<typeof overview> => overview(store, undefined, {}, Date.now());
  say('totals for the live page', JSON.stringify(await live()).length / 1000, 'kB', 200);
  await ask('totals for the live page', 100, live);
  await ask('/api/stats', 300, () => stats(store, undefined, range));
  await ask("a small account's events", 50, () => store.events({ account: SMALL, limit: 100 }));
  await ask("a small account's timeline", 50, () => store.minutes(SMALL, Date.now() - 3_600_000));
  await ask("a small account's export, first piece", 50, () => exportLines(store, { account: SMALL, limit: 0 }, false).next());

  const delays: number[] = [];
  // Before anything is written: what came before it would never be seen.
  let after = (await store.events({ limit: 1 }))[0]?.seq ?? 0;
  const stop = Date.now() + SECONDS * 1000;
  const pages = Array.from({ length: PAGES }, async () => {
    while (Date.now() < stop) {
      const [took] = await timed(live);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, ASKS - took)));
    }
  });
  const stored = new Map<string, number>();
  let n = 0;
  let writing = true;
  const writer = (async () => {
    for (; Date.now() < stop; ) {
      const now = Date.now();
      const some = Array.from({ length: RATE / 20 }, () => ({ ...eventAt(ROWS - 5, ROWS, now), page: `${now}new${n++}`, at: now }));
      await store.insert(some);
      for (const { page } of some) stored.set(page, performance.now());
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    writing = false;
  })();
  // Until all of it was seen, however long that takes: what came late is what is asked for.
  while (writing || delays.length < stored.size) {
    for (const { seq, page } of await store.events({ after, limit: 2000 })) {
      after = seq;
      delays.push(performance.now() - (stored.get(page) ?? performance.now()));
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
  await Promise.all([...pages, writer]);
  say('an event in the feed, the slowest of a hundred', quantile(delays, 0.99), 'ms', 1000);

  const erasures: number[] = [];
  for (const { account, visitor } of await store.events({ account: SMALL, after: 0, limit: 3 }))
    if (visitor !== null) erasures.push((await timed(() => store.erase(account, visitor)))[0]);
  say('erasing a visitor', Math.max(...erasures), 'ms', 200);
  await store.close();
  if (given.migration) {
    takeBack(made.file);
    const before = process.cpuUsage();
    const [took, forward] = await timed(() => openSqlite(made.file));
    const { user, system } = process.cpuUsage(before);
    say('bringing a file of 0.1.0 forward', took / 1000, 's');
    say('CPU of that', (user + system) / 1e6, 's');
    await forward.close();
  }
} finally {
  await made.end();
}
print(rows);
