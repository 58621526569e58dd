/** Pattern, JSON, rows and rescues: the pure pieces. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeBody, take, type Row } from './encode.js';
import { quote } from './json.js';
import { checkPattern } from './pattern.js';
import { rescued } from './rescue.js';
import type { WireBody } from './wire.js';

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

const row = (n: number, h: string, e = '"event","x"'): Row => ({ p: 'page', n, t: 0, m: 0, h, e });

test('rows of one head share it; a question makes the answer awaited', () => {
  const head = (p: string): string => `{"p":"${p}","a":"demo","l":"/","e":[`;
  const body = JSON.parse(encodeBody([row(1, head('one')), row(2, head('one')), row(3, head('two'))], 'b', [row(7, '')])) as WireBody;
  assert.deepEqual(
    body.b?.map((batch) => [batch.p, batch.e.map(([number]) => number)]),
    [
      ['one', [1, 2]],
      ['two', [3]],
    ],
  );
  assert.deepEqual(body.q, [['page', 7]]);
  assert.equal('q' in (JSON.parse(encodeBody([], 'b')) as object), false);
});

test('rows are taken from the front, in parts that fit in an address, one at least', () => {
  const rows = Array.from({ length: 500 }, (_, i) => row(i, 'head', 'x'.repeat(1000)));
  const sizes: number[] = [];
  while (rows.length) sizes.push(take(rows).length);
  assert.ok(sizes.every((size) => size > 0 && size * 1000 < 20_000));
  assert.equal(
    sizes.reduce((sum, size) => sum + size),
    500,
  );
  assert.equal(take([row(1, '', 'x'.repeat(50_000))]).length, 1);
});

const call = (args: unknown[], mono: number): unknown => [{ ...args }, 1_700_000_000_000 + mono, mono];
const body = (...calls: unknown[]): unknown => ['https://shop.test/', 500, [0.25, 'demo', 0, ...calls]];

test('a rescue is read in call order, with the account and the variables of each call', () => {
  const { _page, _written, _events } = rescued(
    body(
      call(['send', 'view'], 100),
      call(['set', 'customVar1', 'gold'], 110),
      call(['setAccount', 'other'], 120),
      call(['send', 'event', { value: ['1', '2', '3', '4', '5'] }], 200),
      call(['send', 'view', '/virtual'], 300),
    ),
  );
  assert.equal(_page, '17000000001002500000000000000');
  assert.equal(_written, 500);
  assert.deepEqual(
    _events.map((event) => [event._number, event._type, event._value.join(), event._mono, event._account, event._url, event._vars]),
    [
      [1, 'view', '', 100, 'demo', 'https://shop.test/', {}],
      [2, 'event', '1,2,3,4', 200, 'other', 'https://shop.test/', {}],
      [3, 'event', '5', 200, 'other', 'https://shop.test/', {}],
      [4, 'view', '', 300, 'other', '/virtual', { customVar1: 'gold' }],
    ],
  );
});

test('a rescue that Array.prototype.toJSON made a string of is the same rescue', () => {
  const plain = body(call(['send', 'event', 'x'], 1));
  assert.deepEqual(rescued(JSON.stringify(plain)), rescued(plain));
});

test('calls that did not fit in the queue are reported', () => {
  const { _events } = rescued(['/', 5, [0.5, 'demo', 3, call(['send', 'view'], 1)]]);
  assert.deepEqual(_events[1]?._value, ['3']);
  assert.equal(_events[1]?._type, 'overflow');
});

test('what no stub wrote is refused', () => {
  for (const wrong of [{}, [], 5, 'no JSON', ['/', 1, 'x']]) assert.throws(() => rescued(wrong));
});
