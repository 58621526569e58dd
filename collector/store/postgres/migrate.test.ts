/** From databases that 0.1.0 left: the fixtures were dumped from ones that it had written. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import pg from 'pg';
import { ADMIN, body, folder, spawnCollector, TOKEN } from '../../testing/collector.js';
import { eventsOfOld } from '../../testing/fixtures/events.js';
import { startPostgres, type Postgres } from '../../testing/postgres.js';
import type { Store, StoredRow } from '../store.js';
import { openPostgres } from './open.js';

const fixture = (name: string): string => readFileSync(new URL(`../../testing/fixtures/${name}.sql`, import.meta.url), 'utf8');
const admin = (args: string[], env: Record<string, string>): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', new URL('../../admin.ts', import.meta.url).pathname, ...args], {
    env: { PATH: process.env.PATH, RTP_TOKEN: TOKEN, ...env },
  });

describe('postgres, from version 0.1.0', () => {
  let server: Postgres;
  const [first, second] = eventsOfOld();
  before(async () => (server = await startPostgres()));
  after(() => server.end());

  const filled = async (name: string): Promise<string> => {
    const database = await server.fresh();
    await server.sql(database, fixture(name));
    return database;
  };
  /** All that a store says, but for the order of arrival where it is another one. */
  const all = async (store: Store, seq: boolean): Promise<unknown> => ({
    days: await store.days(),
    values: await store.values(),
    views: await store.valueDays('view', { from: '2026-05-01' }),
    events: (await store.events({ limit: 1000 }))
      .map((row): Partial<StoredRow> => ({ ...row, seq: seq ? row.seq : 0 }))
      .sort((a, b) => `${a.page}.${a.number}`.localeCompare(`${b.page}.${b.number}`)),
  });

  it('answers 503 with Retry-After while its tables are brought forward, and says what a fresh one says then', async () => {
    const database = await filled('postgres-2');
    const holder = new pg.Client(server.url(database));
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE pages IN ACCESS SHARE MODE');
    const dir = await folder();
    const collector = await spawnCollector({ RTP_DATA: dir, RTP_STORE: server.url(database), RTP_LOG: 'warn' });
    const send = (): Promise<Response> =>
      fetch(collector.url + '/e', {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body: JSON.stringify(body([[1, 0, 'event', 'x']])),
      });
    const early = await send();
    assert.deepEqual([early.status, early.headers.get('retry-after')], [503, '15']);
    assert.equal((await fetch(collector.url + '/readyz')).status, 503);
    assert.equal((await fetch(collector.url + '/healthz')).status, 200);
    // A question of the operator's waits.
    const asked = fetch(collector.url + '/api/events', { headers: ADMIN });
    await holder.query('COMMIT');
    await holder.end();
    assert.equal((await (await asked).text()).trim().split('\n').length, first.length);
    assert.equal((await send()).status, 204);
    collector.child.kill('SIGTERM');
    assert.deepEqual(await collector.ended, [0, null], collector.output());
    await rm(dir, { recursive: true });
  });

  it('keeps every event, count and id', async () => {
    const database = await filled('postgres-2');
    const store = await openPostgres(server.url(database));
    const model = await openPostgres(server.url(await server.fresh()));
    for (const batch of [first, second, second.slice(0, 2)]) await model.insert(batch);
    assert.deepEqual(await all(store, false), await all(model, false));
    assert.deepEqual(
      await store.insert(first),
      first.map(() => 'duplicate'),
    );
    await model.insert(first);
    // What was counted is known: the same value in the same session is not counted again, another one is.
    const more = [...first, ...second].map((event) => ({ ...event, number: event.number + 10 }));
    assert.deepEqual(await store.insert(more), await model.insert(more));
    assert.deepEqual(await all(store, false), await all(model, false));
    const latest = (await store.events({ limit: 1 }))[0]?.seq ?? 0;
    assert.ok(latest > first.length);
    assert.equal((await store.events({ after: latest, limit: 10 })).length, 0);
    await Promise.all([store.close(), model.close()]);
  });

  it('refuses a database that was one of several, leaves it as it was, and has a way home', async () => {
    const parts = [await filled('postgres-2-part-1'), await filled('postgres-2-part-2')];
    const before = await server.sql(parts[1] ?? '', 'SELECT count(*) FROM pg_class');
    const dir = await folder();
    await assert.rejects(
      spawnCollector({ RTP_DATA: dir, RTP_STORE: server.url(parts[1]) }),
      /Configuration: RTP_STORE: this database is number 2 of 2 .* "From several databases to one" in collector\/README\.md/,
    );
    await assert.rejects(
      spawnCollector({ RTP_DATA: dir, RTP_STORE: parts.map((part) => server.url(part)).join() }),
      /Configuration: RTP_STORE: the address of one cluster expected/,
    );
    assert.deepEqual(await server.sql(parts[1] ?? '', 'SELECT count(*) FROM pg_class'), before);

    const database = await server.fresh();
    const collector = await spawnCollector({ RTP_DATA: dir, RTP_STORE: server.url(database) });
    const said: string[] = [];
    // Once more from the beginning, as after a failure in the midst of it.
    for (const round of [1, 2])
      for (const [n, part] of parts.entries()) {
        const file = join(dir, `part-${n}.ndjson`);
        if (round === 1) await admin(['export', '--store', server.url(part), '--out', file], { RTP_DATA: dir });
        said.push((await admin(['import', file, '--url', collector.url], { RTP_DATA: dir })).stdout.trim());
      }
    assert.deepEqual(said, [
      '18 events stored, 0 completed, 0 were there',
      '18 events stored, 0 completed, 0 were there',
      '0 events stored, 0 completed, 18 were there',
      '0 events stored, 0 completed, 18 were there',
    ]);
    await assert.rejects(admin(['import', join(dir, 'none'), '--url', collector.url], { RTP_DATA: dir }), /there is no file/);
    collector.child.kill('SIGTERM');
    await collector.ended;

    const store = await openPostgres(server.url(database));
    const model = await openPostgres(server.url(await server.fresh()));
    for (const batch of [first, second]) await model.insert(batch);
    const counts = async (of: Store): Promise<unknown> =>
      (await of.days()).map(({ account, day, stored, events, views, counted, sessions, visitors, gaps, overflow }) => [
        account,
        day,
        stored,
        events,
        views,
        counted,
        sessions,
        visitors,
        gaps,
        overflow,
      ]);
    assert.deepEqual(await counts(store), await counts(model));
    await Promise.all([store.close(), model.close()]);
    await rm(dir, { recursive: true });
  });
});
