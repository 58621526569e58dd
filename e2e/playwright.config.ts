import { defineConfig } from '@playwright/test';

/** What the promise rests on: `npm test` plays these in all engines. */
const DELIVERY = /(faults|seed)\.spec\.ts$/;
/** And these in Chromium: its ten minutes have no room for more. */
const CORE = /(arrival|campaigns|campaigns\.pages|consent|demo|faults|outbox|seed|stubs|upgrade)\.spec\.ts$/;
/**
 * `test`: what `npm test` plays, within its ten minutes. `engines`: what it leaves out, which is everything else in each engine.
 * Nothing: all of it, for `npx playwright test` by hand.
 */
const part = process.env['RTP_E2E'];

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  // Two cores: one browser each. No retries: a test that passes the second time has found something.
  workers: 2,
  retries: 0,
  timeout: 60_000,
  fullyParallel: false,
  forbidOnly: true,
  reporter: [['list']],
  projects: [
    ...['chromium', 'firefox', 'webkit'].map((name) => {
      const first = name === 'chromium' ? CORE : DELIVERY;
      return { name, ...(part === 'test' ? { testMatch: first } : part === 'engines' ? { testIgnore: first } : {}) };
    }),
  ],
});
