import assert from 'node:assert/strict';
import pg from 'pg';
import { after, before, describe, it } from 'node:test';
import { anEvent } from '../../testing/contract.js';
import { startPostgres, type Postgres } from '../../testing/postgres.js';
import { dayOf } from '../day.js';
import type { Store, StoredEvent } from '../store.js';
import { openPostgres } from './open.js';

const DAY = 86_400_000;

describe('postgres, day by day', () => {
  let server: Postgres;
  /** ms since 1970 of the server's midnight: the tests' own clock may be another day by then */
  let today: number;
  before(async () => {
    server = await startPostgres();
    await server.sql('postgres', 'CREATE DATABASE model');
    await (await openPostgres(server.url('model'))).close();
    today = Date.parse((await server.sql<{ d: string }>('model', 'SELECT rtp_today()::text AS d'))[0]?.d ?? '');
  });
  after(() => server.end());

  const part = (table: string, at: number): string => `${table}_${dayOf(at).replaceAll('-', '')}`;
  const daysOf = async (name: string): Promise<string[]> =>
    (await server.sql<{ d: string }>(name, 'SELECT d::text FROM rtp_days() d')).map((row) => row.d);
  const from = (start: number, count: number): string[] => Array.from({ length: count }, (_, i) => dayOf(start + i * DAY));
  /** The server's clock, as far as the partitions go. */
  const setToday = (name: string, at: number) =>
    server.sql(name, `CREATE OR REPLACE FUNCTION rtp_today() RETURNS date LANGUAGE sql STABLE AS $$ SELECT date '${dayOf(at)}' $$`);
  /** An event at a moment, of a page view and a session that began then. */
  const event = (at: number, given: Partial<StoredEvent> = {}): StoredEvent =>
    anEvent({ page: `${at}0000000000`, session: `${at}1111`, visitor: `${at}2222`, at, ...given });
  const ids = async (store: Store): Promise<string[]> =>
    (await store.events({ limit: 1000 })).map((row) => `${row.account} ${row.page}.${row.number}`).sort();
  const where = async (name: string, table = 'events'): Promise<string[]> =>
    (await server.sql<{ t: string }>(name, `SELECT tableoid::regclass::text AS t FROM ${table} GROUP BY 1 ORDER BY 1`)).map((row) => row.t);

  it('makes days ahead, whichever collector comes first; what waited for a day moves in', async () => {
    const name = await server.fresh();
    const stores = await Promise.all([1, 2, 3].map(() => openPostgres(server.url(name))));
    assert.deepEqual(await daysOf(name), from(today, 4));
    const fast = event(today + 5 * DAY + 1);
    await stores[0]?.insert([fast]);
    assert.deepEqual(await where(name), ['events_beyond']);
    await setToday(name, today + 3 * DAY);
    const more = await Promise.all([1, 2].map(() => openPostgres(server.url(name))));
    assert.deepEqual(await daysOf(name), from(today, 7));
    for (const table of ['events', 'once', 'pages', 'seen', 'day_values'])
      assert.deepEqual(await where(name, table), [part(table, today + 5 * DAY)], table);
    assert.deepEqual(await stores[1]?.insert([fast]), ['duplicate']);
    assert.deepEqual(await stores[2]?.missing([[fast.page, 1]]), []);
    await Promise.all([...stores, ...more].map((store) => store.close()));
  });

  it('finds the day of an id in the id; wrong clocks are before and beyond', async () => {
    const name = await server.fresh('model');
    const store = await openPostgres(server.url(name));
    const last = event(today + DAY - 1);
    const first = event(today + DAY);
    await store.insert([last, first]);
    const rows = await server.sql<{ t: string; page: string }>(
      name,
      'SELECT tableoid::regclass::text AS t, page FROM events ORDER BY page',
    );
    assert.deepEqual(
      rows.map((row) => row.t),
      [part('events', today), part('events', today + DAY)],
    );
    const wrong = [
      event(today, { page: '0000000000000123456' }),
      event(today, { page: '9999999999999123456' }),
      event(today, { page: 'letters00' }),
    ];
    assert.deepEqual(await store.insert(wrong), ['new', 'new', 'new']);
    assert.deepEqual(await store.insert(wrong), ['duplicate', 'duplicate', 'duplicate']);
    assert.deepEqual(await where(name), [part('events', today), part('events', today + DAY), 'events_before', 'events_beyond'].sort());
    assert.equal(
      (await store.days('demo', { from: dayOf(today) })).reduce((sum, day) => sum + day.stored, 0),
      5,
    );
    assert.equal(await store.expire(new Map([['demo', today + DAY]])), 4, 'by when they were, not by what their ids say');
    assert.deepEqual(await ids(store), [`demo ${first.page}.1`]);
    await store.close();
  });

  it('opens no other day to store, to complete and to ask', async () => {
    const name = await server.fresh('model');
    const store = await openPostgres(server.url(name), { patienceMs: 2000, statementMs: 2000 });
    const other = new pg.Client(server.url(name));
    await other.connect();
    await other.query('BEGIN');
    for (const table of ['events', 'once', 'pages', 'seen', 'day_values'])
      for (const one of ['before', 'beyond', part('', today + DAY).slice(1)])
        await other.query(`LOCK TABLE ${table}_${one} IN ACCESS EXCLUSIVE MODE`);
    const guest = event(today + 1000, { visitor: null, session: null });
    // More often than it takes until PostgreSQL keeps one plan for all.
    for (let number = 1; number <= 12; number++) {
      assert.deepEqual(await store.insert([{ ...guest, number }]), ['new']);
      assert.deepEqual(await store.insert([event(today + 1000, { number })]), ['completed']);
      assert.deepEqual(
        await store.missing([
          [guest.page, number],
          [guest.page, 99],
        ]),
        [[guest.page, 99]],
      );
    }
    await other.query('ROLLBACK');
    await other.end();
    assert.equal((await store.days())[0]?.stored, 12);
    await store.close();
  });

  it('empties a day that is over at once, and puts back the few rows that stay', async () => {
    const name = await server.fresh('model');
    const store = await openPostgres(server.url(name));
    const many = Array.from({ length: 300 }, (_, i) => event(today + 1000 + i));
    const night = event(today + DAY - 1000);
    // Of a tab that was open over midnight, and of an account that keeps for ever.
    const later: StoredEvent = { ...night, number: 2, at: today + DAY + 1000, value: ['later'] };
    const kept = event(today + 5000, { account: 'kept' });
    await store.insert([...many, night, later, kept]);
    const file = async (table: string): Promise<unknown> =>
      (await server.sql(name, `SELECT pg_relation_filenode('${part(table, today)}') AS file`))[0]?.file;
    const before = await file('events');
    const limits = new Map([['demo', today + DAY]]);
    await store.expire(limits);
    assert.notEqual(await file('events'), before, 'emptied, not deleted row by row');
    assert.deepEqual(await ids(store), [`demo ${night.page}.2`, `kept ${kept.page}.1`]);
    // What is known of the rows that stayed is right: id, what was counted, the gaps of the page view, values and visitors.
    assert.deepEqual(await store.insert([later, kept]), ['duplicate', 'duplicate']);
    assert.deepEqual(
      await store.insert([
        { ...later, number: 3 },
        { ...kept, number: 2 },
      ]),
      ['new', 'new'],
    );
    assert.deepEqual(
      (await store.events({ limit: 10 })).map((row) => row.counted),
      [true, true, false, false],
    );
    assert.deepEqual(
      (await store.days()).map((day) => [day.account, day.stored, day.gaps, day.visitors]),
      [
        ['demo', 301, 0, 301],
        ['kept', 2, 0, 1],
        ['demo', 2, 0, 1],
      ],
    );
    assert.deepEqual(
      (await store.values()).map((value) => [value.account, value.value, value.all]),
      [
        ['demo', ['later'], 2],
        ['kept', ['one'], 2],
      ],
    );
    assert.equal(await store.expire(limits), 0);
    await store.close();
  });

  it('deletes row by row where too much stays', async () => {
    const name = await server.fresh('model');
    const store = await openPostgres(server.url(name));
    await server.sql(
      name,
      `INSERT INTO events (page, number, account, type, value, url, at, age, arrival, anonymous, counted)
       SELECT '${today}' || lpad(n::text, 9, '0'), 1, CASE WHEN n % 2 = 0 THEN 'kept' ELSE 'demo' END, 'view', '[]', '', ${today} + n, 0, 'beacon', false, false
       FROM generate_series(1, 21000) n`,
    );
    await store.insert([event(today + 1000)]);
    assert.equal(await store.expire(new Map([['demo', today + DAY]])), 10_501);
    assert.deepEqual(await server.sql(name, 'SELECT account, count(*)::int AS n FROM events GROUP BY 1'), [{ account: 'kept', n: 10_500 }]);
    await store.close();
  });

  it('merges days that are old and empty into what is before; late events still find a place', async () => {
    const name = await server.fresh('model');
    const store = await openPostgres(server.url(name));
    const old = event(today + 1000);
    await store.insert([old, event(today + DAY + 1000)]);
    await store.expire(new Map([['demo', today + DAY]]));
    await setToday(name, today + 12 * DAY);
    const next = await openPostgres(server.url(name));
    assert.deepEqual(await daysOf(name), from(today + DAY, 15), 'the second day is not empty');
    assert.deepEqual(await next.insert([old]), ['new']);
    assert.deepEqual(await where(name), [part('events', today + DAY), 'events_before']);
    await Promise.all([store.close(), next.close()]);
  });
});
