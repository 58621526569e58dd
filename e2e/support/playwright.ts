import { chromium, firefox, type Browser as Native } from '@playwright/test';
import type { Browser, Engine, Tab } from './engine.js';

/** Chromium and Firefox, Debian's own, through Playwright. */
export const openPlaywright = async (name: 'chromium' | 'firefox'): Promise<Engine> => {
  const native: Native =
    name === 'chromium'
      ? await chromium.launch({
          executablePath: '/usr/bin/chromium',
          // Playwright switches the back/forward cache off, which visitors have.
          ignoreDefaultArgs: ['--disable-back-forward-cache'],
          args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
        })
      : await firefox.launch({ channel: 'moz-firefox', executablePath: '/usr/bin/firefox-esr' });
  return {
    name,
    async fresh() {
      // Firefox ESR does not know the override of media features that Playwright makes by default.
      const context = await native.newContext({ colorScheme: null, reducedMotion: null, forcedColors: null, contrast: null });
      const browser: Browser = {
        async newTab() {
          const page = await context.newPage();
          const tab: Tab = {
            // A core that does not come holds back the load event of its page, not its content.
            open: async (url) => void (await page.goto(url, { waitUntil: 'domcontentloaded' })),
            visit: async (url) => void (await page.evaluate((to) => void setTimeout(() => (location.href = to)), url)),
            click: (selector) => page.click(selector, { noWaitAfter: true }),
            run: (work, ...args) => page.evaluate(`(${String(work)})(...${JSON.stringify(args)})`) as Promise<ReturnType<typeof work>>,
            back: async () => void (await page.goBack()),
            close: () => page.close(),
          };
          return tab;
        },
        before: async (script) => {
          await context.addInitScript(script);
          return true;
        },
        close: () => context.close(),
      };
      return browser;
    },
    end: () => native.close(),
  };
};
