import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { anEvent, storeContract } from '../../testing/contract.js';
import { MAX_VALUES_A_DAY } from '../counts.js';
import { openDatabase } from './driver.js';
import { openSqlite } from './open.js';
import { WINDOW } from './read.js';
import { StoreBusy, type EventQuery, type Store } from '../store.js';

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'rtp-store-'));

storeContract('sqlite', async () => {
  const dir = await folder();
  const store = await openSqlite(join(dir, 'rtp.db'));
  return {
    store,
    end: async () => {
      await store.close();
      await rm(dir, { recursive: true });
    },
  };
});

describe('sqlite', () => {
  let dir = '';
  beforeEach(async () => (dir = await folder()));
  afterEach(() => rm(dir, { recursive: true }));

  it('refuses what does not fit its queue, and takes it later', async () => {
    const store = await openSqlite(join(dir, 'rtp.db'), { queue: 10 });
    const ten = Array.from({ length: 10 }, (_, i) => anEvent({ number: i + 1 }));
    const first = store.insert(ten);
    await assert.rejects(store.insert([anEvent({ number: 11 })]), StoreBusy);
    await first;
    assert.deepEqual(await store.insert([anEvent({ number: 11 })]), ['new']);
    await store.close();
  });

  it('keeps its rows and its counts over a restart', async () => {
    const file = join(dir, 'deep/er/rtp.db');
    let store = await openSqlite(file);
    await store.insert([anEvent()]);
    await store.close();
    store = await openSqlite(file);
    await store.insert([anEvent({ number: 2 })]);
    assert.deepEqual(
      (await store.events({ limit: 9 })).map((row) => row.counted),
      [true, false],
    );
    assert.equal((await store.days())[0]?.sessions, 1);
    await store.close();
  });

  for (const [way, remove] of [
    ['an erased visitor', (store: Store) => store.erase('demo', 'findme0visitor')],
    ['what retention deleted', (store: Store) => store.expire(new Map([['demo', Date.UTC(2026, 4, 11)]]))],
  ] as const) {
    it(`leaves nothing readable of ${way}, neither in the file nor in its log, while it goes on`, async () => {
      const file = join(dir, 'rtp.db');
      const store = await openSqlite(file);
      const there = async (): Promise<string[]> => {
        const found = [];
        // Not the events alone: the tables of sessions, values and page views name people, too.
        for (const name of await readdir(dir)) {
          const bytes = await readFile(join(dir, name));
          for (const text of ['findme0visitor', 'findme0session', 'findme0value', 'findme0place', 'mp00findme0page'])
            if (bytes.includes(text)) found.push(name + ': ' + text);
        }
        return found;
      };
      const findMe = {
        visitor: 'findme0visitor',
        session: 'findme0session',
        page: 'mp00findme0page',
        url: 'https://shop.test/findme0place',
        referrer: 'https://findme0place.test/',
        vars: { customVar1: 'findme0value' },
      };
      await store.insert(
        Array.from({ length: 300 }, (_, i) => anEvent({ ...findMe, number: i + 1, value: ['findme0value' + (i % 9), 'x'.repeat(i * 7)] })),
      );
      await store.insert([
        anEvent({ ...findMe, page: 'mp00findme0page2', session: null, arrival: 'rescue' }),
        anEvent({ page: 'mp0000000page9', visitor: 'other', at: anEvent().at + 86_400_000 }),
      ]);
      assert.ok((await there()).length >= 5, 'it was there');
      assert.equal(await remove(store), 301);
      assert.deepEqual(await there(), []);
      assert.equal((await store.events({ limit: 1000 })).length, 1);
      await store.close();
      assert.deepEqual(await there(), []);
    });
  }

  it('expires what is old wherever it stands among the rows of its account', async () => {
    const store = await openSqlite(join(dir, 'rtp.db'), { queue: 100_000 });
    const now = anEvent().at;
    // The first, the last of one look, the first of the next, and the very last; and more than one piece in between.
    const old = new Set([1, WINDOW, WINDOW + 1, WINDOW + 100]);
    for (let number = 9000; number < 9700; number++) old.add(number);
    await store.insert(
      Array.from({ length: WINDOW + 100 }, (_, i) => anEvent({ number: i + 1, ...(old.has(i + 1) ? { at: now - 9 * 86_400_000 } : {}) })),
    );
    assert.equal(await store.expire(new Map([['demo', now - 86_400_000]])), old.size);
    const left = await store.events({ limit: 100_000 });
    assert.equal(left.length, WINDOW + 100 - old.size);
    assert.ok(left.every(({ number }) => !old.has(number)));
    await store.close();
  });

  it('reads an account in order, latest first or one piece after the other, however far apart its rows stand', async () => {
    const store = await openSqlite(join(dir, 'rtp.db'), { queue: 100_000 });
    const mine = new Set([1, 2, 63, 64, 65, 16_383, 16_384, 16_385, 33_000, 40_000]);
    await store.insert(
      Array.from({ length: 40_000 }, (_, i) =>
        anEvent({ page: 'mp00000p' + Math.floor(i / 9), number: i, account: mine.has(i + 1) ? 'mine' : 'demo' }),
      ),
    );
    const seqs = async (query: Partial<EventQuery>): Promise<number[]> =>
      (await store.events({ account: 'mine', limit: 3, ...query })).map(({ seq }) => seq);
    const all = [...mine];
    assert.deepEqual(await seqs({}), all.slice(-3));
    assert.deepEqual(await seqs({ limit: 8 }), all.slice(-8));
    for (let at = 0; at < all.length; at += 3) assert.deepEqual(await seqs({ after: all[at - 1] ?? 0 }), all.slice(at, at + 3));
    assert.deepEqual(await seqs({ after: 40_000 }), []);
    assert.deepEqual(await seqs({ account: 'nobody' }), []);
    assert.equal(await store.erase('demo', 'visitor1'), 39_990);
    assert.deepEqual(await seqs({ limit: 100 }), all);
    await store.close();
    const db = openDatabase(join(dir, 'rtp.db'), { readonly: true });
    const accounts = (table: string): unknown[] => db.prepare(`SELECT DISTINCT account FROM ${table}`).pluck().all();
    assert.deepEqual([accounts('blocks'), accounts('seen')], [['mine'], ['mine']], 'nothing is left of what is erased');
    db.close();
  });

  it('counts by name a bounded number of values a day', async () => {
    const store = await openSqlite(join(dir, 'rtp.db'));
    const many = Array.from({ length: MAX_VALUES_A_DAY + 5 }, (_, i) => anEvent({ number: i + 1, value: ['v' + i] }));
    await store.insert(many);
    const values = await store.values('demo', 20_000);
    assert.equal(values.length, MAX_VALUES_A_DAY + 1);
    assert.deepEqual(values[0], { account: 'demo', type: 'event', value: ['(other values)'], all: 5, counted: 5 });
    // A campaign's own totals have a name all the same.
    const met = anEvent({ page: 'mp2222222222', type: 'campaign-met', value: ['7', 'B'] });
    await store.insert([met, { ...met, number: 2, type: 'event', value: ['one more'] }]);
    assert.equal((await store.valueDaysOf('campaign-met', { from: '2026-01-01' }, 'demo', '7'))[0]?.all, 1);
    assert.equal((await store.values('demo', 20_000))[0]?.all, 6);
    // These have an end as well: they can be forged.
    await store.insert(Array.from({ length: MAX_VALUES_A_DAY + 5 }, (_, i) => ({ ...met, number: i + 3, value: ['7', 'forged' + i] })));
    assert.equal((await store.values('demo', 30_000)).length, 2 * MAX_VALUES_A_DAY + 2);
    await store.close();
  });
});
