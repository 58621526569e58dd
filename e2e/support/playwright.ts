import { chromium, firefox, type Browser as Native, type BrowserContext, type BrowserType, type LaunchOptions } from '@playwright/test';
import { loneChromium } from './alone.js';
import type { Browser, Engine, Lasting, Tab } from './engine.js';
import { commandOf, descendants, killAll, matching } from './processes.js';
import { until } from './until.js';

/** No processes in reserve: a page's own would be one of those that were there before it. */
const PREFERENCES = { 'dom.ipc.processPrelaunch.enabled': false };

/**
 * The last list of features counts: Playwright's that matter to Debian's browser, and the pages of the address bar's own, of which
 * each window, and so each visitor, would load two.
 */
const WITHOUT = [
  'DestroyProfileOnBrowserClose',
  'DialMediaRouteProvider',
  'GlobalMediaControls',
  'HttpsUpgrades',
  'MediaRouter',
  'PaintHolding',
  'OptimizationHints',
  'Translate',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
];

const OPTIONS: Record<'chromium' | 'firefox', LaunchOptions> = {
  chromium: {
    executablePath: '/usr/bin/chromium',
    // Playwright switches the back/forward cache off, which visitors have.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--disable-features=${WITHOUT}`,
    ],
  },
  firefox: { channel: 'moz-firefox', executablePath: new URL('firefox.sh', import.meta.url).pathname, firefoxUserPrefs: PREFERENCES },
};
/** How the command line of Firefox's renderers looks. */
const RENDERER = / -contentproc .* tab $/;

const openTab = async (context: BrowserContext, name: 'chromium' | 'firefox'): Promise<Tab> => {
  const page = await context.newPage();
  const said: string[] = [];
  page.on('console', (message) => {
    if (/error|warning/.test(message.type())) said.push(`${message.type()}: ${message.text()} ${message.location().url}`);
  });
  // Playwright may still hold the page before for the one that is there, while that is just going: its context is destroyed, and
  // what was to run did not. The one that is there now runs it. (What did run answers before it goes, 50 ms later.)
  const leave = (code: string): Promise<unknown> =>
    page.evaluate(code).catch((error: Error) => {
      if (!/context was destroyed/.test(error.message)) throw error;
      return page.evaluate(code);
    });
  // The page goes by itself: Firefox's driver takes a second navigation, of its own even, for an interruption.
  // A page that is to be left for another document carries a mark: the same address opened again is another document.
  const go = async (url: string): Promise<void> => {
    await leave(`{
      const to = ${JSON.stringify(url)};
      if (!to.includes('#') || to.split('#')[0] !== location.href.split('#')[0]) document[Symbol.for('left')] = true;
      setTimeout(() => { location.href = to }, 50);
    }`);
  };
  return {
    visit: go,
    async open(url) {
      await go(url);
      // A core that does not come holds back the load event of its page, not its content.
      const look = (): Promise<string> =>
        page
          .evaluate(`(document[Symbol.for('left')] ? 'left ' : '') + document.readyState + location.href`)
          .catch(String) as Promise<string>; // it is leaving just now
      await until(
        look,
        (seen) => /^[ic]/.test(seen) && seen.endsWith(url),
        (seen) => `at ${seen}, not ${url}`,
      );
    },
    click: (selector) => page.click(selector, { noWaitAfter: true }),
    press: (key) => page.keyboard.press(key),
    run: (work, ...args) => page.evaluate(`(${String(work)})(...${JSON.stringify(args)})`) as Promise<Awaited<ReturnType<typeof work>>>,
    // Playwright's own way waits for a load, and a page out of the back/forward cache has none.
    back: async () => void (await leave('setTimeout(() => history.back(), 50)')),
    close: () => page.close(),
    said: () => said.splice(0),
    ...(name === 'chromium' && {
      async crash() {
        const session = await context.newCDPSession(page);
        const gone = page.waitForEvent('crash');
        // Its answer would come from the process that it ends.
        session.send('Page.crash').catch(() => undefined);
        await gone;
      },
    }),
  };
};

/** All origins in a few processes: a machine of two cores cannot start hundreds. */
const CROWDED: Record<'chromium' | 'firefox', LaunchOptions> = {
  chromium: {
    ...OPTIONS.chromium,
    args: [...(OPTIONS.chromium.args ?? []), '--disable-site-isolation-trials', '--renderer-process-limit=2'],
  },
  firefox: { ...OPTIONS.firefox, firefoxUserPrefs: { ...PREFERENCES, 'fission.autostart': false } },
};

/** Chromium and Firefox, Debian's own, through Playwright. */
export const openPlaywright = async (name: 'chromium' | 'firefox', crowded?: 'crowded'): Promise<Engine> => {
  const type: BrowserType = name === 'chromium' ? chromium : firefox;
  const native: Native = await type.launch((crowded ? CROWDED : OPTIONS)[name]);
  const renderers = (): number[] => descendants(process.pid).filter((pid) => RENDERER.test(commandOf(pid)));
  return {
    name,
    async fresh() {
      const context = await native.newContext();
      const browser: Browser = {
        newTab: () => openTab(context, name),
        before: async (script) => {
          await context.addInitScript(script);
          return true;
        },
        // Chromium's are not told from the one that it keeps in reserve.
        ...(name === 'firefox' && { renderers }),
        offline: (off) => context.setOffline(off),
        close: () => context.close(),
      };
      return browser;
    },
    async lasting(folder) {
      if (name === 'chromium') return loneChromium(folder);
      const context = await type.launchPersistentContext(folder, OPTIONS[name]);
      const ours = (): number[] => matching(folder);
      const lasting: Lasting = {
        visit: async (url) => (await openTab(context, name)).visit(url),
        renderers,
        async kill() {
          killAll(ours().flatMap((pid) => descendants(pid)));
          await until(
            async () => ours().length,
            (left) => left === 0,
            (left) => `${left} processes outlived the kill`,
          );
        },
      };
      return lasting;
    },
    end: () => native.close(),
  };
};
