/** The collector, its HTTP library alone and its store alone, taking turns; then the collector at four fifths of its most. */
import type { Cost, Load, Order } from './order.js';
import { median, row, say, whole } from './say.js';

export interface CompareParts {
  /** loads (a) the collector or (b) its library */
  fire(at: 'a' | 'b', order: Omit<Order, 'port' | 'connections' | 'run'>): Promise<Cost>;
  /** @returns events/s of (c) the store */
  drive(): Promise<number>;
  rounds: number;
  seconds: number;
  connections: number;
}

/** Seconds of load before anything is measured: V8 compiles, the file grows its first pages. */
const WARM = 3;

export const compare = async ({ fire, drive, rounds, seconds, connections }: CompareParts): Promise<void> => {
  say(`${rounds} rounds of ${seconds} s, ${connections} connections, one event a request.\n`);
  await fire('a', { seconds: WARM });
  await fire('b', { seconds: WARM });
  await drive();

  const rows: { a: Cost; b: Cost; c: number }[] = [];
  say(
    '| round | (a) collector, durable: requests/s, p50, p99 ms, CPU us | (b) same HTTP library, 204, stores nothing | (c) store alone, events/s | a / min(b, c) |\n|---|---|---|---|---|',
  );
  for (let i = 0; i < rounds; i++) {
    // Alternating, and the first one is each in turn: no one always follows the same neighbour.
    const one =
      i % 2
        ? { b: await fire('b', { seconds }), a: await fire('a', { seconds }), c: await drive() }
        : { a: await fire('a', { seconds }), b: await fire('b', { seconds }), c: await drive() };
    rows.push(one);
    say(row(String(i + 1), one));
  }
  const of = (pick: (one: (typeof rows)[number]) => number): number => median(rows.map(pick));
  const middle = (at: 'a' | 'b'): Cost => ({
    statuses: {},
    errors: rows.reduce((sum, one) => sum + one[at].errors, 0),
    rate: of((one) => one[at].rate),
    p50: of((one) => one[at].p50),
    p99: of((one) => one[at].p99),
    cpu: of((one) => one[at].cpu),
  });
  const ratio = of((one) => one.a.rate / Math.min(one.b.rate, one.c));
  say(row('median', { a: middle('a'), b: middle('b'), c: of((one) => one.c) }, ratio));
  const wrong = rows.flatMap((one) => Object.keys({ ...one.a.statuses, ...one.b.statuses })).filter((status) => status !== '204');
  if (wrong.length || middle('a').errors) say(`NOT ALL 204: ${[...new Set(wrong)].join(', ')}; ${middle('a').errors} errors`);

  const most = of((one) => one.a.rate);
  const easy: Load[] = [];
  for (let i = 0; i < rounds; i++) easy.push(await fire('a', { seconds, rate: 0.8 * most }));
  const [p50, p99] = [median(easy.map((load) => load.p50)), median(easy.map((load) => load.p99))];
  say(
    `\nAt 80 % of its maximum (${whole(0.8 * most)}/s, evenly spaced, latency from the time each was due), median of ${rounds}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, p99/p50 ${(p99 / p50).toFixed(1)} (wanted: under 4)`,
  );
};
