import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupOf } from './groups.js';

type Group = [name: string, share: number];
const SHARES: Group[] = [
  ['a', 10],
  ['b', 30],
  ['c', 60],
];
const VISITORS = Array.from({ length: 20_000 }, (_, index) => 'mvisitor' + index.toString(36));

test('groups get their shares of the visitors', () => {
  const counts: Record<string, number> = {};
  for (const visitor of VISITORS) {
    const [name] = groupOf(visitor + '7', SHARES);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  for (const [name, share] of SHARES) {
    const expected = (VISITORS.length * share) / 100;
    // Five standard deviations: chance alone fails this once in two million runs, and the input is fixed anyway.
    assert.ok(Math.abs((counts[name] ?? 0) - expected) < 5 * Math.sqrt(expected), `${name}: ${counts[name]} of ${expected}`);
  }
});

test('a visitor stays in one group of a campaign', () => {
  for (const visitor of VISITORS.slice(0, 100)) assert.equal(groupOf(visitor + '7', SHARES), groupOf(visitor + '7', SHARES));
});

test('campaigns divide visitors independently of each other', () => {
  const halves: Group[] = [
    ['a', 50],
    ['b', 50],
  ];
  const both = VISITORS.filter((visitor) => groupOf(visitor + '7', halves)[0] === 'a' && groupOf(visitor + '8', halves)[0] === 'a').length;
  assert.ok(Math.abs(both - VISITORS.length / 4) < 5 * Math.sqrt(VISITORS.length / 4), String(both));
});

test('a campaign without groups is one for everybody', () => {
  const everybody: Group[] = [['', 100]];
  assert.deepEqual(groupOf('anybody', everybody), ['', 100]);
});
