import { test as base, expect } from '@playwright/test';
import { startCollector, type Collector } from './collector.js';
import type { Browser, Engine, Tab } from './engine.js';
import { openPlaywright } from './playwright.js';
import { startSite, type Site } from './site.js';
import { openWebKit } from './webkit.js';

interface ForTest {
  /** an account of the test's own, so that tests share a collector and not its rows */
  account: string;
  site: Site;
  /** a browser without a past, and one tab of it */
  visitor: Browser;
  tab: Tab;
}
interface ForWorker {
  engine: Engine;
  collector: Collector;
}

let accounts = 0;

export const test = base.extend<ForTest, ForWorker>({
  engine: [
    async ({}, use, info) => {
      const name = info.project.name as Engine['name'];
      const engine = name === 'webkit' ? await openWebKit() : await openPlaywright(name);
      await use(engine);
      await engine.end();
    },
    { scope: 'worker' },
  ],
  collector: [
    async ({}, use) => {
      const collector = await startCollector();
      await use(collector);
      await collector.close();
    },
    { scope: 'worker' },
  ],
  account: async ({}, use) => use(`t${++accounts}`),
  site: async ({ collector }, use) => {
    const site = await startSite(collector.url);
    await use(site);
    await site.close();
  },
  visitor: [
    async ({ engine }, use) => {
      const visitor = await engine.fresh();
      await use(visitor);
      await visitor.close();
    },
    // A time of its own: a browser that does not start is started again.
    { timeout: 90_000 },
  ],
  tab: async ({ visitor }, use) => use(await visitor.newTab()),
});

export { expect };

/** Values of the stored events of type event, sorted. */
export const values = (events: { type: string; value: string[] }[]): string[] =>
  events
    .filter((event) => event.type === 'event')
    .map((event) => event.value.join('|'))
    .sort();
