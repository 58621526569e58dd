import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountFile } from '../accounts/account.js';
import type { ValueDay } from '../store/store.js';
import { tuneAll } from './tuning.js';

const day = '2026-06-01';
const row = (type: ValueDay['type'], all: number, ...value: string[]): ValueDay => ({
  day,
  type,
  value: ['7', ...value],
  all,
  counted: all,
});
const fileOf = (autoTune: boolean): AccountFile => ({
  campaigns: [
    {
      id: 7,
      name: 'seven',
      type: 'dialog',
      autoTune,
      goals: [{ name: 'downloads', event: 'x' }],
      groups: [
        { name: 'none', share: 50 },
        { name: 'B', share: 50, content: 'x' },
      ],
    },
  ],
});
const tuned = async (file: AccountFile, visitors: number): Promise<number[][]> => {
  const rows = [
    row('campaign-met', visitors, 'none'),
    row('campaign-met', visitors, 'B'),
    row('campaign-goal', Math.round(visitors / 20), 'none', 'downloads', 'direct'),
    row('campaign-goal', Math.round(visitors / 5), 'B', 'downloads', 'direct'),
  ];
  const found: number[][] = [];
  await tuneAll(
    { valueDaysOf: (type) => Promise.resolve(rows.filter((one) => one.type === type)) },
    { ids: () => ['shop'], file: () => file },
    {
      tune: async (account, campaign, shares) => {
        found.push([...shares, account === 'shop' && campaign === '7' ? 1 : 0]);
      },
    },
    Date.UTC(2026, 5, 2),
  );
  return found;
};

test('the shares follow what does better, down to a floor', async () => assert.deepEqual(await tuned(fileOf(true), 2000), [[5, 95, 1]]));
test('not before there are enough visitors, and not where nobody asked', async () => {
  assert.deepEqual(await tuned(fileOf(true), 50), []);
  assert.deepEqual(await tuned(fileOf(false), 2000), []);
});
