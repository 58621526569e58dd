/** What a request holds, and that it stays within its limit, whatever the rows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeBody, encodeRow, sizeOf, type Row } from './encode.js';
import type { WireBody } from './wire.js';

const head = (p: string): string => `{"p":"${p}","a":"demo","l":"/","e":[`;
const row = (p: string, n: number, more: Partial<Row> = {}): Row => ({
  c: '/e',
  p,
  n,
  t: Date.now(),
  m: performance.now(),
  h: head(p),
  e: '"event","x"',
  w: 1,
  ...more,
});
const read = (text: string): WireBody => JSON.parse(text) as WireBody;

test('rows of one head share it; a beacon awaits no answer', () => {
  const [text, count] = encodeBody([row('one', 1), row('one', 2), row('two', 3)], 'b', 1e4);
  assert.equal(count, 3);
  assert.deepEqual(
    read(text).b?.map((batch) => [batch.p, batch.e.map(([number]) => number)]),
    [
      ['one', [1, 2]],
      ['two', [3]],
    ],
  );
  assert.equal('q' in read(text), false);
  assert.deepEqual(read(encodeBody([row('one', 1)], 'c', 1e4)[0]).q, []);
});

test('rows that are asked about stand together by page view', () => {
  const asked = (
    [
      ['one', 1],
      ['one', 2],
      ['one', 3],
      ['one', 5],
      ['two', 6],
      ['two', 9],
      ['two', 10],
    ] as const
  ).map(([p, n]) => row(p, n, { w: undefined }));
  const body = read(encodeBody([...asked, row('three', 1)], 'r', 1e4)[0]);
  assert.deepEqual(body.q, [
    ['one', 1, 2, 3, 5],
    ['two', 6, 9, 10],
  ]);
  assert.deepEqual(
    body.b?.map((batch) => batch.p),
    ['three'],
  );
});

test('an age is that of the clock that went further: one stops in sleep, one is set back', () => {
  const ageOf = (more: Partial<Row>): number => read(encodeBody([row('one', 1, more)], 'b', 1e4)[0]).b?.[0]?.e[0]?.[1] ?? -1;
  const near = (age: number, wanted: number): void => assert.ok(Math.abs(age - wanted) < 1000, `${age} ms`);
  near(ageOf({ t: Date.now() - 36e5 }), 36e5);
  near(ageOf({ m: performance.now() - 36e5 }), 36e5);
  near(ageOf({ t: Date.now() + 1728e5, m: performance.now() - 5000 }), 5000);
  near(ageOf({ t: 1000, m: performance.now() - 5000 }), 5000);
});

test('ages of one body are of one moment: what was called later is never older', () => {
  // Called at one moment: rows made on both sides of a millisecond would rightly differ.
  const called = { t: Date.now(), m: performance.now() };
  const rows = Array.from({ length: 500 }, (_, i) => row('one', i + 1, { ...called, e: `"event","${'x'.repeat(30)}"` }));
  let reads = 0;
  const now = Date.now;
  Date.now = () => now() + ++reads * 1000;
  const body = read(encodeBody(rows, 'b', 1e6)[0]);
  Date.now = now;
  assert.equal(new Set(body.b?.[0]?.e.map(([, age]) => age)).size, 1);
});

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 3000 }),
  fc.constantFrom('漢'.repeat(2048), '"'.repeat(5000), 'x'.repeat(2000)),
);
const anyRow = fc
  .record({
    page: fc.constantFrom('p00000001', 'p00000002', 'p00000003'),
    number: fc.integer({ min: 1, max: 1e6 }),
    view: fc.boolean(),
    value: fc.array(text, { minLength: 1, maxLength: 4 }),
    url: fc.oneof(fc.webUrl(), fc.constant('https://shop.test/?q=' + 'x'.repeat(1900))),
    referrer: fc.oneof(fc.constant(''), fc.webUrl(), fc.constant('https://from.test/' + 'r'.repeat(3000))),
    account: fc.oneof(fc.constant('demo'), text),
    whole: fc.boolean(),
  })
  .map(({ page, number, view, value, url, referrer, account, whole }) => ({
    ...encodeRow(
      '/e',
      { _page: page, _number: number - 1, _referrer: referrer, _context: { a: account }, _wall: Date.now(), _mono: performance.now() },
      view ? 'view' : 'event',
      view ? [] : value,
      url,
      ['v'.repeat(40), 's'.repeat(40)],
    ),
    ...(whole ? { w: 1 as const } : {}),
  }));

/** 64 KiB: what browsers send by beacon, and what the collector takes. */
const LIMIT = 65_536;

test('whatever the rows, a body stays within the room that it is given, and all rows come in turn', () => {
  fc.assert(
    fc.property(
      fc.array(anyRow, { minLength: 1, maxLength: 60 }),
      fc.constantFrom('b', 'c', 'r'),
      fc.integer({ min: 1, max: 6e4 }),
      (rows, way, room) => {
        const seen: string[] = [];
        for (let left = rows; left.length; ) {
          const [body, count] = encodeBody(left, way, room);
          const part = left.slice(0, count);
          left = left.slice(count);
          assert.ok(count > 0);
          assert.match(body, /^[\x20-\x7e]*$/, 'a character is a byte');
          // A row alone may need more than there is room for, and never more than anybody takes.
          assert.ok(body.length <= (count > 1 ? room : LIMIT), `${count} rows in ${body.length} of ${room} bytes`);
          const { b = [], q = [] } = read(body);
          const ids = [
            ...b.flatMap((batch) => batch.e.map(([number]) => batch.p + '.' + number)),
            ...q.flatMap(([page, ...numbers]) => numbers.map((number) => page + '.' + number)),
          ];
          assert.deepEqual(ids.sort(), part.map(({ p, n }) => p + '.' + n).sort());
          seen.push(...part.map(({ p, n }) => p + '.' + n));
        }
        assert.deepEqual(
          seen,
          rows.map(({ p, n }) => p + '.' + n),
        );
      },
    ),
    { numRuns: 200 },
  );
});

test('2,000 ids of 2,000 page views are asked about within a body', () => {
  const rows = Array.from({ length: 2000 }, (_, i) => row('17955277048645482238283' + i, 1, { w: undefined }));
  for (let left = rows; left.length; ) {
    const [body, count] = encodeBody(left, 'r', 6e4);
    assert.ok(body.length <= 6e4);
    left = left.slice(count);
  }
  assert.ok(rows.every((one) => sizeOf(one) > 0));
});
