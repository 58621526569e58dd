/**
 * The load generator, a process of its own: wrk as hard as it can (autocannon where it is not installed, and for bodies of many
 * events), or a steady rate. autocannon's own rate limit sends
 * a second's requests at the second's start, which measures its bursts; the steady rate here is an open loop: a request is
 * due at its time whether or not the server keeps up, and its latency counts from then.
 */
import autocannon from 'autocannon';
import { connect } from 'node:net';
import { openRequests } from './bodies.js';
import type { Load, Order } from './order.js';
import { hasWrk, wrk } from './wrk.js';

interface Client {
  getRequestBuffer(): Buffer;
}

const hard = async ({ port, connections, seconds, run, events }: Order): Promise<Load> => {
  const next = openRequests(run, events);
  const latencies: number[] = [];
  const statuses: Record<string, number> = {};
  let errors = 0;
  const began = performance.now();
  await new Promise<void>((resolve, reject) => {
    const running = autocannon(
      {
        url: `http://127.0.0.1:${port}/e`,
        method: 'POST',
        connections,
        duration: seconds,
        // Its own way to new bodies builds each request from parts, at several times the price.
        setupClient: (client: Client) => void (client.getRequestBuffer = next),
      },
      (error: Error | null) => (error ? reject(error) : resolve()),
    );
    running.on('response', (_client: unknown, status: number, _bytes: number, ms: number) => {
      statuses[status] = (statuses[status] ?? 0) + 1;
      latencies.push(ms);
    });
    running.on('reqError', () => errors++);
  });
  const took = (performance.now() - began) / 1000;
  return { statuses, rate: latencies.length / took, ...quantiles(latencies), errors };
};

const quantiles = (latencies: number[]): { p50: number; p99: number } => {
  const sorted = Float64Array.from(latencies).sort();
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
};

const isWhole = (text: string): boolean => {
  const head = text.indexOf('\r\n\r\n');
  return head > 0 && text.length >= head + 4 + Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
};

const steady = async ({ port, connections, seconds, run, rate = 0 }: Order): Promise<Load> => {
  const next = openRequests(run);
  const latencies: number[] = [];
  const statuses: Record<string, number> = {};
  let errors = 0;
  let answered = 0;
  let retry: [number, number] | undefined;
  const idle: (() => void)[] = [];
  const due: number[] = [];
  const send = (at: number): void => {
    const free = idle.pop();
    if (free) {
      sending = at;
      free();
    } else due.push(at);
  };
  let sending = 0;
  const sockets = await Promise.all(
    Array.from({ length: connections }, () => {
      const socket = connect(port, '127.0.0.1');
      let since = 0;
      let text = '';
      const fire = (): void => {
        since = sending;
        socket.write(next());
      };
      socket.setNoDelay(true).on('data', (chunk) => {
        text += chunk.toString('latin1');
        const status = text.slice(9, 12);
        // A 204 ends with its head: reading more of it would make the generator the slower one.
        if (status === '204' ? !text.endsWith('\r\n\r\n') : !isWhole(text)) return;
        latencies.push(performance.now() - since);
        statuses[status] = (statuses[status] ?? 0) + 1;
        if (status === '503') {
          const said = Number(/retry-after: (\d+)/i.exec(text)?.[1] ?? NaN);
          retry = [Math.min(said, retry?.[0] ?? said), Math.max(said, retry?.[1] ?? said)];
        }
        answered++;
        text = '';
        const waited = due.shift();
        if (waited === undefined) idle.push(fire);
        else {
          sending = waited;
          fire();
        }
      });
      socket.on('error', () => errors++);
      return new Promise<typeof socket>((resolve) => socket.once('connect', () => (idle.push(fire), resolve(socket))));
    }),
  );
  const began = performance.now();
  let sent = 0;
  await new Promise<void>((resolve) => {
    const tick = setInterval(() => {
      const past = performance.now() - began;
      for (const upTo = Math.min(past, seconds * 1000) * (rate / 1000); sent < upTo; sent++) send(began + (sent * 1000) / rate);
      if (past < seconds * 1000) return;
      // What found no free connection in time was never sent; what is under way is waited for, but not for ever.
      sent -= due.splice(0).length;
      if (answered + errors < sent && past < (seconds + 10) * 1000) return;
      clearInterval(tick);
      resolve();
    }, 1);
  });
  const took = (performance.now() - began) / 1000;
  for (const socket of sockets) socket.destroy();
  errors += sent - answered;
  return { statuses, rate: answered / took, ...quantiles(latencies), errors, ...(retry ? { retryAfter: retry } : {}) };
};

const fast = await hasWrk();
process.on('message', (order: Order) => {
  void (order.rate ? steady(order) : fast && !order.events ? wrk(order) : hard(order)).then((load) => process.send?.(load));
});
