import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { differenceOf, rateOf } from './ab.js';

const near = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 0.0005, `${a} and ${b}`);

describe('rates', () => {
  it('have the interval that the books give', () => {
    // Newcombe 1998, table II: 81 of 263, and 15 of 148.
    const { rate, low, high } = rateOf(81, 263);
    near(rate, 0.308);
    near(low, 0.2553);
    near(high, 0.3662);
    near(rateOf(15, 148).low, 0.0624);
    near(rateOf(15, 148).high, 0.1605);
    near(rateOf(0, 20).high, 0.1611);
  });

  it('differ with the interval that the books give', () => {
    // Newcombe 1998, part II, example (a): 56 of 70 less 48 of 80, method 10.
    const { rate, low, high } = differenceOf(rateOf(48, 80), rateOf(56, 70));
    near(rate, 0.2);
    near(low, 0.0524);
    near(high, 0.3339);
  });

  it('lie within their interval, and it within 0 and 1, whatever the counts', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(100_000), (clicks, views) => {
        const { rate, low, high } = rateOf(clicks, views);
        assert.ok(0 <= low && low <= rate + 1e-12 && rate <= high + 1e-12 && high <= 1);
      }),
    );
  });
});
