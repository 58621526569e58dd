import assert from 'node:assert/strict';
import pg from 'pg';
import { after, before, describe, it } from 'node:test';
import { ConfigError } from '../config.js';
import { anEvent, storeContract } from './contract.js';
import { openStore, readAddresses } from './open.js';
import { startPostgres, type Postgres } from './postgres-testing.js';
import { openPostgres } from './postgres.js';
import { bornAt, chooser } from './sharded-place.js';
import { openSharded, type Shard } from './sharded.js';
import { StoreBusy, type Store, type StoredEvent } from './store.js';

const NOON = Date.UTC(2026, 4, 10, 12);
const GUEST = { visitor: null, session: null, arrival: 'rescue' as const };

/** Page views and visitors by the database of two that they belong to. */
const choose = chooser([0, 0]);
const named = (prefix: string, shard: number, n = 0): string => {
  for (let i = 0; ; i++) if (choose(prefix + i, NOON) === shard && n-- === 0) return prefix + i;
};
/** of a page view whose guests are at the first, and a visitor at home at the second */
const PAGE = named(String(NOON), 0);
const VISITOR = named('visitor', 1);

describe('several databases', () => {
  let server: Postgres;
  let made = 0;
  before(async () => (server = await startPostgres()));
  after(() => server.end());

  const sql = async (database: string, text: string): Promise<void> => {
    const client = new pg.Client(server.url(database));
    await client.connect();
    await client.query(text);
    await client.end();
  };
  const fresh = async (): Promise<string> => {
    const name = `test${++made}`;
    await sql('postgres', `CREATE DATABASE ${name}`);
    return name;
  };
  const openShards = async (names: readonly string[]): Promise<Shard[]> =>
    Promise.all(
      names.map((name, position) => openPostgres(server.url(name), { writers: 2, place: { position, since: 0, shards: names.length } })),
    );
  const open = async (): Promise<{ store: Store; shards: Shard[]; names: string[] }> => {
    const names = [await fresh(), await fresh()];
    const shards = await openShards(names);
    return { store: await openSharded(shards, [0, 0]), shards, names };
  };
  const ids = async (store: Store): Promise<string[]> =>
    (await store.events({ limit: 1000 })).map((row) => `${row.page}.${row.number} ${row.visitor}`);

  storeContract(
    'two databases',
    async () => {
      const { store, names } = await open();
      return {
        store,
        end: async () => {
          await store.close();
          for (const name of names) await sql('postgres', `DROP DATABASE ${name} WITH (FORCE)`);
        },
      };
    },
    true,
  );

  it('spreads visitors evenly, and a third database takes its part of both', () => {
    const visitors = Array.from({ length: 30_000 }, (_, i) => 'visitor' + i);
    const three = chooser([0, 0, 0]);
    const count = (of: (visitor: string) => number): number[] =>
      visitors.reduce((sums, visitor) => ((sums[of(visitor)] = (sums[of(visitor)] ?? 0) + 1), sums), [] as number[]);
    for (const n of count((visitor) => choose(visitor, NOON))) assert.ok(Math.abs(n - 15_000) < 500, `${n}`);
    for (const n of count((visitor) => three(visitor, NOON))) assert.ok(Math.abs(n - 10_000) < 500, `${n}`);
    for (const visitor of visitors) assert.ok([choose(visitor, NOON), 2].includes(three(visitor, NOON)));
  });

  it('keeps all of a visitor together', async () => {
    const { store, shards } = await open();
    const visitors = Array.from({ length: 40 }, (_, i) => 'v' + i);
    await store.insert(
      visitors.flatMap((visitor) =>
        [1, 2, 3].map((number) => anEvent({ page: `${NOON}${visitor}`, number, visitor, session: 's' + visitor })),
      ),
    );
    const rows = await Promise.all(shards.map((shard) => shard.events({ limit: 1000 })));
    assert.ok(
      rows.every((some) => some.length > 20),
      'both are used',
    );
    assert.deepEqual(
      rows.map((some, n) => some.every((row) => choose(row.visitor ?? '', NOON) === n)),
      [true, true],
    );
    const [day] = await store.days('demo');
    assert.deepEqual([day?.stored, day?.counted, day?.visitors, day?.sessions, day?.gaps], [120, 40, 40, 40, 0]);
    assert.equal(await store.erase('demo', 'v7'), 3);
    await store.close();
  });

  const guest = (number = 1): StoredEvent => anEvent({ page: PAGE, number, ...GUEST, age: 7, at: NOON });
  const whole = (number = 1): StoredEvent =>
    anEvent({ page: PAGE, number, visitor: VISITOR, arrival: 'redelivery', age: 900, at: NOON + 3 });
  const one = async (store: Store, arrival: string): Promise<void> => {
    assert.deepEqual(
      (await store.events({ limit: 10 })).map((row) => [row.page, row.visitor, row.counted, row.arrival]),
      [[PAGE, VISITOR, true, arrival]],
    );
    assert.deepEqual(
      (await store.values('demo')).map((value) => [value.all, value.counted]),
      [[1, 1]],
    );
  };

  it('moves a guest to its visitor', async () => {
    const { store } = await open();
    assert.deepEqual(await store.insert([guest()]), ['new']);
    assert.deepEqual(await store.insert([whole()]), ['completed']);
    await one(store, 'rescue');
    assert.deepEqual(
      (await store.events({ limit: 1 })).map((row) => [row.at, row.age]),
      [[NOON, 7]],
    );
    assert.deepEqual(await store.insert([whole()]), ['duplicate']);
    assert.deepEqual(await store.insert([guest()]), ['duplicate']);
    await one(store, 'rescue');
    const [day] = await store.days('demo');
    assert.deepEqual([day?.stored, day?.duplicates, day?.counted, day?.sessions, day?.gaps, day?.arrivals.rescue], [1, 3, 1, 1, 0, 1]);
    await store.close();
  });

  it('lets no guest in whose event is there', async () => {
    const { store } = await open();
    assert.deepEqual(await store.insert([whole()]), ['new']);
    assert.deepEqual(await store.insert([guest()]), ['duplicate']);
    await one(store, 'redelivery');
    const [day] = await store.days('demo');
    assert.deepEqual([day?.stored, day?.duplicates, day?.arrivals.rescue], [1, 1, 0]);
    await store.close();
  });

  it('has each event once when both arrive at once, from two collectors', async () => {
    const { store, names } = await open();
    const other = await openSharded(await openShards(names), [0, 0]);
    const numbers = Array.from({ length: 60 }, (_, i) => i + 1);
    await Promise.all(
      numbers.map((n) =>
        Promise.all(n % 2 ? [store.insert([guest(n)]), other.insert([whole(n)])] : [other.insert([whole(n)]), store.insert([guest(n)])]),
      ),
    );
    assert.deepEqual((await ids(store)).sort(), numbers.map((n) => `${PAGE}.${n} ${VISITOR}`).sort());
    const [day] = await store.days('demo');
    assert.deepEqual([day?.stored, day?.duplicates, day?.counted, day?.gaps], [60, 60, 1, 0]);
    await Promise.all([store.close(), other.close()]);
  });

  /** Two databases of which the first fails at one step, once: as when the collector dies there. */
  const failing = async (step: 'leave' | 'holds') => {
    const names = [await fresh(), await fresh()];
    const shards = await openShards(names);
    let left = 1;
    const broken = shards.map(
      (shard): Shard => ({
        ...shard,
        [step]: (some: [string, number][]) => (left-- > 0 ? Promise.reject(new StoreBusy('gone', 5)) : shard[step](some)),
      }),
    );
    return { names, arm: () => (left = 1), disarm: () => (left = 0), store: await openSharded(broken, [0, 0]) };
  };

  it('answers nothing between the two steps, and ends well when the event comes again', async () => {
    const { store, arm, disarm } = await failing('leave');
    disarm();
    await store.insert([guest()]);
    arm();
    await assert.rejects(store.insert([whole()]), StoreBusy);
    assert.equal((await ids(store)).length, 2, 'stored at home, the guest still there');
    assert.deepEqual(await store.insert([whole()]), ['completed']);
    await one(store, 'rescue');
    await store.close();
  });

  it('finds a guest that nobody looked after, at the next start', async () => {
    const { store, arm, disarm, names } = await failing('holds');
    disarm();
    const now = Date.now();
    await store.insert([{ ...whole(), at: now }]);
    arm();
    await assert.rejects(store.insert([{ ...guest(), at: now }]), StoreBusy);
    assert.equal((await ids(store)).length, 2);
    await store.close();
    const again = await openSharded(await openShards(names), [0, 0]);
    await one(again, 'redelivery');
    await again.close();
  });

  it('passes no row when a reader pages while several write to both', async () => {
    const { store, names } = await open();
    // Far apart: brought together by a lock on the sequence, then step by step.
    await sql(names[1] ?? '', `SELECT setval('events_seq_seq', 3000000)`);
    const other = await openSharded(await openShards(names), [0, 0]);
    let writing = true;
    const write = Promise.all(
      [store, other].flatMap((one, k) =>
        Array.from({ length: 4 }, async (_, n) => {
          for (let i = 1; i <= 40; i++)
            await one.insert([anEvent({ page: `${NOON}k${k}n${n}`, number: i, visitor: `v${i % 5}`, session: `s${k}${n}` })]);
        }),
      ),
    ).then(() => (writing = false));
    const seen: string[] = [];
    let after = 0;
    for (;;) {
      const last = !writing;
      const rows = await store.events({ after, limit: 7 });
      for (const row of rows) {
        assert.ok(row.seq > after);
        after = row.seq;
        seen.push(`${row.page}.${row.number}`);
      }
      if (last && !rows.length) break;
    }
    await write;
    assert.deepEqual([seen.length, new Set(seen).size], [320, 320]);
    await Promise.all([store.close(), other.close()]);
  });

  it('grows: page views from a moment on may belong to a new database, older ones stay', async () => {
    const names = [await fresh(), await fresh(), await fresh()];
    const urls = names.map((name) => server.url(name));
    const moment = new Date(NOON).toISOString();
    const options = { queue: 1000 };
    const two = await openStore(urls.slice(0, 2).join(), options);
    const visitors = Array.from({ length: 30 }, (_, i) => 'v' + i);
    const batch = (at: number): StoredEvent[] =>
      visitors.map((visitor) => anEvent({ page: `${at}${visitor}`, visitor, session: 's' + visitor }));
    await two.insert(batch(NOON - 1));
    const three = await openStore(`${urls.join()}#${moment}`, options);
    assert.deepEqual(new Set(await three.insert(batch(NOON - 1))), new Set(['duplicate']), 'sent again to the collector that knows three');
    assert.deepEqual(new Set(await three.insert(batch(NOON))), new Set(['new']));
    await Promise.all([two.close(), three.close()]);
    const third = await openPostgres(urls[2] ?? '', { place: { position: 2, since: NOON, shards: 3 } });
    const rows = await third.events({ limit: 100 });
    assert.ok(rows.length > 3 && rows.length < 20, `${rows.length}`);
    assert.ok(rows.every((row) => bornAt(row.page) === NOON));
    await third.close();
    const wrong = [urls.slice(0, 2).join(), `${urls[1]},${urls[0]},${urls[2]}#${moment}`, urls.join(), urls[0] ?? ''];
    for (const where of wrong) await assert.rejects(openStore(where, options), /RTP_STORE/, where);
  });

  it('answers for what is stored while another database is away', async () => {
    const { store, shards } = await open();
    const home = named('visitor', 0);
    await store.insert([anEvent({ page: PAGE, visitor: home })]);
    const away = () => Promise.reject(new StoreBusy('away', 5));
    const half = await openSharded(
      [shards[0] as Shard, { ...(shards[1] as Shard), insert: away, missing: away, holds: away, guests: away, leave: away, health: away }],
      [0, 0],
    );
    assert.deepEqual(await half.insert([anEvent({ page: PAGE, number: 2, visitor: home })]), ['new']);
    assert.deepEqual(
      await half.missing([
        [PAGE, 1],
        [PAGE, 2],
      ]),
      [],
    );
    await assert.rejects(
      half.missing([
        [PAGE, 1],
        [PAGE, 3],
      ]),
      StoreBusy,
    );
    await assert.rejects(half.insert([whole(4)]), StoreBusy);
    await assert.rejects(half.health(), StoreBusy);
    await store.close();
  });

  it('reads addresses', () => {
    assert.deepEqual(readAddresses('postgres://a,b@h/x,postgresql://c/d#2026-05-10T12:00:00Z'), [
      { url: 'postgres://a,b@h/x', since: 0 },
      { url: 'postgresql://c/d', since: NOON },
    ]);
    for (const wrong of [
      'postgres://a#2026-05-10T12:00:00Z',
      'postgres://a,postgres://b#soon',
      'postgres://a,postgres://b#2026-05-10T12:00:00Z,postgres://c',
      'postgres://a' + ',postgres://a'.repeat(64),
    ]) {
      assert.throws(() => readAddresses(wrong), ConfigError, wrong);
    }
  });
});
