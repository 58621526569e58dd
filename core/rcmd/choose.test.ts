import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { choose } from './choose.js';
import type { Entry } from './config.js';

const entry = (i: string, more: Partial<Entry> = {}): Entry => ({ i, t: i, u: `https://shop.test/${i}`, s: 'w', ...more });
const names = (entries: Entry[]): string => entries.map(({ i }) => i).join('');
const circumstances = { _isHere: () => false, _seen: [] as string[], _segments: [] as string[], _seed: 'v1' };

test('what does better comes first, and the last place explores', () => {
  const entries = [entry('a', { n: [1000, 10] }), entry('b', { n: [1000, 90] }), entry('c', { n: [1000, 80] }), entry('d'), entry('e')];
  const chosen = choose(entries, circumstances, 3);
  assert.equal(names(chosen.slice(0, 2)), 'bc');
  const last = new Set(Array.from({ length: 60 }, (_, day) => names(choose(entries, { ...circumstances, _seed: 'v' + day }, 3)).slice(-1)));
  assert.ok(last.size > 1, 'always the same one explored');
});

test('a reload shows the same entries; another day or another visitor may see others', () => {
  const entries = Array.from({ length: 20 }, (_, index) => entry('e' + index));
  assert.deepEqual(choose(entries, circumstances, 3), choose([...entries].reverse(), circumstances, 3));
  const all = new Set(Array.from({ length: 30 }, (_, day) => names(choose(entries, { ...circumstances, _seed: 'v' + day }, 3))));
  assert.ok(all.size > 10);
});

test('what was read comes last, the longest ago first; the current page never', () => {
  const entries = ['a', 'b', 'c', 'd'].map((i) => entry(i));
  assert.equal(names(choose(entries, { ...circumstances, _isHere: ({ i }) => i === 'a', _seen: ['c', 'b'] }, 3)), 'dcb');
  assert.equal(names(choose(entries.slice(0, 1), { ...circumstances, _isHere: ({ i }) => i === 'a' }, 3)), '');
});

test('a segment in which an entry does well brings it up for its visitors only', () => {
  const entries = [entry('a', { n: [2000, 100] }), entry('b', { n: [2000, 60], g: { 7: [500, 100] } }), entry('c', { n: [2000, 20] })];
  assert.equal(names(choose(entries, circumstances, 2)).slice(0, 1), 'a');
  assert.equal(names(choose(entries, { ...circumstances, _segments: ['7'] }, 2)).slice(0, 1), 'b');
});

test('a rising trend decides between equals, and one lucky click does not', () => {
  const rising = [entry('a', { n: [1000, 50], r: 0.6 }), entry('b', { n: [1000, 50], r: 1.8 }), entry('c', { n: [1, 1] })];
  assert.equal(names(choose(rising, circumstances, 3)).slice(0, 1), 'b');
});

test('never too many, none twice, no current page, nothing read while there is anything else', () => {
  const ids = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { maxLength: 25 });
  fc.assert(
    fc.property(ids, fc.array(fc.nat(24)), fc.nat(24), fc.string(), (all, seenAt, here, seed) => {
      const entries = all.map((i) => entry(i));
      const seen = [...new Set(seenAt.map((at) => all[at]).filter((i) => i !== undefined))];
      const chosen = choose(entries, { ...circumstances, _isHere: ({ i }) => i === all[here], _seen: seen, _seed: seed }, 3).map(
        ({ i }) => i,
      );
      const others = all.filter((i) => i !== all[here]);
      assert.equal(chosen.length, Math.min(3, others.length));
      assert.equal(new Set(chosen).size, chosen.length);
      assert.ok(!chosen.includes(all[here] ?? '-'));
      const fresh = others.filter((i) => !seen.includes(i));
      assert.equal(chosen.filter((i) => seen.includes(i)).length, Math.max(0, chosen.length - fresh.length));
    }),
  );
});
