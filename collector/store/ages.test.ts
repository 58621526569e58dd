import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { ageOf, quantile, stepOf } from './ages.js';

it('an age comes back within 5 %, or the next whole ms', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 * 86_400_000 }), (age) => {
      assert.ok(Math.abs(ageOf(stepOf(age)) - age) <= Math.max(1, age * 0.05), `${age}: ${ageOf(stepOf(age))}`);
    }),
  );
  assert.equal(ageOf(stepOf(0)), 0);
});

it('a quantile is the age below which that part arrived', () => {
  const steps = [...Array.from({ length: 99 }, () => [stepOf(100), 1] as const), [stepOf(50_000), 1] as const];
  assert.equal(quantile(steps, 0.5), ageOf(stepOf(100)));
  assert.equal(quantile(steps, 0.99), ageOf(stepOf(100)));
  assert.equal(quantile(steps, 1), ageOf(stepOf(50_000)));
  assert.equal(quantile([], 0.5), 0);
});
