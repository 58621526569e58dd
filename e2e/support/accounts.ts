/** Tests whose collector has account files of their own. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCollector, type Collector } from './collector.js';
import { test } from './fixtures.js';

/**
 * @param accounts what stands in each file, by the account's name
 * @param facts text of a module for RTP_FACTS
 * @returns `test` with a collector that reads them
 */
export const withAccounts = (accounts: Record<string, unknown>, facts?: string): typeof test =>
  test.extend<object, { collector: Collector }>({
    collector: [
      async ({}, use) => {
        const folder = await mkdtemp(join(tmpdir(), 'rtp-accounts-'));
        for (const [name, account] of Object.entries(accounts)) await writeFile(join(folder, name + '.json'), JSON.stringify(account));
        const module = join(folder, 'facts.mjs');
        if (facts) await writeFile(module, facts);
        const collector = await startCollector({ RTP_CONFIG: folder, ...(facts && { RTP_FACTS: module }) });
        await use(collector);
        await collector.close();
        await rm(folder, { recursive: true });
      },
      { scope: 'worker' },
    ],
  });
