import { defineConfig } from '@playwright/test';

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
  projects: [{ name: 'chromium' }, { name: 'firefox' }, { name: 'webkit' }],
});
