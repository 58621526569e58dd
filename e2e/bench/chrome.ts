/**
 * Chromium over its debugging pipe. Not through Playwright: it enables the Network domain, which makes every request dearer on
 * the page's main thread, and requests are what is measured here.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { descendants, killAll } from '../support/processes.js';

export type Answer = Record<string, unknown>;

export interface Tab {
  /** a command of the DevTools protocol, to this page. @throws {Error} with the browser's words when it refuses */
  send(method: string, params?: Answer): Promise<Answer>;
  /** the next event of that name on this page */
  next(method: string): Promise<Answer>;
  on(method: string, listener: (params: Answer) => void): void;
  /** goes there; resolves at the load event */
  open(url: string): Promise<void>;
  /** the value of an expression, awaited when it is a promise. @throws {Error} with the page's exception */
  run<T>(expression: string): Promise<T>;
}

export interface Chrome {
  version: string;
  /** a tab of a visitor of its own: no cookie, no storage, an empty cache */
  fresh(): Promise<Tab>;
  /** a command to the browser itself */
  send(method: string, params?: Answer): Promise<Answer>;
  on(method: string, listener: (params: Answer) => void): void;
  end(): Promise<void>;
}

interface Message {
  id?: number;
  sessionId?: string;
  method?: string;
  params?: Answer;
  result?: Answer;
  error?: { message: string };
}

const ARGS = [
  '--headless=new',
  '--no-sandbox',
  '--no-first-run',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-pipe',
  'about:blank',
];

export const openChrome = async (): Promise<Chrome> => {
  const folder = await mkdtemp(join(tmpdir(), 'rtp-bench-'));
  const child = spawn('/usr/bin/chromium', [`--user-data-dir=${folder}`, ...ARGS], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  const [input, output] = child.stdio.slice(3) as [Writable, Readable];
  const waiting = new Map<number, (message: Message) => void>();
  const listeners = new Map<string, ((params: Answer) => void)[]>();
  let ids = 0;
  let rest = '';
  output.setEncoding('utf8').on('data', (chunk: string) => {
    const texts = (rest + chunk).split('\0');
    rest = texts.pop() ?? '';
    for (const text of texts) {
      const message = JSON.parse(text) as Message;
      if (message.id) waiting.get(message.id)?.(message);
      else for (const tell of listeners.get((message.sessionId ?? '') + message.method) ?? []) tell(message.params ?? {});
    }
  });
  const send = (method: string, params: Answer = {}, sessionId?: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const id = ++ids;
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result ?? {});
      });
      input.write(JSON.stringify({ id, method, params, sessionId }) + '\0');
    });
  const on = (name: string, listener: (params: Answer) => void): void =>
    void listeners.set(name, [...(listeners.get(name) ?? []), listener]);

  const version = (await send('Browser.getVersion')).product as string;
  return {
    version,
    send,
    on,
    async fresh() {
      const { browserContextId } = await send('Target.createBrowserContext');
      const { targetId } = await send('Target.createTarget', { url: 'about:blank', browserContextId });
      const { sessionId } = (await send('Target.attachToTarget', { targetId, flatten: true })) as { sessionId: string };
      const tab: Tab = {
        send: (method, params) => send(method, params, sessionId),
        on: (method, listener) => on(sessionId + method, listener),
        next: (method) =>
          new Promise((resolve) => {
            const key = sessionId + method;
            const once = (params: Answer): void => {
              listeners.set(
                key,
                (listeners.get(key) ?? []).filter((listener) => listener !== once),
              );
              resolve(params);
            };
            on(key, once);
          }),
        async open(url) {
          const loaded = tab.next('Page.loadEventFired');
          const { errorText } = await tab.send('Page.navigate', { url });
          if (errorText) throw new Error(`${url}: ${String(errorText)}`);
          await loaded;
        },
        async run<T>(expression: string) {
          const { result, exceptionDetails } = (await tab.send('Runtime.evaluate', {
            expression,
            awaitPromise: true,
            returnByValue: true,
          })) as {
            result: { value: T };
            exceptionDetails?: { text: string; exception?: { description?: string } };
          };
          if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
          return result.value;
        },
      };
      await tab.send('Page.enable');
      return tab;
    },
    async end() {
      const tree = descendants(child.pid ?? 0);
      await send('Browser.close').catch(() => {});
      const late = setTimeout(() => killAll(tree), 5000);
      await exit;
      clearTimeout(late);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};
