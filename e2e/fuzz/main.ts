/**
 * `npm run fuzz`: bad requests against the real collector, property by property. Prints counts by class and status; exit 1
 * on a crash, an answer of 500 and above, a valid event that is refused afterwards, or anything stored that is not valid.
 * --requests N (200000), --seed N (the seed of a failed run repeats it)
 */
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ADMIN, spawnCollector } from '../../collector/testing.js';
import { alone, keepAlive, validBody, type Bad } from './requests.js';
import { dribble, exchange } from './socket.js';
import { wrongRow } from './valid.js';

const { values: options } = parseArgs({ options: { requests: { type: 'string', default: '200000' }, seed: { type: 'string' } } });
const total = Number(options.requests);
const seed = Number(options.seed ?? Date.now() % 1e9);
/** Requests on one connection. */
const RUN = 100;
/** One in twenty needs its own connection. */
const ALONE = 0.05;
/** Connections at a time. */
const LANES = 6;

const started = Date.now();
const dir = await mkdtemp(join(tmpdir(), 'rtp-fuzz-'));
const collector = await spawnCollector({ RTP_DATA: dir, RTP_LOG: 'warn' });
const port = Number(new URL(collector.url).port);
const counts = new Map<string, Map<string, number>>();
let sent = 0;
/** times that the collector ended a connection between requests */
let ends = 0;
const problems: string[] = [];

const count = (kind: string, what: string): void => {
  const mine = counts.get(kind) ?? new Map<string, number>();
  counts.set(kind, mine.set(what, (mine.get(what) ?? 0) + 1));
  sent++;
};
const check = (bad: Bad, status: number | undefined): boolean => {
  count(bad.kind, status === undefined ? 'closed' : String(status));
  return status === undefined || status < 500;
};

/** All answers below 500, and an answer to each request or an end; what stood behind the end goes on a new connection. */
const together = async (batch: Bad[]): Promise<boolean> => {
  let good = true;
  for (let rest = batch; rest.length; ) {
    const { statuses, closed } = await exchange(port, Buffer.concat(rest.map((bad) => bad.bytes)), rest.length, rest.map((bad) => bad.head));
    const answered = rest.slice(0, Math.max(statuses.length, 1));
    good = answered.map((bad, i) => check(bad, statuses[i])).every(Boolean) && good && (closed || statuses.length === rest.length);
    rest = rest.slice(answered.length);
    if (rest.length) ends++;
  }
  return good;
};
const each = async (batch: Bad[]): Promise<boolean> => {
  const good = await Promise.all(
    batch.map(async (bad) => {
      // Smuggled requests are seen in the store afterwards; here no answer but a refusal or an end is waited for.
      const { statuses } = await exchange(port, bad.bytes, 1, [bad.head], bad.kind === 'bodies cut short' ? 50 : 2000);
      return check(bad, statuses[0]);
    }),
  );
  return good.every(Boolean);
};
const property = async (batches: fc.Arbitrary<Bad[]>, send: (batch: Bad[]) => Promise<boolean>, runs: number, lane: number): Promise<void> => {
  const result = await fc.check(fc.asyncProperty(batches, send), { numRuns: runs, seed: seed + lane, maxSkipsPerRun: 0, interruptAfterTimeLimit: 15 * 60_000 });
  if (!result.failed) return;
  const shown = (result.counterexample?.[0] ?? []).map((bad) => `${bad.kind}: ${JSON.stringify(bad.bytes.toString('latin1').slice(0, 300))}`);
  problems.push(`seed ${seed}: ${shown.slice(0, 3).join(' | ')} ${result.errorInstance instanceof Error ? result.errorInstance.message : ''}`);
};

// Held open from the start: they must be ended by the collector, and must hold up nobody.
const SLOW = ['POST /e HTTP/1.1\r\nHost: f\r\nContent-Type: text/plain\r\nContent-Length: 500\r\n\r\n{"v":1', 'POST /e HTTP/1.1\r\nHost: f\r\nX-Slow: ', 'POST /e HTTP/1.1\r\nHost: f\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"v"'];
const slow = Array.from({ length: 300 }, (_, i) => dribble(port, Buffer.from(SLOW[i % SLOW.length] ?? ''), 100_000));

const runs = Math.ceil((total * (1 - ALONE)) / RUN / (LANES - 1));
const singles = Math.ceil((total * ALONE) / 20);
await Promise.all([
  ...Array.from({ length: LANES - 1 }, (_, lane) => property(fc.array(keepAlive, { minLength: RUN, maxLength: RUN, size: 'max' }), together, runs, lane)),
  property(fc.array(alone, { minLength: 20, maxLength: 20, size: 'max' }), each, singles, LANES),
]);
for (const ended of await Promise.all(slow.map((one) => one.ended))) {
  count('slow headers and bodies', ended ? 'ended' : 'held open');
  if (!ended) problems.push('a slow request was held open for 100 s');
}

// Alive, right, and with nothing in the store that is not valid.
const answer = await fetch(collector.url + '/e', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: JSON.stringify(validBody('after', 'f0afterwards')) }).catch((error: Error) => ({ status: 0, error }));
if (answer.status !== 204) problems.push(`a valid event afterwards: ${answer.status}`);
let rows = 0;
const exported = await fetch(collector.url + '/api/export', { headers: ADMIN });
for (const line of (await exported.text()).split('\n').filter(Boolean)) {
  rows++;
  const wrong = wrongRow(JSON.parse(line) as Record<string, unknown>, started);
  if (wrong) problems.push(`stored: ${wrong}: ${line.slice(0, 300)}`);
}
if (!rows) problems.push('not even the valid event is stored');
const memory = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${collector.child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
if (collector.child.exitCode !== null || collector.child.signalCode) problems.push('the collector ended');
collector.child.kill('SIGTERM');
const [code] = await collector.ended;
if (code !== 0) problems.push(`exit code ${code}`);
const errors = collector.output().split('\n').filter((line) => /"level":(50|60)|\n\s+at /.test(line));
if (errors.length) problems.push(`${errors.length} errors logged: ${errors[0]?.slice(0, 400)}`);
await rm(dir, { recursive: true });

console.log('| class | requests | answers |\n|---|---|---|');
for (const [kind, statuses] of [...counts].sort()) {
  const all = [...statuses].sort();
  console.log(`| ${kind} | ${all.reduce((sum, [, n]) => sum + n, 0)} | ${all.map(([status, n]) => `${status}: ${n}`).join(', ')} |`);
}
const seconds = Math.round((Date.now() - started) / 1000);
console.log(`${sent} bad requests in ${seconds} s (${ends} connections ended by the collector), seed ${seed}; ${rows} rows stored, all looked at; collector at most ${Math.round(memory)} MB; ${problems.length} problems`);
for (const problem of problems.slice(0, 20)) console.log('  ' + problem);
await writeFile(new URL('result.json', import.meta.url), JSON.stringify({ requests: sent, ends, seconds, seed, rows, memoryMB: Math.round(memory), problems, classes: Object.fromEntries([...counts].map(([kind, statuses]) => [kind, Object.fromEntries(statuses)])) }, null, 1) + '\n');
process.exitCode = problems.length ? 1 : 0;
