import { defineConfig } from '@playwright/test';

/** What the promise rests on: `npm test` plays these in all engines, and everything else in Chromium. Its ten minutes have no room for more. */
const DELIVERY = /(faults|seed)\.spec\.ts$/;
/**
 * `test`: what `npm test` plays, within its ten minutes. `engines`: what it leaves out, which is everything else in Firefox and WebKit.
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
    ...(part === 'engines' ? [] : [{ name: 'chromium' }]),
    ...['firefox', 'webkit'].map((name) => ({
      name,
      ...(part === 'test' ? { testMatch: DELIVERY } : {}),
      ...(part === 'engines' ? { testIgnore: DELIVERY } : {}),
    })),
  ],
});
