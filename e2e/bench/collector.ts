/**
 * `npm run bench:collector`: the real collector against its own ceiling, in one run, taking turns.
 * wrk keeps as many requests under way as it has connections. 64 of them all wait for the same commit and then all come at once,
 * so what is measured is the disk's fsync and the scheduler; an endpoint of the open net has as many under way as its
 * rate times its latency (15,000/s by 15 ms: 225). Hence 256; `--connections 64` shows the other figure.
 *   --rounds 5 --seconds 4 --connections 256  the comparison; 0 rounds: none
 *   --memory 500000                           events of the memory run; 0: none
 *   --overload 6                              seconds of the overload; 0: none
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { folder, spawnCollector } from '../../collector/testing/collector.js';
import type { Load, Order } from './collector/order.js';
import { compare } from './collector/compare.js';
import { fsyncRate } from './collector/disk.js';
import { memoryRun } from './collector/memory.js';
import { overload } from './collector/overload.js';
import { cpuOf, openHelper } from './collector/process.js';
import { say, whole } from './collector/say.js';
import type { StoreOrder } from './collector/store.js';
import { hasWrk } from './collector/wrk.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    connections: { type: 'string', default: '256' },
    memory: { type: 'string', default: '500000' },
    overload: { type: 'string', default: '6' },
  },
});
const number = (name: keyof typeof values): number => {
  const given = Number(values[name]);
  if (!Number.isInteger(given) || given < 0) throw new Error(`--${name}: a whole number expected, found ${values[name]}`);
  return given;
};
const [rounds, seconds, connections] = [number('rounds'), number('seconds'), number('connections')];

let run = Date.now();

if (!(await hasWrk())) say('wrk is not installed (apt-get install wrk): autocannon takes its place, and is itself the slower one.');
const dir = await folder();
const syncs = fsyncRate(dir, 1000);
const collector = await spawnCollector({ RTP_DATA: dir, RTP_LOG: 'warn', RTP_RATE_LIMIT: '0' });
const ceiling = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('collector/ceiling.ts', import.meta.url))], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
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

say(
  `${cpus().length} cores (${cpus()[0]?.model}), shared by the load generator and what it loads: read the ratios. Node ${process.version}.`,
);
say(`fdatasync of 8 kB: ${whole(syncs)}/s. Load average before: ${loadavg()[0]?.toFixed(1)}.`);
if (rounds) await compare({ fire, drive, rounds, seconds, connections });

store.child.send('end');
ceiling.kill();
if (number('memory')) await memoryRun({ cannon, port: ports.a, pid: pids.a, connections, events: number('memory'), nextRun: () => run++ });
collector.child.kill('SIGTERM');
const [code] = await collector.ended;
if (code !== 0) say(`the collector ended with ${code}: ${collector.output().slice(-2000)}`);
await rm(dir, { recursive: true });
if (number('overload')) await overload({ cannon, seconds: number('overload'), run: run++ });
cannon.child.disconnect();
