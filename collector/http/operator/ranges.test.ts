/** Answers of the days that are asked for: the same words for the days, the same messages, at every address that takes them. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { ADMIN, openCollector, type Running } from '../../testing/collector.js';
import { anEvent } from '../../testing/contract.js';
import type { AccountFile } from '../../accounts/account.js';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 30, 12);
const FILE: AccountFile = {
  goals: [{ name: 'downloads', event: 'download*' }],
  campaigns: [
    {
      id: 7,
      name: 'seven',
      type: 'widget',
      groups: [
        { name: 'none', share: 50 },
        { name: 'B', share: 50, content: '<p>Offer</p>' },
      ],
    },
  ],
};

let one: Running;
before(async () => {
  one = await openCollector({ accounts: { file: (account) => (account === 'shop' ? FILE : undefined) }, now: () => NOW });
  // On the day, on the day before, and 40 and 300 days ago.
  for (const [index, days] of [0, 1, 40, 300].entries()) {
    const at = NOW - days * DAY;
    const who = { account: 'shop', at, page: `mp0000000page${index}`, session: `session${index}`, visitor: `visitor${index}` };
    await one.store.insert([
      anEvent({ ...who, number: 1 }),
      anEvent({ ...who, number: 2 }),
      anEvent({ ...who, number: 3, type: 'campaign-met', value: ['7', index % 2 ? 'B' : 'none'] }),
      anEvent({ ...who, number: 4, type: 'content-found', value: [`https://shop.test/${index}`, `Page ${index}`, '', ''] }),
      anEvent({ ...who, number: 5, type: 'content-view', value: [`https://shop.test/${index}`, 'BAR'] }),
    ]);
  }
});
after(() => one.end());

const ask = async <T>(path: string): Promise<T & { status: number; from: string; to: string; error?: string }> => {
  const answer = await fetch(one.url + path, { headers: ADMIN });
  return { status: answer.status, ...((await answer.json()) as T & { from: string; to: string }) };
};

it('timeline: by minute of the last hour, by day where days are asked for', async () => {
  const minutes = await (await fetch(`${one.url}/api/timeline?account=shop`, { headers: ADMIN })).json();
  assert.ok(Array.isArray(minutes), 'what the live page reads');
  const { from, to, days } = await ask<{ days: unknown[] }>('/api/timeline?account=shop&to=2026-06-29');
  assert.deepEqual([from, to, days], ['2026-05-31', '2026-06-29', [['2026-06-29', 2, 1]]]);
  const all = await ask<{ days: unknown[] }>('/api/timeline?from=2025-01-01');
  assert.deepEqual(
    [all.to, all.days],
    [
      '2026-06-30',
      [
        ['2025-09-03', 2, 1],
        ['2026-05-21', 2, 1],
        ['2026-06-29', 2, 1],
        ['2026-06-30', 2, 1],
      ],
    ],
  );
});

it('content: what was found in the days, and how it did in them; the last 30 where none are given', async () => {
  type Rows = { rows: { entry: { title: string } }[] };
  const titles = ({ rows }: Rows): string[] => rows.map(({ entry }) => entry.title).sort();
  const usual = await ask<Rows>('/api/content?account=shop');
  assert.deepEqual([usual.from, usual.to, titles(usual)], ['2026-06-01', '2026-06-30', ['Page 0', 'Page 1']]);
  assert.deepEqual(titles(await ask<Rows>('/api/content?account=shop&from=2026-05-01&to=2026-06-29')), ['Page 1', 'Page 2']);
  const csv = await (await fetch(`${one.url}/api/content?account=shop&to=2026-05-30&format=csv`, { headers: ADMIN })).text();
  assert.ok(csv.includes('Page 2') && !csv.includes('Page 0'));
  const decide = (query: string): Promise<Response> => {
    const body = JSON.stringify({ id: usual.rows[0] && 'nothing of this name', approved: true });
    return fetch(`${one.url}/api/content${query}`, { method: 'POST', body, headers: { ...ADMIN, 'content-type': 'application/json' } });
  };
  assert.deepEqual([(await decide('?account=shop')).status, (await decide('?account=shop&from=soon')).status], [404, 400]);
});

it('results: of all the time, or of the days that are asked for without a verdict', async () => {
  type Result = { groups: { visitors: number }[]; split?: unknown; goals: { verdict?: unknown }[] };
  const visitors = ({ groups }: Result): number[] => groups.map((group) => group.visitors);
  const all = await ask<Result>('/api/results?account=shop&campaign=7');
  assert.deepEqual([all.from, all.to, visitors(all)], ['2025-05-26', '2026-06-30', [2, 2]]);
  assert.ok(all.split && all.goals[0]?.verdict);
  const some = await ask<Result>('/api/results?account=shop&campaign=7&to=2026-06-29');
  assert.deepEqual([some.from, some.to, visitors(some)], ['2026-05-31', '2026-06-29', [0, 1]]);
  assert.deepEqual([some.split, some.goals[0]?.verdict], [undefined, undefined]);
  const csv = await (await fetch(`${one.url}/api/results?account=shop&campaign=7&from=2026-06-30&format=csv`, { headers: ADMIN })).text();
  assert.deepEqual(csv.trim().split('\r\n').slice(1), ['2026-06-30,none,visitors,,1']);
});

for (const path of ['/api/stats?', '/api/timeline?', '/api/content?account=shop&', '/api/results?account=shop&campaign=7&'])
  it(`${path} says what is wrong with a day`, async () => {
    for (const [query, message] of [
      ['from=soon', 'from: a day expected, such as 2026-05-01'],
      ['to=2026-02-30', 'to: a day expected, such as 2026-05-01'],
      ['from=2026-05-01&from=2026-05-02', 'from: a day expected, such as 2026-05-01'],
      ['from=2026-05-02&to=2026-05-01', 'from: a day that is not after `to` expected'],
    ] as const) {
      const { status, error } = await ask(path + query);
      assert.deepEqual([query, status, error], [query, 400, message]);
    }
  });
