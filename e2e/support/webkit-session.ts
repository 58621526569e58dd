/** A browser of WebKitWebDriver's: started, and started again where the driver fails to. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { MINI_BROWSER } from './alone.js';
import { descendants, killAll } from './processes.js';
import { until } from './until.js';

/** ms that a driver has for each step of a start, of which most take one second in all; and how often one is tried. */
const PATIENCE = 20_000;
const STARTS = 3;

/** A command of the driver's, with the session's path before its own. */
export type Call = <T>(method: string, path: string, body?: unknown) => Promise<T>;

export interface Session {
  call: Call;
  /** handle of its first window */
  first: string;
  end(): Promise<void>;
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

/** @param patience ms until it is given up; absent: never */
const caller =
  (base: string, patience?: number): Call =>
  async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(base + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(patience === undefined ? {} : { signal: AbortSignal.timeout(patience) }),
    });
    const { value } = (await response.json()) as { value: T & { error?: string; message?: string } };
    if (!response.ok) throw new Error(`${method} ${path}: ${value?.error}: ${value?.message}`);
    return value;
  };

const start = async (env: NodeJS.ProcessEnv): Promise<Session> => {
  const port = await freePort();
  const driver = spawn('/usr/bin/WebKitWebDriver', [`--port=${port}`], { env, stdio: 'ignore' });
  const gone = once(driver, 'exit');
  const base = `http://127.0.0.1:${port}`;
  const soon = caller(base, PATIENCE);
  // A driver that nobody ends keeps this process waiting.
  const kill = async (): Promise<void> => {
    if (driver.pid) killAll(descendants(driver.pid));
    await gone;
  };
  try {
    await until(
      () => soon('GET', '/status').then(() => '', String),
      (problem) => !problem,
      (problem) => problem,
    );
    const { sessionId } = await soon<{ sessionId: string }>('POST', '/session', {
      // With any other strategy each command first waits for a navigation, and now and then for one that was over a moment ago.
      capabilities: {
        alwaysMatch: {
          browserName: 'MiniBrowser',
          pageLoadStrategy: 'none',
          'webkitgtk:browserOptions': { binary: MINI_BROWSER, args: ['--automation'] },
        },
      },
    });
    const path = `/session/${sessionId}`;
    return {
      call: caller(base + path),
      first: await soon('GET', path + '/window'),
      async end() {
        await soon('DELETE', path).catch(() => undefined); // its last window may be closed already
        await kill();
      },
    };
  } catch (error) {
    await kill();
    throw error;
  }
};

/**
 * The driver launches its browser and waits without an end for that one to call back, which on a busy machine it may never do. No page has
 * been opened by then, so that a second start hides nothing of the tag's.
 * @param env with the display
 * @throws {Error} what the driver said last
 */
export const startSession = async (env: NodeJS.ProcessEnv): Promise<Session> => {
  for (let tried = 1; ; tried++)
    try {
      return await start(env);
    } catch (error) {
      if (tried === STARTS) throw error;
      console.warn(`WebKit's driver did not start its browser (${String(error)}); it is started again.`);
    }
};
