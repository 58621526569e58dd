/** The store without HTTP, in a process of its own: as many inserts under way as the load generator has connections. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readBody } from '../../../collector/ingest.js';
import { openSqlite } from '../../../collector/store/sqlite/open.js';
import { folder } from '../../../collector/testing/collector.js';
import { bodyOf } from './bodies.js';

export interface StoreOrder {
  run: number;
  seconds: number;
  connections: number;
}

const dir = await folder();
const store = await openSqlite(join(dir, 'rtp.db'));
process.on('message', async (order: StoreOrder | 'end') => {
  if (order === 'end') {
    await store.close();
    await rm(dir, { recursive: true });
    process.exit(0);
  }
  // Read beforehand: what is measured is the way from an event to its commit. Made ones run out only if it is ten times as fast.
  const ready = Array.from({ length: order.seconds * 60_000 }, (_, n) => readBody(bodyOf(order.run, n), Date.now()).events);
  let at = 0;
  const began = performance.now();
  const until = began + order.seconds * 1000;
  const lane = async (): Promise<void> => {
    while (performance.now() < until && at < ready.length) await store.insert(ready[at++] ?? []);
  };
  await Promise.all(Array.from({ length: order.connections }, lane));
  process.send?.(at / ((performance.now() - began) / 1000));
});
process.send?.('ready');
