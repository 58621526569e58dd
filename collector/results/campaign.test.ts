import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountFile } from '../accounts/account.js';
import type { Range, ValueDay } from '../store/store.js';
import { campaignResult } from './campaign.js';

const NOW = Date.UTC(2026, 5, 10);
const file: AccountFile = {
  goals: [{ name: 'orders', server: 'paid' }],
  holdout: 10,
  campaigns: [
    {
      id: 7,
      name: 'light',
      type: 'dialog',
      goals: [{ name: 'downloads', event: 'download*' }],
      groups: [
        { name: 'none', share: 50 },
        { name: 'B', share: 50, content: 'x' },
      ],
    },
  ],
};
const row = (day: string, type: ValueDay['type'], all: number, ...value: string[]): ValueDay => ({
  day,
  type,
  value: ['7', ...value],
  all,
  counted: all,
});
const ROWS = [
  row('2026-06-01', 'campaign-met', 1000, 'none'),
  row('2026-06-01', 'campaign-met', 1010, 'B'),
  row('2026-06-02', 'campaign-met', 300, 'B', 'B'),
  row('2026-06-02', 'campaign-met', 4, 'B', 'gone'),
  row('2026-06-01', 'campaign-goal', 60, 'none', 'downloads', 'direct'),
  row('2026-06-01', 'campaign-goal', 130, 'B', 'downloads', 'direct'),
  row('2026-06-02', 'campaign-goal', 30, 'B', 'downloads', 'assisted'),
  row('2026-06-02', 'campaign-goal', 9, 'gone', 'downloads', 'assisted'),
];
const store = (rows: ValueDay[]) => ({
  valueDaysOf: (type: string, { from = '', to = '~' }: Range, _account: string, first: string) =>
    Promise.resolve(rows.filter((one) => one.type === type && one.value[0] === first && one.day >= from && one.day <= to)),
});

test('groups, goals by kind, who is set aside, and the sentence', async () => {
  const result = await campaignResult(store(ROWS), 'shop', file, '7', NOW);
  assert.deepEqual(
    result?.groups.map(({ name, visitors, sessions, empty }) => [name, visitors, sessions, empty]),
    [
      ['none', 1000, 1000, true],
      ['B', 1010, 1310, false],
    ],
  );
  assert.equal(result?.moved, 4);
  const [downloads, orders] = result?.goals ?? [];
  assert.deepEqual(
    [downloads?.direct, downloads?.assisted],
    [
      [60, 130],
      [0, 30],
    ],
  );
  assert.match(
    downloads?.verdict?.comparisons[0]?.sentence ?? '',
    /^B brings [\d.]+ to [\d.]+ more downloads per 100 visitors than nothing\. You can rely on this\.$/,
  );
  assert.deepEqual(
    downloads?.days.map(({ day }) => day),
    ['2026-06-01', '2026-06-02'],
  );
  assert.match(orders?.verdict?.comparisons[0]?.sentence ?? '', /^Not yet/);
});

test('of a part of the time there are figures and no verdict: days may have been chosen because they please', async () => {
  const result = await campaignResult(store(ROWS), 'shop', file, '7', NOW, { range: { from: '2026-06-02', to: '2026-06-09' } });
  assert.deepEqual([result?.from, result?.to, result?.split], ['2026-06-02', '2026-06-09', undefined]);
  assert.deepEqual(
    result?.groups.map(({ visitors, sessions }) => [visitors, sessions]),
    [
      [0, 0],
      [0, 300],
    ],
  );
  assert.deepEqual(
    result?.goals.map(({ direct, assisted, verdict, days }) => [direct, assisted, verdict, days]),
    [
      [[0, 0], [0, 30], undefined, []],
      [[0, 0], [0, 0], undefined, []],
    ],
  );
});

test('with auto tune there are figures and no verdict', async () => {
  const [campaign] = file.campaigns ?? [];
  const tuned: AccountFile = { ...file, campaigns: campaign ? [{ ...campaign, autoTune: true }] : [] };
  const result = await campaignResult(store(ROWS), 'shop', tuned, '7', NOW);
  assert.equal(result?.goals[0]?.verdict, undefined);
  assert.deepEqual(result?.goals[0]?.direct, [60, 130]);
});

test('the holdout is compared with everybody else; another id is none', async () => {
  const result = await campaignResult(store([]), 'shop', file, 'holdout', NOW);
  assert.deepEqual(
    result?.groups.map(({ name, share, empty }) => [name, share, empty]),
    [
      ['held out', 10, true],
      ['everybody else', 90, false],
    ],
  );
  assert.equal(await campaignResult(store([]), 'shop', file, '8', NOW), undefined);
});
