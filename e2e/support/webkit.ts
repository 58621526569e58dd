/** WebKitGTK's MiniBrowser through Debian's WebKitWebDriver: a small client of the WebDriver protocol (W3C). */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Browser, Engine, Tab } from './engine.js';
import { loneMiniBrowser, SOFTWARE } from './alone.js';
import { until } from './until.js';
import { startSession, type Call } from './webkit-session.js';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** WebDriver's names of keys (W3C WebDriver, 17.4.2). */
const KEYS = { Tab: '\uE004', Enter: '\uE007', Escape: '\uE00C' };

/** A display of our own: Xvfb says its number on descriptor 3. */
const startDisplay = async (): Promise<[ChildProcess, string]> => {
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [said] = (await once(child.stdio[3] as NodeJS.ReadableStream, 'data')) as [Buffer];
  return [child, ':' + said.toString().trim()];
};

/** Names the page whose content is there; 0 while it is on its way. */
const CONTENT = `() => (document.readyState === 'loading' ? 0 : performance.timeOrigin)`;

const openTab = (call: Call, handle: string): Tab => {
  // A command goes to the window that was chosen last.
  const here: Call = async (method, path, body) => {
    await call('POST', '/window', { handle });
    return call(method, path, body);
  };
  const run = (code: string, args: unknown[]): Promise<unknown> =>
    here('POST', '/execute/sync', { script: `return (${code})(...arguments)`, args });
  return {
    async open(url) {
      const page = await run(CONTENT, []);
      await here('POST', '/url', { url });
      const content = (): Promise<unknown> =>
        run(CONTENT, []).catch((error: Error) => {
          // The page before went away under the question.
          if (/no such frame/.test(error.message)) return 0;
          throw error;
        });
      await until(
        content,
        (now) => now !== 0 && now !== page,
        () => `${url} does not come`,
      );
    },
    visit: async (url) => void (await run('(to) => void setTimeout(() => { location.href = to; })', [url])),
    async click(selector) {
      // The driver does not wait for an element to be where it can be clicked; a page that scrolls smoothly would still move.
      const reachable = `(selector) => {
        const element = document.querySelector(selector);
        if (!element) return false;
        element.scrollIntoView({ block: 'center', behavior: 'instant' });
        const { x, y, width, height } = element.getBoundingClientRect();
        return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
      }`;
      await until(
        () => run(reachable, [selector]),
        Boolean,
        () => `${selector} cannot be clicked`,
      );
      const element = await here<Record<string, string>>('POST', '/element', { using: 'css selector', value: selector });
      await call('POST', `/element/${element[ELEMENT]}/click`, {});
    },
    press: async (key) => {
      const actions = [
        { type: 'keyDown', value: KEYS[key] },
        { type: 'keyUp', value: KEYS[key] },
      ];
      await here('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
    },
    run: (work, ...args) => run(String(work), args) as Promise<Awaited<ReturnType<typeof work>>>,
    back: async () => void (await here('POST', '/back', {})),
    close: async () => void (await here('DELETE', '/window')),
  };
};

export const openWebKit = async (): Promise<Engine> => {
  const [display, DISPLAY] = await startDisplay();
  const start = async (): Promise<Browser> => {
    const session = await startSession({ ...process.env, DISPLAY, ...SOFTWARE });
    const { call } = session;
    let first: string | undefined = session.first;
    const open = new Set<string>();
    return {
      async newTab() {
        // A new one opens from an open one; the one chosen last may be closed, and one that a page opened may be closing.
        if (!first) await call('POST', '/window', { handle: [...open][0] ?? (await call<string[]>('GET', '/window/handles'))[0] });
        const handle = first ?? (await call<{ handle: string }>('POST', '/window/new', { type: 'tab' })).handle;
        first = undefined;
        open.add(handle);
        const tab = openTab(call, handle);
        return { ...tab, close: () => (open.delete(handle), tab.close()) };
      },
      before: async () => false,
      close: session.end,
    };
  };
  return {
    name: 'webkit',
    fresh: start,
    lasting: async (folder) => loneMiniBrowser(folder, DISPLAY),
    async end() {
      display.kill();
      await once(display, 'exit');
    },
  };
};
