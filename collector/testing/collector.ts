/** For tests: the real collector, in this process or in one of its own, on a free port and an empty folder. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { pino, type Logger } from 'pino';
import { readConfig } from '../config.js';
import { noAccounts, type Accounts } from '../accounts/port.js';
import { openHistory, type History } from '../results/history.js';
import { openServer } from '../http/server.js';
import { openSqlite } from '../store/sqlite/open.js';
import type { Store } from '../store/store.js';

export const TOKEN = 'token-of-the-tests-0123456789';
export const ADMIN = { authorization: 'Bearer ' + TOKEN };

export const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'rtp-collector-'));

/** Ends what is open. A test that fails leaves its collector behind, which would keep the process alive and the suite waiting. */
const open = new Set<() => unknown>();
// Set by `node --test` alone: benchmarks and Playwright use this file as well.
if (process.env.NODE_TEST_CONTEXT)
  after(async () => {
    for (const end of open) await end();
  });

export interface Running {
  /** address without the slash at its end */
  url: string;
  dir: string;
  store: Store;
  history: History;
  /** POST of a body to /e (or another path) as a page sends it */
  send(body: unknown, headers?: Record<string, string>, path?: string): Promise<Response>;
  /** what /api/events says. @throws {Error} when it refuses */
  events(query?: string): Promise<Record<string, unknown>[]>;
  end(): Promise<void>;
}

/** @param given parts in place of the ordinary ones; `now` ms since 1970 */
export const openCollector = async (
  given: {
    now?: () => number;
    env?: Record<string, string>;
    accounts?: Partial<Accounts>;
    store?: (store: Store) => Store;
    log?: Logger;
  } = {},
): Promise<Running> => {
  const dir = await folder();
  const config = readConfig({ RTP_DATA: dir, RTP_DIST: join(dir, 'dist'), RTP_TOKEN: TOKEN, PORT: '0', ...given.env });
  const opened = await openSqlite(config.store, { queue: config.queue });
  const store = given.store ? given.store(opened) : opened;
  const accounts = { ...noAccounts(), ...given.accounts };
  const history = openHistory({ folder: join(dir, 'shares'), store, accounts });
  const app = await openServer({
    config,
    token: config.token,
    store,
    accounts,
    history,
    log: given.log ?? pino({ level: 'silent' }),
    now: given.now ?? Date.now,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const end = async (): Promise<void> => {
    // A file's own hook may come after the one above.
    if (!open.delete(end)) return;
    await app.close();
    await opened.close();
    await rm(dir, { recursive: true });
  };
  open.add(end);
  return {
    url,
    dir,
    store,
    history,
    send: (body, headers = {}, path = '/e') =>
      fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'text/plain;charset=UTF-8', ...headers },
        body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
      }),
    events: async (query = '') => {
      const answer = await fetch(`${url}/api/events${query}`, { headers: ADMIN });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`/api/events${query}: ${answer.status} ${text}`);
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    end,
  };
};

export interface Spawned {
  child: ChildProcess;
  url: string;
  output(): string;
  /** waits for the end; [code, signal] */
  ended: Promise<[number | null, NodeJS.Signals | null]>;
}

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

const spawnMain = async (env: Record<string, string>): Promise<Spawned> => {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN], {
    env: { PATH: process.env.PATH, PORT: '0', RTP_TOKEN: TOKEN, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const address = new Promise<string>((resolve) => {
    let greeting = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      greeting += chunk.toString();
      const found = /http:\/\/[^\s/]+/.exec(greeting)?.[0];
      if (found && greeting.includes('admin token')) resolve(found);
    });
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  });
  const kill = (): boolean => child.kill('SIGKILL');
  open.add(kill);
  void ended.then(() => open.delete(kill));
  const url = await Promise.race([address, ended.then(() => '')]);
  return { child, url, output: () => said, ended };
};

/**
 * Starts the collector as a process; resolves when it has said its address.
 * @throws {Error} with what it said, when it ends instead
 */
export const spawnCollector = async (env: Record<string, string>): Promise<Spawned> => {
  const spawned = await spawnMain(env);
  if (!spawned.url) throw new Error(`the collector did not start (exit ${String((await spawned.ended)[0])}):\n${spawned.output()}`);
  return spawned;
};

/**
 * Starts a collector that is meant to refuse.
 * @returns its exit code and what it said
 * @throws {Error} when it starts all the same; it is killed
 */
export const refusedCollector = async (env: Record<string, string>): Promise<{ code: number | null; output: string }> => {
  const spawned = await spawnMain(env);
  if (spawned.url) spawned.child.kill('SIGKILL');
  const [code] = await spawned.ended;
  if (spawned.url) throw new Error('the collector was meant to refuse, and started:\n' + spawned.output());
  return { code, output: spawned.output() };
};

/** A body with one batch of the account demo. */
export const body = (
  events: unknown[],
  batch: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
): Record<string, unknown> => ({
  v: 2,
  b: [{ p: 'mp0000000page1', a: 'demo', u: 'visitor1', s: 'session1', l: 'https://shop.test/a', e: events, ...batch }],
  ...more,
});
