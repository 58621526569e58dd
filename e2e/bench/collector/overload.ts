/** More than it can store: it must say 503 with Retry-After, keep its memory, and be itself again afterwards. */
import { rm } from 'node:fs/promises';
import { folder, spawnCollector } from '../../../collector/testing/collector.js';
import { bodyOf } from './bodies.js';
import type { Load } from './order.js';
import { memoryOf, type Helper } from './process.js';
import { say, whole } from './say.js';

/** Connections that ask at once, and the queue that they meet: in proportion to what a flood meets at the default of 20,000. */
const CONNECTIONS = 1000;
const QUEUE = 200;

export const overload = async ({ cannon, seconds, run }: { cannon: Helper; seconds: number; run: number }): Promise<void> => {
  const dir = await folder();
  const collector = await spawnCollector({ RTP_DATA: dir, RTP_LOG: 'warn', RTP_RATE_LIMIT: '0', RTP_QUEUE: String(QUEUE) });
  const pid = collector.child.pid;
  const port = Number(new URL(collector.url).port);
  const before = memoryOf(pid);
  const load = await cannon.ask<Load>({ port, connections: CONNECTIONS, seconds, run, rate: 40_000 });
  const most = memoryOf(pid, 'VmHWM');
  const began = performance.now();
  const answer = await fetch(collector.url + '/e', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: bodyOf(run + 1, 0) });
  const after = performance.now() - began;
  collector.child.kill('SIGTERM');
  const [code] = await collector.ended;
  await rm(dir, { recursive: true });
  say(
    `\nOverload: ${CONNECTIONS} connections asking for 40,000/s over ${seconds} s, RTP_QUEUE=${QUEUE}: ${Object.entries(load.statuses)
      .map(([status, n]) => `${status}: ${whole(n)}`)
      .join(
        ', ',
      )}; Retry-After ${load.retryAfter?.join(' to ') ?? 'never said'} s; ${load.errors} without an answer; ${whole(before)} MB before, ${whole(most)} MB at most; a request afterwards: ${answer.status} in ${after.toFixed(1)} ms; exit ${code}.`,
  );
};
