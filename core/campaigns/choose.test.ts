import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fits, inTime } from './choose.js';
import type { Campaign, Segment } from './config.js';

const NOW = new Date('2026-06-01T12:00:00Z');
const base: Campaign = { i: 7, k: 'd', l: '', g: [['', 100, ['x']]] };
const segment: Segment = [1, 'one', 0, ['e', 'x']];
const can = (more: Partial<Campaign>, state = {}, engaged: Segment[] = [], facts = {}): boolean =>
  fits({ ...base, ...more }, state, engaged, facts, NOW);

test('for everybody, or for one of its segments', () => {
  assert.ok(can({}));
  assert.ok(!can({ s: [1, 2] }));
  assert.ok(can({ s: [2, 1] }, {}, [segment]));
});

test('paused, or for other pages', () => {
  assert.ok(!can({ p: 1 }));
  assert.ok(can({ u: ['u', '/a', 1] }, {}, [], { u: '\n/a\n' }));
  assert.ok(!can({ u: ['u', '/a', 1] }, {}, [], { u: '\n/ab\n' }));
});

test('once a session until it was seen, sticky until it was closed', () => {
  assert.ok(!can({}, { c: '\n7\n' }));
  assert.ok(can({}, { c: '\n7\n\r\n' }), 'an earlier session');
  assert.ok(can({ r: 1 }, { c: '\n7\n' }));
  assert.ok(!can({ r: 1 }, { d: '\n7\n' }));
});

test("from and to, as moments and in the visitor's own time", () => {
  const at = +NOW;
  assert.ok(inTime({ f: at, o: at + 1 }, NOW));
  assert.ok(!inTime({ f: at + 1 }, NOW) && !inTime({ o: at }, NOW));
  const local = new Date(at - NOW.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  assert.ok(inTime({ f: local }, NOW) && !inTime({ o: local }, NOW));
  assert.ok(inTime({ f: '2026-05-30T00:00', o: '2026-06-03T00:00' }, NOW));
});
