/** Pattern, JSON and rescues: the pure pieces. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quote } from './json.js';
import { checkPattern } from './pattern.js';
import { rescued } from './rescue.js';

for (const [text, pattern, matches] of [
  ['white paper', 'white paper', true],
  ['white paper', 'white', false],
  ['white paper', 'white%', true],
  ['white paper', '%paper', true],
  ['white paper', '%te pa%', true],
  ['white paper', '%black%', false],
  ['a.b', 'a.b', true],
  ['axb', 'a.b', false],
  ['50% off', '50% off', true],
  ['anything', '%', true],
] as const)
  test(`checkPattern('${text}', '${pattern}') is ${matches}`, () => {
    assert.equal(checkPattern(text, pattern), matches);
  });

test('whatever the string, its JSON is ASCII and reads back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const json = quote(text);
      assert.match(json, /^[\x20-\x7e]*$/);
      assert.equal(JSON.parse(json), text);
    }),
  );
});

const START = 1_700_000_000_000;
const call = (args: unknown[], after: number, url = 'https://shop.test/'): unknown => [JSON.stringify({ ...args }), START + after, url];
const body = (...calls: unknown[]): unknown => ['/rtp.js', START + 500, [0.25, 'demo', 0, ...calls], 'https://from.test/'];
const PAGE = '17000000001002500000000000000';

test('a rescue is read in call order, with the account, the variables and the address of each call', () => {
  const { _written, _referrer, _events } = rescued(
    body(
      call(['send', 'view'], 100, 'https://shop.test/'),
      call(['set', 'customVar1', 'gold'], 110),
      call(['setAccount', 'other'], 120),
      call(['send', 'event', { value: ['1', '2', '3', '4', '5'] }], 200, 'https://shop.test/two'),
      call(['send', 'view', '/virtual'], 300, 'https://shop.test/two'),
      call(['send', 'view'], 310, 'https://shop.test/two'),
    ),
  );
  assert.equal(_written, START + 500);
  assert.equal(_referrer, 'https://from.test/');
  assert.deepEqual(
    _events.map((event) => [
      event._page,
      event._number,
      event._type,
      event._value.join(),
      event._wall - START,
      event._account,
      event._url,
      event._vars,
    ]),
    [
      [PAGE, 1, 'view', '', 100, 'demo', 'https://shop.test/', {}],
      [PAGE, 2, 'event', '1,2,3,4', 200, 'other', 'https://shop.test/two', {}],
      [PAGE, 3, 'event', '5', 200, 'other', 'https://shop.test/two', {}],
      [PAGE, 4, 'view', '', 300, 'other', '/virtual', { customVar1: 'gold' }],
      [PAGE, 5, 'view', '', 310, 'other', 'https://shop.test/two', {}],
    ],
  );
});

test('a call that cannot be read costs that call only, and no number', () => {
  const odd = [
    [],
    ['nonsense', START, ''],
    ['{}', START, ''],
    ['null', START, ''],
    [0, START, ''],
    [JSON.stringify({ 0: 'send', 1: 'event', 2: { value: [null, {}, ''] } }), START, ''],
  ];
  const { _events } = rescued(body(call(['send', 'event', 'a'], 100), ...odd, call(['send', 'event', 'b'], 200)));
  assert.deepEqual(
    _events.map((event) => [event._number, event._value]),
    [
      [1, ['a']],
      [2, ['b']],
    ],
  );
});

test('calls that did not fit in the queue are reported, with a number that no call has', () => {
  const { _events } = rescued(['/', 5, [0.5, 'demo', 3, call(['send', 'view'], 1)], '']);
  assert.deepEqual(_events[1]?._value, ['3']);
  assert.equal(_events[1]?._type, 'overflow');
  assert.equal(_events[1]?._page, _events[0]?._page + 'o');
});

test('what no stub wrote is refused', () => {
  for (const wrong of [{}, [], 5, 'no JSON', ['/', 1, 'x']]) assert.throws(() => rescued(wrong));
});
