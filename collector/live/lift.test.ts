import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { labelled } from './lift.js';

const DAY = 86_400;
const days = (n: number): number[] => Array.from({ length: n }, (_, index) => index * DAY);

describe('the days below a picture', () => {
  it('are one, once, where there is one', () => {
    for (const width of [0, 200, 1200]) assert.deepEqual(labelled(days(1), width), [0]);
  });
  it('are all, where there is room', () => assert.deepEqual(labelled(days(4), 300), days(4)));
  it('are some, evenly apart and the last among them, where there is not', () => {
    assert.deepEqual(labelled(days(7), 300), [0, 2 * DAY, 4 * DAY, 6 * DAY]);
    assert.deepEqual(labelled(days(8), 300), [1 * DAY, 3 * DAY, 5 * DAY, 7 * DAY]);
    assert.deepEqual(labelled(days(60), 10), [59 * DAY]);
  });
});
