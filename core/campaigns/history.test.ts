import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { add, has, lastTen, ofVisit, openHistory } from './history.js';

const globals = globalThis as unknown as Record<string, unknown>;
let kept: Record<string, string>;
let ids: [string, string];
beforeEach(() => {
  kept = {};
  ids = ['visitor', 'session1'];
  globals.localStorage = kept;
  globals.location = { origin: 'https://shop.test', search: '' };
  globals.document = { referrer: 'https://search.test/?q=Warm+%20Light' };
});
const open = () => openHistory(() => ids);

test('a list keeps an item once a visit, and whole items are found', () => {
  const list = add(add(add('', 'a'), 'ab'), 'a');
  assert.equal(list, '\na\nab\n');
  assert.ok(has(list, 'ab') && !has(list, 'b') && !has(undefined, 'a') && !has('', ''));
});

test('a list stays below its length, and the oldest items go', () => {
  let list = '';
  for (let i = 0; i < 5000; i++) list = add(list, 'item ' + i);
  assert.ok(list.length <= 20_000);
  assert.ok(has(list, 'item 4999') && !has(list, 'item 0'));
  assert.equal(list[0], '\n');
});

test('what was of the last session is of an earlier visit in the next', () => {
  const first = open()._read();
  assert.ok(first);
  assert.deepEqual([first.v, first.r, first.q], ['1', 'https://search.test/?q=Warm+%20Light', 'warm light']);
  first.e = add(first.e, 'download');
  first.x = '3';
  first.g = add(first.g, '7');
  first['1'] = 'gold';
  open()._write(first);
  assert.equal(open()._read()?.x, '3');
  ids = ['visitor', 'session2'];
  const second = open()._read();
  assert.ok(second);
  assert.deepEqual([second.v, second.x, second.g, second['1']], ['2', '', '', 'gold']);
  assert.ok(!has(ofVisit(second.e), 'download') && has(second.e, 'download'));
  second.e = add(second.e, 'download');
  assert.ok(has(ofVisit(second.e), 'download'));
});

test('a referrer of the site itself is none', () => {
  globals.document = { referrer: 'https://shop.test/a?q=own' };
  assert.deepEqual([open()._read()?.r, open()._read()?.q], ['', '']);
});

test('ids of the last ten visits, ten a visit, each once', () => {
  let list = '\n';
  for (let visit = 0; visit < 12; visit++) {
    for (let id = 0; id < 12; id++) list = add(list, `${visit}-${id}`);
    list += '\r\n';
  }
  const ids = lastTen(add(list, 'last'));
  assert.equal(ids.length, 9 * 10 + 1);
  assert.equal(ids[0], '3-0');
  assert.ok(ids.includes('last') && !ids.includes('3-10'));
});

test('nothing is kept of a visitor who opted out, and what was kept goes', () => {
  const state = open()._read();
  assert.ok(state);
  open()._write(state);
  assert.notEqual(kept._rtph, '');
  ids = ['', ''];
  assert.equal(open()._read(), undefined);
  assert.equal(kept._rtph, '');
});

test('where storage is blocked the page remembers for itself', () => {
  Object.defineProperty(globals, 'localStorage', {
    configurable: true,
    get() {
      throw new Error('blocked');
    },
  });
  const history = open();
  const state = history._read();
  assert.ok(state);
  state.x = '2';
  history._write(state);
  assert.equal(history._read()?.x, '2');
  Object.defineProperty(globals, 'localStorage', { configurable: true, writable: true, value: kept });
});
