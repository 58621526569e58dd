import assert from 'node:assert/strict';
import { test } from 'node:test';
import jStat from 'jstat';
import { crowded, ratioProbability } from './ratio.js';
import { differenceOf, liftOf, widthOf } from './sequence.js';
import { tunedShares } from './tune.js';
import { verdictOf, type Arm } from './verdict.js';

const arm = (name: string, visitors: number, converted: number, more: Partial<Arm> = {}): Arm => ({
  name,
  share: 50,
  empty: false,
  visitors,
  converted,
  ...more,
});

test('an interval for every look is wider than one for a single look, and narrows as visitors come', () => {
  assert.ok(widthOf(1000, 0.05) > 1.96);
  const early = differenceOf({ visitors: 500, converted: 50 }, { visitors: 500, converted: 40 }, 0.05);
  const late = differenceOf({ visitors: 50_000, converted: 5000 }, { visitors: 50_000, converted: 4000 }, 0.05);
  assert.ok(late.high - late.low < early.high - early.low);
  assert.ok(early.low < 0 && early.high > 0);
  assert.ok(late.low > 0);
});

test('a group without a visitor or a conversion is not called certain', () => {
  assert.deepEqual(differenceOf({ visitors: 0, converted: 0 }, { visitors: 10, converted: 1 }, 0.05), { value: -0.1, low: -1, high: 1 });
  const none = differenceOf({ visitors: 20, converted: 0 }, { visitors: 20, converted: 0 }, 0.05);
  assert.ok(none.low < 0 && none.high > 0);
  assert.equal(liftOf({ visitors: 0, converted: 0 }, { visitors: 0, converted: 0 }, 0.05).high, Number.POSITIVE_INFINITY);
});

test('the lift is the share by which a group is better', () => {
  const { value, low, high } = liftOf({ visitors: 100_000, converted: 12_000 }, { visitors: 100_000, converted: 10_000 }, 0.05);
  assert.ok(Math.abs(value - 0.2) < 0.001);
  assert.ok(low > 0.1 && high < 0.3);
});

test('an even split is no alarm, an uneven one is, and ten visitors say nothing', () => {
  assert.ok(
    ratioProbability([
      { visitors: 5030, share: 50 },
      { visitors: 4970, share: 50 },
    ]) > 0.1,
  );
  assert.ok(
    ratioProbability([
      { visitors: 5300, share: 50 },
      { visitors: 4700, share: 50 },
    ]) < 1e-8,
  );
  assert.equal(
    ratioProbability([
      { visitors: 9, share: 50 },
      { visitors: 0, share: 50 },
    ]),
    1,
  );
  assert.equal(
    crowded([
      { visitors: 100, share: 10 },
      { visitors: 880, share: 90 },
    ]),
    0,
  );
});

test('the sentence says what a group brings, and whether to rely on it', () => {
  const says = (...arms: Arm[]): string | undefined => verdictOf(arms, 'downloads')?.comparisons[0]?.sentence;
  const control = { empty: true };
  assert.match(
    says(arm('A', 20_000, 2000, control), arm('B', 20_000, 3000)) ?? '',
    /^B brings 3\.\d to 6\.\d more downloads per 100 visitors than nothing\. You can rely on this\.$/,
  );
  assert.match(
    says(arm('A', 300, 30, control), arm('B', 300, 33)) ?? '',
    /^Not yet: so far B brings between [\d.]+ fewer and [\d.]+ more downloads per 100 visitors than nothing\.$/,
  );
  assert.match(
    says(arm('A', 20_000, 3000), arm('B', 20_000, 2000)) ?? '',
    /^B brings 3\.\d to 6\.\d fewer downloads per 100 visitors than A\./,
  );
  assert.equal(says(arm('A', 20_000, 2000, control), arm('B', 22_000, 3000)), 'Do not rely on this: more visitors are in B than planned.');
  assert.equal(says(arm('A', 20_000, 2000)), undefined);
});

test('nothing is relied on before there are visitors and conversions enough', () => {
  const few = verdictOf([arm('A', 60, 0, { empty: true }), arm('B', 60, 40)], 'downloads');
  assert.equal(few?.comparisons[0]?.trust, 'not yet');
});

test('several groups share the risk of a false alarm', () => {
  const two = verdictOf([arm('A', 5000, 500), arm('B', 5000, 600)], 'x');
  const three = verdictOf([arm('A', 5000, 500), arm('B', 5000, 600), arm('C', 5000, 500)], 'x');
  const width = (of: typeof two): number => (of?.comparisons[0] ? of.comparisons[0].difference.high - of.comparisons[0].difference.low : 0);
  assert.ok(width(three) > width(two));
  assert.equal(three?.comparisons.length, 2);
});

test('auto tune gives most to the better group, a floor to each, and 100 in all', () => {
  let state = 7;
  jStat.setRandom(() => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647);
  const shares = tunedShares([
    { visitors: 1000, converted: 100 },
    { visitors: 1000, converted: 150 },
    { visitors: 1000, converted: 60 },
  ]);
  assert.equal(
    shares.reduce((sum, share) => sum + share, 0),
    100,
  );
  assert.ok((shares[1] ?? 0) > 80);
  assert.ok(Math.min(...shares) >= 5);
  const even = tunedShares([
    { visitors: 0, converted: 0 },
    { visitors: 0, converted: 0 },
  ]);
  assert.ok(Math.abs((even[0] ?? 0) - 50) < 4);
});
