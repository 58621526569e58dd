import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { expireAll } from './retention.js';
import { anEvent } from './testing/contract.js';
import { openSqlite } from './store/sqlite/open.js';
import { folder } from './testing/collector.js';

it('retention deletes whole days of the accounts that want it', async () => {
  const dir = await folder();
  const store = await openSqlite(join(dir, 'rtp.db'));
  const now = Date.UTC(2026, 4, 10, 12);
  const days = [0, 1, 2, 3].map((ago, i) => ({ number: i + 1, at: now - ago * 86_400_000 }));
  await store.insert(days.flatMap((day) => [anEvent(day), anEvent({ ...day, page: 'mp0000000page2', account: 'forever' })]));
  const daysOf = (account: string): number | null => (account === 'forever' ? null : 2);
  assert.equal(await expireAll(store, daysOf, now), 1, 'the day that began two days ago is kept whole');
  assert.equal(await expireAll(store, daysOf, now + 86_400_000), 1);
  assert.equal(await expireAll(store, daysOf, now + 86_400_000), 0);
  assert.equal((await store.events({ limit: 100, account: 'forever' })).length, 4);
  assert.equal((await store.days('demo')).length, 4);
  await store.close();
  await rm(dir, { recursive: true });
});
