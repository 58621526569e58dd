/**
 * `npm run fuzz`: bad requests against the real collector, property by property. Prints counts by class and status; exit 1
 * on a crash, an answer of 500 and above, a valid event that is refused or not stored, anything stored that is not valid,
 * a slow request that is held open, or memory without bound.
 * --requests N (200000), --seed N (the seed of a failed run repeats it)
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ADMIN, spawnCollector } from '../../collector/testing/collector.js';
import { validBody } from './requests.js';
import { fuzz, wrongStore } from './run.js';
import { dribble } from './socket.js';

const { values: options } = parseArgs({ options: { requests: { type: 'string', default: '200000' }, seed: { type: 'string' } } });
const total = Number(options.requests);
const seed = Number(options.seed ?? Date.now() % 1e9);
if (!(total > 0) || !Number.isInteger(seed)) throw new Error('--requests and --seed: whole numbers expected');
/** Connections at a time. */
const LANES = 6;
/** MB that the collector may hold at most: about twice what it holds under ordinary load. */
const MEMORY = 512;
/** ms; Node looks for slow requests every half minute. */
const SLOW_FOR = 100_000;

const started = Date.now();
const dir = await mkdtemp(join(tmpdir(), 'rtp-fuzz-'));
const collector = await spawnCollector({ RTP_DATA: dir, RTP_LOG: 'warn' });
const port = Number(new URL(collector.url).port);

// Held open from the start: they must be ended by the collector, and must hold up nobody.
const SLOW = [
  'POST /e HTTP/1.1\r\nHost: f\r\nContent-Type: text/plain\r\nContent-Length: 500\r\n\r\n{"v":2',
  'POST /e HTTP/1.1\r\nHost: f\r\nX-Slow: ',
  'POST /e HTTP/1.1\r\nHost: f\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"v"',
];
const slow = Array.from({ length: 300 }, (_, i) => dribble(port, Buffer.from(SLOW[i % SLOW.length] ?? ''), SLOW_FOR));
const run = await fuzz(port, total, seed, LANES);
const { counts, problems } = run;
const ended = await Promise.all(slow.map((one) => one.ended));
const held = ended.filter((one) => !one).length;
counts.set(
  'slow headers and bodies',
  new Map(
    held
      ? [
          ['ended', ended.length - held],
          ['held open', held],
        ]
      : [['ended', ended.length]],
  ),
);
if (held) problems.push(`${held} slow requests were held open for ${SLOW_FOR / 1000} s`);

// Alive, right, and with nothing in the store that is not valid.
const answer = await fetch(collector.url + '/e', {
  method: 'POST',
  headers: { 'content-type': 'text/plain' },
  body: JSON.stringify(validBody('after', 'f0afterwards')),
}).catch((error: Error) => ({ status: 0, error }));
if (answer.status !== 204) problems.push(`a valid event afterwards: ${answer.status}`);
run.stored.add('f0afterwards');
/** Wrong tokens were among them, which shut this address out until the minute ends. */
const exportAll = async (): Promise<string> => {
  const answer = await fetch(collector.url + '/api/export', { headers: ADMIN });
  if (answer.status !== 429) return answer.text();
  await new Promise((resolve) => setTimeout(resolve, Number(answer.headers.get('retry-after')) * 1000));
  return exportAll();
};
const exported = (await exportAll()).split('\n').filter(Boolean);
problems.push(
  ...wrongStore(
    exported.map((line) => JSON.parse(line) as Record<string, unknown>),
    run.stored,
    started,
  ),
);
const memory = Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${collector.child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
if (memory > MEMORY) problems.push(`${memory} MB of memory`);
if (collector.child.exitCode !== null || collector.child.signalCode) problems.push('the collector ended');
collector.child.kill('SIGTERM');
const [code] = await collector.ended;
if (code !== 0) problems.push(`exit code ${code}`);
const errors = collector
  .output()
  .split('\n')
  .filter((line) => /"level":(50|60)|\n\s+at /.test(line));
if (errors.length) problems.push(`${errors.length} errors logged: ${errors[0]?.slice(0, 400)}`);
await rm(dir, { recursive: true });

console.log('| class | requests | answers |\n|---|---|---|');
for (const [kind, statuses] of [...counts].sort()) {
  const all = [...statuses].sort();
  console.log(`| ${kind} | ${all.reduce((sum, [, n]) => sum + n, 0)} | ${all.map(([status, n]) => `${status}: ${n}`).join(', ')} |`);
}
const seconds = Math.round((Date.now() - started) / 1000);
console.log(
  `${run.sent} bad requests in ${seconds} s (${run.ends} connections ended by the collector), seed ${seed}; ${exported.length} rows stored, all looked at, the ${run.stored.size} valid ones among them; collector at most ${memory} MB; ${problems.length} problems`,
);
for (const problem of problems.slice(0, 20)) console.log('  ' + problem);
await writeFile(
  new URL('result.json', import.meta.url),
  JSON.stringify(
    {
      requests: run.sent,
      ends: run.ends,
      seconds,
      seed,
      rows: exported.length,
      valid: run.stored.size,
      memoryMB: memory,
      problems,
      classes: Object.fromEntries([...counts].map(([kind, statuses]) => [kind, Object.fromEntries(statuses)])),
    },
    null,
    1,
  ) + '\n',
);
process.exitCode = problems.length ? 1 : 0;
