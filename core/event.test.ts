import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventValues } from './event.js';

const read = (data: unknown): [lists: string[][], warnings: string[]] => {
  const warnings: string[] = [];
  return [eventValues(data, (text) => warnings.push(text)), warnings];
};

const GOOD: [string, unknown, string[][]][] = [
  ['a string', { value: 'MyEvent' }, [['MyEvent']]],
  ['strings', { value: ['MyEvent', 'download - example whitepaper'] }, [['MyEvent', 'download - example whitepaper']]],
  ['a bare string', 'MyEvent', [['MyEvent']]],
  ['a bare array', ['a', 'b'], [['a', 'b']]],
  ['a number', { value: 5 }, [['5']]],
  ['zero', { value: 0 }, [['0']]],
  ['booleans', { value: [true, false] }, [['true', 'false']]],
];
for (const [name, data, lists] of GOOD)
  test(`${name} is taken without a word`, () => {
    assert.deepEqual(read(data), [lists, []]);
  });

const BAD: [string, unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['an object', { value: {} }],
  ['nothing in the object', {}],
  ['an empty string', { value: '' }],
  ['an empty array', { value: [] }],
  ['an array of objects', { value: [{}] }],
  ['a function', () => 1],
];
for (const [name, data] of BAD)
  test(`${name} is refused with one warning that names the call`, () => {
    const [lists, warnings] = read(data);
    assert.deepEqual(lists, []);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /send event.*1 to 4 strings/);
  });

test('more than four strings are sent four at a time, in order, and that is said', () => {
  const [lists, warnings] = read(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
  assert.deepEqual(lists, [['1', '2', '3', '4'], ['5', '6', '7', '8'], ['9']]);
  assert.match(warnings.join(), /1 to 4 strings/);
});

test('what is no string among strings is left out, with a warning; the others are kept', () => {
  const [lists, warnings] = read(['a', {}, 'b']);
  assert.deepEqual(lists, [['a', 'b']]);
  assert.equal(warnings.length, 1);
});
