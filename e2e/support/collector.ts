/** The real collector as a process of its own, on one port and one folder, through kills and restarts. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN, spawnCollector, TOKEN, type Spawned } from '../../collector/testing/collector.js';
import { until } from './until.js';

/** An event as GET /api/events says it. */
export interface Stored {
  id: string;
  account: string;
  visitor: string | null;
  session: string | null;
  type: string;
  value: string[];
  page: string;
  referrer: string | null;
  vars: Record<string, string> | null;
  at: string;
  counted: boolean;
  arrival: string;
}

export interface Collector {
  url: string;
  token: string;
  /** what is stored for the account, in the order of arrival */
  events(account: string, type?: string): Promise<Stored[]>;
  /** waits until that much of the account is stored, `patience` ms at most, and returns it */
  waitFor(account: string, enough: (events: Stored[]) => boolean, patience?: number): Promise<Stored[]>;
  stats(): Promise<Record<string, unknown>>;
  kill(): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export const startCollector = async (env: Record<string, string> = {}): Promise<Collector> => {
  const dir = await mkdtemp(join(tmpdir(), 'rtp-e2e-'));
  const launch = (port: string): Promise<Spawned> => spawnCollector({ RTP_DATA: dir, PORT: port, RTP_LOG: 'warn', ...env });
  let running = await launch('0');
  const { url } = running;
  const get = (path: string): Promise<Response> => fetch(url + path, { headers: ADMIN });
  const collector: Collector = {
    url,
    token: TOKEN,
    async events(account, type) {
      const text = await (await get(`/api/events?account=${account}&limit=10000` + (type ? `&type=${type}` : ''))).text();
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Stored);
    },
    waitFor: (account, enough, patience) =>
      until(
        () => collector.events(account),
        enough,
        (events) => `stored for ${account}: ${JSON.stringify(events.map((event) => [event.type, ...event.value]))}`,
        patience,
      ),
    stats: async () => (await (await get('/api/stats')).json()) as Record<string, unknown>,
    async kill() {
      running.child.kill('SIGKILL');
      await running.ended;
    },
    async restart() {
      running = await launch(new URL(url).port);
    },
    async close() {
      running.child.kill('SIGKILL');
      await running.ended;
      await rm(dir, { recursive: true, force: true });
    },
  };
  return collector;
};
