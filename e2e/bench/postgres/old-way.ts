/**
 * How version 0.1.0 stored and deleted: nine statements a batch through the driver's arrays, and rows deleted in pieces of 500. For the
 * comparison alone, so only what new events need of it; the tables are the first two steps of the collector's own migrations.
 */
import { createHash } from 'node:crypto';
import pg from 'pg';
import { stepOf } from '../../../collector/store/ages.js';
import { COLUMNS } from '../../../collector/store/counts.js';
import { dayOf } from '../../../collector/store/day.js';
import { group } from '../../../collector/store/postgres/group.js';
import { openLink } from '../../../collector/store/postgres/link.js';
import { migrate, MIGRATIONS } from '../../../collector/store/postgres/schema.js';
import type { Outcome, StoredEvent } from '../../../collector/store/store.js';
import type { Way } from './way.js';

const whatOf = (event: Pick<StoredEvent, 'account' | 'value'> & { type: string }): string =>
  createHash('sha256')
    .update(`${event.account}\n${event.type}\n${JSON.stringify(event.value)}`)
    .digest('base64url')
    .slice(0, 22);
const of = <T, V>(rows: Iterable<T>, pick: (row: T) => V): V[] => [...rows].map(pick);

const store = async (client: pg.ClientBase, events: StoredEvent[], slot: number): Promise<Outcome[]> => {
  await client.query({
    name: 'rtp-find',
    text: `SELECT page, number, account, visitor, session, referrer, type, value, at, age, arrival, counted FROM events
      JOIN unnest($1::text[], $2::int[]) AS w (p, n) ON page = p AND number = n ORDER BY page, number FOR UPDATE OF events`,
    values: [of(events, (e) => e.page), of(events, (e) => e.number)],
  });
  const once = await client.query<{ session: string; what: string }>({
    name: 'rtp-once',
    text: 'INSERT INTO once (session, what) SELECT DISTINCT s COLLATE "C", w COLLATE "C" FROM unnest($1::text[], $2::text[]) AS t (s, w) ORDER BY 1, 2 ON CONFLICT DO NOTHING RETURNING session, what',
    values: [of(events, (e) => e.session), of(events, whatOf)],
  });
  const free = new Set(once.rows.map((row) => row.session + '\n' + row.what));
  const people = new Map<string, [day: string, account: string, who: string]>();
  const pages = new Map<string, { event: StoredEvent; top: number; have: number }>();
  const days = new Map<string, { event: StoredEvent; counts: Record<string, number> }>();
  const values = new Map<string, { event: StoredEvent; what: string; total: number; counted: number }>();
  const ages = new Map<string, { event: StoredEvent; step: number; total: number }>();
  const dayFor = (event: StoredEvent): Record<string, number> => {
    const key = event.account + '\n' + dayOf(event.at);
    let day = days.get(key);
    if (!day) days.set(key, (day = { event, counts: {} }));
    return day.counts;
  };
  const add = (counts: Record<string, number>, name: string, n = 1): void => void (counts[name] = (counts[name] ?? 0) + n);
  const rows = events.map((event) => {
    const what = whatOf(event);
    const counted = free.delete(event.session + '\n' + what);
    const day = dayOf(event.at);
    const counts = dayFor(event);
    add(counts, 'stored');
    add(counts, event.arrival);
    add(counts, event.type === 'view' ? 'views' : 'events');
    if (counted && event.type === 'event') add(counts, 'counted');
    for (const who of ['s' + event.session, 'v' + event.visitor])
      people.set([day, event.account, who].join('\n'), [day, event.account, who]);
    const page = pages.get(event.page) ?? { event, top: 0, have: 0 };
    pages.set(event.page, { event: page.event, top: Math.max(page.top, event.number), have: page.have + 1 });
    const value = values.get(day + what) ?? { event, what, total: 0, counted: 0 };
    values.set(day + what, { ...value, total: value.total + 1, counted: value.counted + Number(counted) });
    const step = stepOf(event.age);
    const age = ages.get(day + step) ?? { event, step, total: 0 };
    ages.set(day + step, { ...age, total: age.total + 1 });
    return { event, counted };
  });
  await client.query({
    name: 'rtp-seq',
    text: `SELECT pg_advisory_xact_lock_shared(8247339962924531712 + (SELECT last_value FROM events_seq_seq))`,
  });
  await client.query({
    name: 'rtp-insert',
    text: `INSERT INTO events (page, number, account, visitor, session, type, value, url, referrer, vars, at, age, arrival, anonymous, counted)
      SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
        $11::bigint[], $12::bigint[], $13::text[], $14::boolean[], $15::boolean[]) ORDER BY 1, 2 ON CONFLICT DO NOTHING`,
    values: [
      of(events, (e) => e.page),
      of(events, (e) => e.number),
      of(events, (e) => e.account),
      of(events, (e) => e.visitor),
      of(events, (e) => e.session),
      of(events, (e) => e.type),
      of(events, (e) => JSON.stringify(e.value)),
      of(events, (e) => e.url),
      of(events, (e) => e.referrer),
      of(events, (e) => e.vars && JSON.stringify(e.vars)),
      of(events, (e) => Math.round(e.at)),
      of(events, (e) => Math.round(e.age)),
      of(events, (e) => e.arrival),
      of(events, (e) => e.anonymous),
      of(rows, (row) => row.counted),
    ],
  });
  const seen = await client.query<{ who: string }>({
    name: 'rtp-seen',
    text: 'INSERT INTO seen (day, account, who) SELECT d COLLATE "C", a COLLATE "C", w COLLATE "C" FROM unnest($1::text[], $2::text[], $3::text[]) AS t (d, a, w) ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING RETURNING day, account, who',
    values: [0, 1, 2].map((i) => of(people.values(), (one) => one[i])),
  });
  for (const { who } of seen.rows) add(dayFor(events[0] as StoredEvent), who.startsWith('s') ? 'sessions' : 'visitors');
  const list = [...pages];
  await client.query({
    name: 'rtp-pages',
    text: `INSERT INTO pages (page, account, day, top, have) SELECT p COLLATE "C", a, d, t, h FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::int[]) AS x (p, a, d, t, h) ORDER BY 1
      ON CONFLICT (page) DO UPDATE SET top = greatest(pages.top, excluded.top), have = pages.have + excluded.have, was = pages.top - pages.have
      RETURNING account, day, top - have - was AS gap`,
    values: [
      of(list, ([page]) => page),
      of(list, ([, one]) => one.event.account),
      of(list, ([, one]) => dayOf(one.event.at)),
      of(list, ([, one]) => one.top),
      of(list, ([, one]) => one.have),
    ],
  });
  const d = [...days.values()];
  await client.query({
    name: 'rtp-days',
    text: `INSERT INTO days (account, day, ${COLUMNS.join(', ')}, shard) SELECT *, $3::int FROM unnest($1::text[], $2::text[], ${COLUMNS.map((_, i) => `$${i + 4}::bigint[]`).join(', ')}) ORDER BY 1, 2
      ON CONFLICT (account, day, shard) DO UPDATE SET ${COLUMNS.map((c) => `${c} = days.${c} + excluded.${c}`).join(', ')}`,
    values: [
      of(d, (one) => one.event.account),
      of(d, (one) => dayOf(one.event.at)),
      slot,
      ...COLUMNS.map((name) => of(d, (one) => one.counts[name] ?? 0)),
    ],
  });
  const v = [...values.values()].sort((a, b) => (a.what < b.what ? -1 : 1));
  const keys = [of(v, (one) => one.event.account), of(v, (one) => dayOf(one.event.at)), of(v, (one) => one.what)];
  const sums = [of(v, (one) => one.total), of(v, (one) => one.counted)];
  const updated = await client.query<{ what: string }>({
    name: 'rtp-values',
    text: `UPDATE day_values v SET total = v.total + t.total, counted = v.counted + t.counted
      FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[]) AS t (account, day, what, total, counted)
      WHERE v.account = t.account AND v.day = t.day AND v.what = t.what AND v.shard = $6 RETURNING v.day, v.what`,
    values: [...keys, ...sums, slot],
  });
  if (updated.rows.length < v.length) {
    const had = new Set(updated.rows.map((row) => row.what));
    const fresh = v.filter((one) => !had.has(one.what));
    await client.query({
      name: 'rtp-new-values',
      text: `INSERT INTO day_values (account, day, what, type, value, total, counted, shard)
        SELECT *, $8::int FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[]) ORDER BY 1, 2, 3`,
      values: [
        of(fresh, (one) => one.event.account),
        of(fresh, (one) => dayOf(one.event.at)),
        of(fresh, (one) => one.what),
        of(fresh, (one) => one.event.type),
        of(fresh, (one) => JSON.stringify(one.event.value)),
        of(fresh, (one) => one.total),
        of(fresh, (one) => one.counted),
        slot,
      ],
    });
  }
  const a = [...ages.values()];
  await client.query({
    name: 'rtp-ages',
    text: `INSERT INTO day_ages (account, day, step, total, shard) SELECT *, $5::int FROM unnest($1::text[], $2::text[], $3::int[], $4::bigint[]) ORDER BY 1, 2, 3
      ON CONFLICT (account, day, step, shard) DO UPDATE SET total = day_ages.total + excluded.total`,
    values: [
      of(a, (one) => one.event.account),
      of(a, (one) => dayOf(one.event.at)),
      of(a, (one) => one.step),
      of(a, (one) => one.total),
      slot,
    ],
  });
  return events.map(() => 'new');
};

const removePiece = async (client: pg.ClientBase, account: string, before: number): Promise<number> => {
  const { rows } = await client.query<{ page: string; session: string; account: string; type: string; value: string; counted: boolean }>(
    `DELETE FROM events WHERE (page, number) IN (SELECT page, number FROM events WHERE account = $1 AND at < $2 ORDER BY page, number LIMIT 500 FOR UPDATE)
     RETURNING page, number, account, visitor, session, type, value, at, age, arrival, counted`,
    [account, before],
  );
  const counted = rows.filter((row) => row.counted);
  await client.query('DELETE FROM once o USING unnest($1::text[], $2::text[]) AS t (s, w) WHERE o.session = s AND o.what = w', [
    counted.map((row) => row.session),
    counted.map((row) => whatOf({ ...row, value: JSON.parse(row.value) as string[] })),
  ]);
  const gone = await client.query<{ page: string }>(
    'DELETE FROM pages p WHERE page = ANY ($1) AND NOT EXISTS (SELECT 1 FROM events e WHERE e.page = p.page) RETURNING page, account, day, top - have AS gap',
    [[...new Set(rows.map((row) => row.page))]],
  );
  await client.query('DELETE FROM once WHERE session = ANY ($1)', [gone.rows.map((row) => '~' + row.page)]);
  return rows.length;
};

export const openOldWay = async (url: string): Promise<Way> => {
  const client = new pg.Client(url);
  await client.connect();
  await migrate(client, MIGRATIONS.slice(0, 2));
  await client.end();
  const links = [1, 2, 3].map(() => openLink(url, { patienceMs: 8000, statementMs: 600_000 }));
  return {
    name: '0.1.0: nine statements a batch',
    insert: group(links, (link, batch: StoredEvent[], since) => link.run((on, slot) => store(on, batch, slot), since), 100_000),
    expire: async (account, before) => {
      const [link] = links;
      while (await link?.run((on) => removePiece(on, account, before)));
      await link?.run(async (on) => {
        await on.query('DELETE FROM seen WHERE account = $1 AND day < $2', [account, dayOf(before)]);
        await on.query('DELETE FROM day_values WHERE account = $1 AND day < $2', [account, dayOf(before)]);
      });
    },
    close: async () => void (await Promise.all(links.map((link) => link.close()))),
  };
};
