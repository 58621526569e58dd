import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fits, inTime } from './choose.js';
import type { Campaign, Segment } from './config.js';

const NOW = new Date('2026-06-01T12:00:00Z');
const base: Campaign = { i: '7', k: 'd', l: '', g: [['', 100, ['x']]] };
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
  const local = at - NOW.getTimezoneOffset() * 60_000;
  assert.ok(inTime({ f: local, n: 1 }, NOW) && !inTime({ o: local, n: 1 }, NOW));
});

test('budgets: of the session, of some days, and quiet after a closing', () => {
  const at = +NOW;
  const DAY = 864e5;
  const b: Campaign['b'] = [
    ['t', 2, 0],
    ['t', 3, DAY],
    ['o', 1, 2 * DAY],
  ];
  assert.ok(can({ b }));
  assert.ok(can({ b }, { t: `\n${at - 1}\n` }));
  assert.ok(!can({ b }, { t: `\n${at - 2}\n${at - 1}\n` }), 'two this session');
  assert.ok(can({ b }, { t: `\n${at - 2}\n${at - 1}\n\r\n` }), 'two in an earlier one');
  assert.ok(!can({ b }, { t: `\n${at - 3}\n${at - 2}\n\r\n${at - 1}\n` }), 'three in a day');
  assert.ok(can({ b }, { t: `\n${at - 2 * DAY}\n${at - 2 * DAY + 1}\n\r\n${at - 1}\n` }));
  assert.ok(!can({ b }, { o: `\n${at - DAY}\n` }) && can({ b }, { o: `\n${at - 3 * DAY}\n` }));
  assert.ok(can({ b, r: 1 }, { c: '\n7\n', t: `\n${at - 2}\n${at - 1}\n` }), 'what stands already goes on');
});

test('after its goal, beside a rival, and by weekday and hour', () => {
  const with_ = (m: Campaign['m']): Partial<Campaign> => ({ b: [], ...(m ? { m } : {}) });
  assert.ok(can(with_(['!', ['i', '\n7=']])) && !can(with_(['!', ['i', '\n7=']]), { i: '\n7=downloads\n' }));
  assert.ok(can(with_(['!', ['i', '\n7=']]), { i: '\n17=downloads\n' }));
  assert.ok(!can(with_(['!', ['h', '8', 1]]), { h: '\n8\n' }) && can(with_(['!', ['h', '8', 1]]), { h: '\n8\n\r\n' }));
  assert.ok(can(with_(['w', `d${NOW.getDay()}`, 1])) && !can(with_(['w', `d${(NOW.getDay() + 1) % 7}`, 1])));
  assert.ok(can(with_(['w', `h${NOW.getHours()}`, 1])) && !can(with_(['w', `h${(NOW.getHours() + 1) % 24}`, 1])));
});
