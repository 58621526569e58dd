import assert from 'node:assert/strict';
import Database from 'better-sqlite3';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { anEvent, storeContract } from './contract.js';
import { MAX_VALUES_A_DAY } from './rollup.js';
import { MIGRATIONS, migrate } from './schema.js';
import { openSqlite } from './sqlite.js';
import { StoreBusy } from './store.js';

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
    assert.deepEqual((await store.events({ limit: 9 })).map((row) => row.counted), [true, false]);
    assert.equal((await store.days())[0]?.sessions, 1);
    await store.close();
  });

  it('leaves nothing readable of an erased visitor', async () => {
    const file = join(dir, 'rtp.db');
    const store = await openSqlite(file);
    await store.insert([anEvent({ visitor: 'findme0visitor', value: ['findme0value'] }), anEvent({ number: 2, visitor: 'other' })]);
    await store.erase('demo', 'findme0visitor');
    await store.close();
    assert.equal((await readFile(file)).includes('findme0'), false);
  });

  it('counts by name a bounded number of values a day', async () => {
    const store = await openSqlite(join(dir, 'rtp.db'));
    const many = Array.from({ length: MAX_VALUES_A_DAY + 5 }, (_, i) => anEvent({ number: i + 1, value: ['v' + i] }));
    await store.insert(many);
    const values = await store.values('demo', 20_000);
    assert.equal(values.length, MAX_VALUES_A_DAY + 1);
    assert.deepEqual(values[0], { account: 'demo', type: 'event', value: ['(other values)'], all: 5, counted: 5 });
    await store.close();
  });

  it('brings an older file forward, step by step, and refuses a newer one', async () => {
    const file = join(dir, 'rtp.db');
    const db = new Database(file);
    migrate(db, MIGRATIONS.slice(0, 1));
    db.exec(`INSERT INTO once VALUES ('s', 'w')`);
    migrate(db, [...MIGRATIONS, 'ALTER TABLE once ADD COLUMN more TEXT']);
    assert.deepEqual(db.prepare('SELECT * FROM once').all(), [{ session: 's', what: 'w', more: null }]);
    assert.equal(db.pragma('user_version', { simple: true }), MIGRATIONS.length + 1);
    db.close();
    await assert.rejects(openSqlite(file), /newer collector/);
  });

  it('leaves a file as it was when a step fails', () => {
    const db = new Database(':memory:');
    assert.throws(() => migrate(db, [...MIGRATIONS, 'CREATE TABLE half (x); nonsense']));
    assert.equal(db.pragma('user_version', { simple: true }), MIGRATIONS.length);
    assert.equal(db.prepare(`SELECT count(*) FROM sqlite_master WHERE name = 'half'`).pluck().get(), 0);
    db.close();
  });
});
