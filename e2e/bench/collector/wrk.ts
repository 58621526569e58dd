/**
 * wrk as hard as it can: it costs a request some 10 us where autocannon costs 40, and on a machine that has two cores for both
 * sides what the generator takes the collector lacks.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cutRequests, base36 } from './bodies.js';
import type { Load, Order } from './order.js';

const run = promisify(execFile);

/** Whether it is installed. */
export const hasWrk = (): Promise<boolean> =>
  run('wrk', ['-v']).then(
    () => true,
    // It prints its version and fails.
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );

interface Result {
  requests: number;
  us: number;
  p50: number;
  p99: number;
  status: number;
  broken: number;
}

export const wrk = async (order: Order): Promise<Load> => {
  const script = fileURLToPath(new URL('wrk.lua', import.meta.url));
  const { stdout } = await run(
    'wrk',
    ['-t1', `-c${order.connections}`, `-d${order.seconds}s`, '--timeout', '10s', '-s', script, `http://127.0.0.1:${order.port}/e`],
    {
      env: { ...process.env, RTP_RUN: base36(order.run, 8), RTP_TEMPLATES: cutRequests(order.run).join('\x02') },
    },
  );
  const said = /RESULT (.*)/.exec(stdout)?.[1];
  if (!said) throw new Error('wrk: ' + stdout);
  const { requests, us, p50, p99, status, broken } = JSON.parse(said) as Result;
  return {
    statuses: { 204: requests - status, ...(status ? { other: status } : {}) },
    rate: requests / (us / 1e6),
    p50: p50 / 1000,
    p99: p99 / 1000,
    errors: broken,
  };
};
