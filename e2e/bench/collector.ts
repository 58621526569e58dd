/**
 * `npm run bench:collector`: the real collector against its own ceiling, in one run, taking turns.
 *   --rounds 5 --seconds 4 --connections 64   the comparison
 *   --memory 300000                           events of the memory run; 0: none
 *   --overload 6                              seconds of the overload; 0: none
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { folder, spawnCollector } from '../../collector/testing.js';
import type { Load, Order } from './collector/cannon.js';
import { fsyncRate } from './collector/disk.js';
import { memoryRun } from './collector/memory.js';
import { overload } from './collector/overload.js';
import { cpuOf, openHelper } from './collector/process.js';
import { median, row, say, whole } from './collector/say.js';
import type { StoreOrder } from './collector/store.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    connections: { type: 'string', default: '64' },
    memory: { type: 'string', default: '300000' },
    overload: { type: 'string', default: '6' },
  },
});
const number = (name: keyof typeof values): number => {
  const given = Number(values[name]);
  if (!Number.isInteger(given) || given < 0) throw new Error(`--${name}: a whole number expected, found ${values[name]}`);
  return given;
};
const [rounds, seconds, connections] = [number('rounds'), number('seconds'), number('connections')];

/** Seconds of load before anything is measured: V8 compiles, the file grows its first pages. */
const WARM = 2;
let run = Date.now();

const dir = await folder();
const syncs = fsyncRate(dir, 1000);
const collector = await spawnCollector({ RTP_DATA: dir, RTP_LOG: 'warn', RTP_RATE_LIMIT: '0' });
const ceiling = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('collector/ceiling.ts', import.meta.url))], { stdio: ['ignore', 'pipe', 'inherit'] });
const [greeting] = (await once(ceiling.stdout, 'data')) as [Buffer];
const cannon = await openHelper('cannon.ts');
const store = await openHelper('store.ts', true);

const ports = { a: Number(new URL(collector.url).port), b: Number(/:(\d+)\//.exec(greeting.toString())?.[1]) };
const pids = { a: collector.child.pid, b: ceiling.pid };
const fire = async (at: 'a' | 'b', order: Omit<Order, 'port' | 'connections' | 'run'>): Promise<Load & { cpu: number }> => {
  const before = cpuOf(pids[at]);
  const load = await cannon.ask<Load>({ port: ports[at], connections, run: run++, ...order });
  const answers = Object.values(load.statuses).reduce((sum, n) => sum + n, 0);
  return { ...load, cpu: ((cpuOf(pids[at]) - before) / answers) * 1e6 };
};
const drive = (): Promise<number> => store.ask<number>({ run: run++, seconds, connections } satisfies StoreOrder);

say(`${cpus().length} cores (${cpus()[0]?.model}), shared by the load generator and what it loads: read the ratios. Node ${process.version}.`);
say(`fdatasync of 8 kB: ${whole(syncs)}/s. ${rounds} rounds of ${seconds} s, ${connections} connections, one event a request.\n`);
await fire('a', { seconds: WARM });
await fire('b', { seconds: WARM });
await drive();

const rows: { a: Load & { cpu: number }; b: Load & { cpu: number }; c: number }[] = [];
say('| round | (a) collector, durable: requests/s, p50, p99 ms, CPU us | (b) same HTTP library, 204, stores nothing | (c) store alone, events/s | a / min(b, c) |\n|---|---|---|---|---|');
for (let i = 0; i < rounds; i++) {
  // Alternating, and the first one is each in turn: no one always follows the same neighbour.
  const one = i % 2 ? { b: await fire('b', { seconds }), a: await fire('a', { seconds }), c: await drive() } : { a: await fire('a', { seconds }), b: await fire('b', { seconds }), c: await drive() };
  rows.push(one);
  say(row(String(i + 1), one));
}
const of = (pick: (one: (typeof rows)[number]) => number): number => median(rows.map(pick));
const middle = (at: 'a' | 'b'): Load & { cpu: number } => ({ statuses: {}, errors: rows.reduce((sum, one) => sum + one[at].errors, 0), rate: of((one) => one[at].rate), p50: of((one) => one[at].p50), p99: of((one) => one[at].p99), cpu: of((one) => one[at].cpu) });
const ratio = of((one) => one.a.rate / Math.min(one.b.rate, one.c));
say(row('median', { a: middle('a'), b: middle('b'), c: of((one) => one.c) }, ratio));
const wrong = rows.flatMap((one) => Object.keys({ ...one.a.statuses, ...one.b.statuses })).filter((status) => status !== '204');
if (wrong.length || middle('a').errors) say(`NOT ALL 204: ${[...new Set(wrong)].join(', ')}; ${middle('a').errors} errors`);

const most = of((one) => one.a.rate);
const easy: Load[] = [];
for (let i = 0; i < rounds; i++) easy.push(await fire('a', { seconds, rate: 0.8 * most }));
const [p50, p99] = [median(easy.map((load) => load.p50)), median(easy.map((load) => load.p99))];
say(`\nAt 80 % of its maximum (${whole(0.8 * most)}/s, evenly spaced, latency from the time each was due), median of ${rounds}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, p99/p50 ${(p99 / p50).toFixed(1)} (wanted: under 4)`);

store.child.send('end');
ceiling.kill();
if (number('memory')) await memoryRun({ cannon, port: ports.a, pid: pids.a, connections, events: number('memory'), nextRun: () => run++ });
collector.child.kill('SIGTERM');
const [code] = await collector.ended;
if (code !== 0) say(`the collector ended with ${code}: ${collector.output().slice(-2000)}`);
await rm(dir, { recursive: true });
if (number('overload')) await overload({ cannon, seconds: number('overload'), run: run++ });
cannon.child.disconnect();
