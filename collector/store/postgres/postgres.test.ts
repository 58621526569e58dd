import assert from 'node:assert/strict';
import pg from 'pg';
import { after, before, describe, it } from 'node:test';
import { anEvent, storeContract } from '../../testing/contract.js';
import { MIGRATIONS, migrate } from './schema.js';
import { startPostgres, type Postgres } from '../../testing/postgres.js';
import { openPostgres, type PostgresOptions } from './open.js';
import { MAX_VALUES_A_DAY } from '../counts.js';
import { StoreBusy, type Store } from '../store.js';

describe('postgres', () => {
  let server: Postgres;
  before(async () => {
    server = await startPostgres();
    await server.sql('postgres', 'CREATE DATABASE model');
    await (await open('model')).close();
  });
  after(() => server.end());

  const sql: Postgres['sql'] = (database, text) => server.sql(database, text);
  const fresh = (): Promise<string> => server.fresh('model');
  const open = async (name: string, options: PostgresOptions = {}): Promise<Store> => openPostgres(server.url(name), options);

  storeContract('postgres', async () => {
    const name = await fresh();
    const store = await open(name);
    return {
      store,
      end: async () => {
        await store.close();
        await sql('postgres', `DROP DATABASE ${name} WITH (FORCE)`);
      },
    };
  });

  it('counts right with several collectors on the same ids and sessions at once', async () => {
    const name = await fresh();
    const stores = await Promise.all([open(name), open(name), open(name)]);
    const batch = (round: number) =>
      Array.from({ length: 60 }, (_, i) =>
        anEvent({
          page: `mp0000000r${round}p${i % 6}`,
          number: 1 + Math.floor(i / 6),
          session: `s${round}.${i % 4}`,
          value: ['v' + (i % 5)],
        }),
      );
    const rounds = 12;
    const all = await Promise.all(
      Array.from({ length: rounds }, (_, round) =>
        stores.map((store, k) => store.insert(k % 2 ? batch(round) : batch(round).reverse())),
      ).flat(),
    );
    assert.equal(all.flat().filter((outcome) => outcome === 'new').length, rounds * 60);
    const [found] = await (stores[1] as Store).days('demo');
    const rows = await (stores[0] as Store).events({ limit: 10_000 });
    assert.equal(rows.length, rounds * 60);
    assert.equal(rows.filter((row) => row.counted).length, rounds * 20);
    assert.deepEqual(
      [found?.stored, found?.counted, found?.sessions, found?.gaps, found?.duplicates],
      [rounds * 60, rounds * 20, rounds * 4, 0, rounds * 120],
    );
    await Promise.all(stores.map((store) => store.close()));
  });

  it('passes no row when a reader pages while several write', async () => {
    const name = await fresh();
    const stores = await Promise.all([open(name), open(name)]);
    let writing = true;
    const write = Promise.all(
      stores.flatMap((store, k) =>
        Array.from({ length: 4 }, async (_, n) => {
          for (let i = 1; i <= 40; i++) await store.insert([anEvent({ page: `mp0000000k${k}n${n}`, number: i })]);
        }),
      ),
    ).then(() => (writing = false));
    const seen: number[] = [];
    let after = 0;
    for (;;) {
      const last = !writing;
      const rows = await (stores[0] as Store).events({ after, limit: 7 });
      for (const row of rows) seen.push((after = row.seq));
      if (last && !rows.length) break;
    }
    await write;
    assert.equal(new Set(seen).size, 320);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('answers StoreBusy while the server is away, bounded, and stores again when it is back', async () => {
    const name = await fresh();
    const store = await open(name, { patienceMs: 300, queue: 10 });
    await store.insert([anEvent()]);
    await server.kill();
    await assert.rejects(store.insert([anEvent({ number: 2 })]), StoreBusy);
    await assert.rejects(store.health());
    const ten = Array.from({ length: 10 }, (_, i) => anEvent({ number: i + 3 }));
    const waiting = store.insert(ten);
    await assert.rejects(store.insert([anEvent({ number: 99 })]), /too many/);
    await assert.rejects(waiting, StoreBusy);
    await server.start();
    await store.health();
    assert.deepEqual(
      await store.insert(ten),
      ten.map(() => 'new'),
    );
    assert.deepEqual(await store.insert([anEvent()]), ['duplicate']);
    assert.deepEqual(
      await store.missing([
        ['mp0000000page1', 2],
        ['mp0000000page1', 3],
      ]),
      [['mp0000000page1', 2]],
    );
    assert.equal((await store.events({ limit: 100 })).length, 11);
    await store.close();
  });

  it('waits for the server at the start', async () => {
    const name = await fresh();
    await server.kill();
    const opening = open(name);
    await server.start();
    const store = await opening;
    await store.health();
    await store.close();
  });

  it('counts by name a bounded number of values a day', async () => {
    const name = await fresh();
    const store = await open(name, { writers: 1 });
    await store.insert(Array.from({ length: MAX_VALUES_A_DAY + 5 }, (_, i) => anEvent({ number: i + 1, value: ['v' + i] })));
    const values = await store.values('demo', 20_000);
    assert.equal(values.length, MAX_VALUES_A_DAY + 1);
    assert.deepEqual(values[0], { account: 'demo', type: 'event', value: ['(other values)'], all: 5, counted: 5 });
    // A campaign's own totals have a name all the same.
    const met = anEvent({ page: 'mp2222222222', type: 'campaign-met', value: ['7', 'B'] });
    await store.insert([met, { ...met, number: 2, type: 'event', value: ['one more'] }]);
    assert.equal((await store.valueDaysOf('campaign-met', { from: '2026-01-01' }, 'demo', '7'))[0]?.all, 1);
    assert.equal((await store.values('demo', 20_000))[0]?.all, 6);
    await store.close();
  });

  it('refuses a server that may forget, and a database of a newer collector', async () => {
    const name = await fresh();
    const client = new pg.Client(server.url(name));
    await client.connect();
    await migrate(client, [...MIGRATIONS, 'CREATE TABLE more (x integer)']);
    await client.end();
    await assert.rejects(open(name, { startMs: 0 }), /newer collector/);
    await sql('postgres', 'ALTER SYSTEM SET fsync = off');
    await sql('postgres', 'SELECT pg_reload_conf()');
    const other = await fresh();
    await assert.rejects(open(other, { startMs: 0 }), /fsync off/);
    await sql('postgres', 'ALTER SYSTEM RESET fsync');
    await sql('postgres', 'SELECT pg_reload_conf()');
  });

  it('brings an older database forward, and leaves it as it was when a step fails', async () => {
    const name = await fresh();
    const client = new pg.Client(server.url(name));
    await client.connect();
    await migrate(client);
    await assert.rejects(migrate(client, [...MIGRATIONS, 'CREATE TABLE half (x integer); nonsense']));
    assert.deepEqual((await client.query(`SELECT version, to_regclass('half') AS half FROM rtp_schema`)).rows, [
      { version: MIGRATIONS.length, half: null },
    ]);
    await migrate(client, [...MIGRATIONS, 'ALTER TABLE once ADD COLUMN more text']);
    assert.deepEqual((await client.query('SELECT version FROM rtp_schema')).rows, [{ version: MIGRATIONS.length + 1 }]);
    await client.end();
  });
});
