import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Campaign } from './config.js';
import type { State } from './history.js';
import { meet, meeting, reach } from './met.js';

const DAY = 864e5;
const campaign: Campaign = {
  i: '7',
  k: 'd',
  l: '',
  q: [
    ['downloads', ['e', 'paper', 1], 30 * DAY],
    ['visits', ['p', '/thanks', 1], 0],
  ],
  g: [
    ['A', 50],
    ['B', 50, ['x']],
  ],
};
const sent: unknown[] = [];
const send = (type: string, value: string[]): void => void sent.push([type, ...value]);
const taken = (): unknown[] => sent.splice(0);
/** Another visit begins. */
const later = (state: State): void => void (state.h += '\r\n');

test('met once a session; the group of the first time stays', () => {
  const state: State = {};
  meet(state, campaign, 'A', send);
  meet(state, campaign, 'A', send);
  assert.deepEqual(taken(), [['campaign-met', '7', 'A']]);
  later(state);
  meet(state, campaign, 'A', send);
  assert.deepEqual(taken(), [['campaign-met', '7', 'A', 'A']]);
  assert.equal(meeting(state, campaign)[2], 'A');
  assert.equal(meeting(state, { ...campaign, i: '77' })[2], undefined);
});

test('whose group is gone belongs to two, and says so', () => {
  const state: State = {};
  meet(state, campaign, 'A', send);
  later(state);
  meet(state, campaign, 'B', send);
  assert.deepEqual(taken()[1], ['campaign-met', '7', 'B', 'A']);
  assert.equal(meeting(state, campaign)[2], 'A');
});

test('nothing is noted that cannot be remembered, nor where nobody asks', () => {
  meet({ b: '1' }, campaign, 'A', send);
  const { q: _, ...without } = campaign;
  meet({}, without, 'A', send);
  assert.deepEqual(taken(), []);
});

test('a goal counts after the first meeting, once: directly, or later within its window', () => {
  const state: State = {};
  reach(state, [campaign], 'e', 'paper', send);
  assert.deepEqual(taken(), [], 'before it was met');
  meet(state, campaign, 'A', send);
  reach(state, [campaign], 'e', 'other', send);
  reach(state, [campaign], 'e', 'paper', send);
  reach(state, [campaign], 'e', 'paper', send);
  assert.deepEqual(taken().slice(1), [['campaign-goal', '7', 'A', 'downloads', 'direct']]);
});

test('assisted, until the window is over; a session has none', () => {
  const state: State = {};
  meet(state, campaign, 'B', send);
  later(state);
  taken();
  const old = { ...state, a: '\n7=' + (Date.now() - 31 * DAY) + '=B\n' };
  reach(old, [campaign], 'e', 'paper', send);
  reach(state, [campaign], 'p', '/thanks', send);
  assert.deepEqual(taken(), []);
  reach(state, [campaign], 'e', 'paper', send);
  assert.deepEqual(taken(), [['campaign-goal', '7', 'B', 'downloads', 'assisted']]);
});
