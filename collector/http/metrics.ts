/** Figures for Prometheus. */
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Outcome, StoredEvent } from '../store/store.js';

export interface Meters {
  /** these many events wait for their commit, or with a negative number no longer */
  waiting(n: number): void;
  /** a request was one too many of its address */
  limited(): void;
  /** an insert was answered */
  stored(events: StoredEvent[], outcomes: Outcome[]): void;
  refused(what: 'body' | 'event', n?: number): void;
  dropped(n: number): void;
  robot(n: number): void;
  busy(): void;
  /** text for /metrics, and its type */
  text(): Promise<string>;
  contentType: string;
}

/** @param feeds how many live pages are connected now */
export const openMeters = (feeds: () => number): Meters => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counter = (name: string, help: string, labelNames: string[] = []): Counter =>
    new Counter({ name, help, labelNames, registers: [registry] });
  const events = counter('rtp_events_total', 'Events that arrived, by way and by what became of them', ['arrival', 'outcome']);
  const refusals = counter('rtp_refused_total', 'Bodies and events refused as not valid', ['what']);
  const dropped = counter('rtp_dropped_total', 'Events not wanted: account off, opted out, robot, excluded address');
  const robots = counter('rtp_robot_events_total', 'Events from declared robots');
  const busy = counter('rtp_busy_total', 'Requests answered 503');
  const limited = counter('rtp_limited_total', 'Requests answered 429');
  let waiting = 0;
  const gauge = (name: string, help: string, read: () => number): Gauge =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  gauge('rtp_feeds', 'Live pages connected', feeds);
  gauge('rtp_waiting_events', 'Events that wait for their commit (RTP_QUEUE is the most)', () => waiting);
  // Looking a label up costs prom-client more than the increment.
  const bound = new Map<string, { inc(n: number): void }>();
  const one = (arrival: string, outcome: string): { inc(n: number): void } => {
    const key = arrival + outcome;
    let found = bound.get(key);
    if (!found) bound.set(key, (found = events.labels(arrival, outcome)));
    return found;
  };
  return {
    waiting: (n) => void (waiting += n),
    limited: () => limited.inc(),
    stored: (list, outcomes) => {
      // One request is nearly always of one way and one outcome: one increment.
      for (let i = 0, from = 0; i < list.length; i++) {
        if (list[i + 1]?.arrival === list[from]?.arrival && outcomes[i + 1] === outcomes[from]) continue;
        one(list[from]?.arrival ?? '', outcomes[from] ?? '').inc(i + 1 - from);
        from = i + 1;
      }
    },
    refused: (what, n = 1) => refusals.inc({ what }, n),
    dropped: (n) => dropped.inc(n),
    robot: (n) => robots.inc(n),
    busy: () => busy.inc(),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
};
