/** A data file of the first release, brought forward by this one. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Database } from 'better-sqlite3';
import { anEvent } from '../../testing/contract.js';
import { openDatabase } from './driver.js';
import { MIGRATIONS, migrate } from './schema.js';
import { openSqlite } from './open.js';
import type { EventQuery } from '../store.js';

const FIRST_RELEASE = readFileSync(new URL('../../testing/fixtures/sqlite-1.sql', import.meta.url), 'utf8');

describe('a data file of the first release', () => {
  let dir = '';
  let file = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rtp-migrate-'));
    file = join(dir, 'rtp.db');
    const db = openDatabase(file);
    db.exec(FIRST_RELEASE);
    db.close();
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('opens with all its rows and figures, and goes on where it was', async () => {
    const store = await openSqlite(file);
    const rows = await store.events({ limit: 100 });
    assert.deepEqual(
      rows.map(({ page, number, type, value, session, counted, arrival }) => [page + '.' + number, type, value, session, counted, arrival]),
      [
        ['mp0000000page1.1', 'view', [], 'session1', true, 'beacon'],
        ['mp0000000page1.2', 'event', ['one'], 'session1', true, 'beacon'],
        ['mp0000000page1.4', 'event', ['two', 'ü€😀'], 'session1', true, 'confirmation'],
        ['mp0000000page2.1', 'event', ['one'], null, true, 'rescue'],
        ['mp0000000page3.1', 'overflow', ['12'], 'session2', true, 'beacon'],
      ],
    );
    assert.deepEqual([rows[0]?.vars, rows[0]?.referrer, rows[4]?.anonymous], [{ customVar1: 'gold' }, 'https://from.test/', true]);
    const [day] = await store.days('demo');
    assert.deepEqual(
      [day?.day, day?.stored, day?.events, day?.counted, day?.sessions, day?.visitors, day?.duplicates, day?.gaps, day?.overflow],
      ['2026-05-10', 5, 3, 3, 2, 2, 1, 1, 12],
    );

    // What was stored is known, what lacked its session is completed (and was counted in it already), the gap closes, order goes on.
    assert.deepEqual(
      await store.insert([anEvent({ number: 2 }), anEvent({ page: 'mp0000000page2' }), anEvent({ number: 3, value: ['new'] })]),
      ['duplicate', 'completed', 'new'],
    );
    const [after] = await store.days('demo');
    assert.deepEqual([after?.stored, after?.events, after?.counted, after?.gaps], [6, 4, 3, 0]);
    const latest = (await store.events({ limit: 1 }))[0];
    assert.ok((latest?.seq ?? 0) > (rows[4]?.seq ?? 0));
    assert.equal(await store.erase('demo', 'visitor1'), 5);
    await store.close();
    const db = openDatabase(file, { readonly: true });
    assert.equal(db.pragma('user_version', { simple: true }), MIGRATIONS.length);
    db.close();
  });

  it('has the tables that the first step makes: a released step was not edited', () => {
    const tables = (db: Database): unknown[] =>
      db.prepare(`SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name`).all();
    const [old, made] = [openDatabase(file), openDatabase(':memory:')];
    migrate(made, MIGRATIONS.slice(0, 1));
    assert.deepEqual(tables(made), tables(old));
    old.close();
  });

  it('is brought forward by every step after the first, each in its own transaction', () => {
    const db = openDatabase(file);
    // Steps that are not released stand for those to come: one that works is kept though the next one fails half way.
    const coming = [...MIGRATIONS, `ALTER TABLE events ADD COLUMN more TEXT DEFAULT 'x'`];
    assert.throws(() => migrate(db, [...coming, 'DELETE FROM events; CREATE TABLE events (x)']), /already exists/);
    assert.equal(db.pragma('user_version', { simple: true }), coming.length);
    assert.deepEqual(db.prepare('SELECT count(*) AS n, min(more) AS more FROM events').get(), { n: 5, more: 'x' });
    migrate(db, coming);
    assert.equal(db.pragma('user_version', { simple: true }), coming.length, 'once');
    db.close();
  });

  it('is refused untouched by an older collector once a newer one has it', async () => {
    const db = openDatabase(file);
    db.pragma(`user_version = ${MIGRATIONS.length + 1}`);
    db.close();
    await assert.rejects(openSqlite(file), /schema version \d+, this collector knows \d+: start the newer collector, or restore a backup/);
  });
});

it('a file of version 4, which had an index by account and one by visitor, has everything found without them', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'rtp-migrate-'));
  const file = join(dir, 'rtp.db');
  const old = openDatabase(file);
  old.exec(FIRST_RELEASE);
  migrate(old, MIGRATIONS.slice(0, 4));
  // Page views, some of them over midnight, of more rows than a stretch has.
  old.exec(`INSERT INTO events (page, number, account, visitor, session, type, value, url, at, age, arrival, anonymous, counted)
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 19999)
    SELECT 'mp00000old' || (i / 5), i % 5, CASE WHEN i / 5 % 97 = 5 THEN 'small' ELSE 'demo' END, CASE WHEN i % 3 THEN 'visitor' || (i / 500) END,
      CASE WHEN i / 5 % 7 THEN 'session' || (i / 50) END, 'event', '["x"]', 'https://shop.test/', 1778400000000 + i * 60000, 40, 'beacon', 0, 0 FROM n`);
  old.exec(`INSERT INTO days (account, day, stored) SELECT account, date(at / 1000, 'unixepoch'), count(*) FROM events WHERE true
    GROUP BY 1, 2 ON CONFLICT DO UPDATE SET stored = excluded.stored`);
  const expected = (where: string): number => old.prepare(`SELECT count(*) FROM events WHERE ${where}`).pluck().get() as number;
  const [small, visitor, session] = ["account = 'small'", "account = 'demo' AND visitor = 'visitor7'", "session = 'session77'"].map(
    expected,
  );
  old.close();

  const store = await openSqlite(file);
  const seqs = async (query: Omit<EventQuery, 'limit'>): Promise<number[]> =>
    (await store.events({ ...query, limit: 100_000 })).map(({ seq }) => seq);
  assert.deepEqual([(await seqs({ account: 'small' })).length, (await seqs({ account: 'small', after: 0 })).length], [small, small]);
  assert.equal((await seqs({ account: 'demo', visitor: 'visitor7' })).length, visitor);
  assert.equal((await seqs({ session: 'session77' })).length, session);
  const had = (await store.days('demo'))[0];
  await store.insert([anEvent({ page: 'mp0000000page8' })]);
  const has = (await store.days('demo'))[0];
  assert.deepEqual([has?.sessions, has?.visitors], [had?.sessions, had?.visitors], 'who was there is not counted again');
  assert.equal(await store.erase('demo', 'visitor7'), visitor);
  assert.deepEqual(await seqs({ account: 'demo', visitor: 'visitor7' }), []);
  await store.close();
  await rm(dir, { recursive: true });
});
