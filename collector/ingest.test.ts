import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MAX_AGE, MAX_ASK, MAX_URL, readBody } from './ingest.js';
import { body } from './testing/collector.js';

const NOW = 1_700_000_000_000;
const read = (value: unknown) => readBody(typeof value === 'string' ? value : JSON.stringify(value), NOW);

describe('reading a body', () => {
  it('takes a batch whole', () => {
    const { events, ask, bad, error } = read(
      body(
        [
          [1, 10, 'view'],
          [2, 5.4, 'event', 'a', 'b', 'c', 'd'],
        ],
        { r: 'https://from.test/', c: { customVar1: 'x', customVar9: 'no', other: 'no' }, x: 1 },
        { w: 'c', q: [['mp0000000page1', 1, 2, 7]] },
      ),
    );
    assert.equal(error, undefined);
    assert.deepEqual(bad, []);
    assert.deepEqual(ask, [
      ['mp0000000page1', 1],
      ['mp0000000page1', 2],
      ['mp0000000page1', 7],
    ]);
    const shared = {
      page: 'mp0000000page1',
      account: 'demo',
      visitor: 'visitor1',
      session: 'session1',
      url: 'https://shop.test/a',
      referrer: 'https://from.test/',
      vars: { customVar1: 'x' },
      arrival: 'confirmation',
      anonymous: true,
    };
    assert.deepEqual(events, [
      { ...shared, number: 1, type: 'view', value: [], age: 10, at: NOW - 10 },
      { ...shared, number: 2, type: 'event', value: ['a', 'b', 'c', 'd'], age: 5.4, at: NOW - 5.4 },
    ]);
  });

  it('tells no question from an empty one', () => {
    assert.equal(read({ v: 2 }).ask, null);
    assert.deepEqual(read({ v: 2, q: [] }).ask, []);
  });

  it('names each way of arrival', () => {
    for (const [w, arrival] of [
      [undefined, 'beacon'],
      ['b', 'beacon'],
      ['c', 'confirmation'],
      ['r', 'redelivery'],
    ] as const) {
      assert.equal(read(body([[1, 0, 'view']], {}, { w })).events[0]?.arrival, arrival);
    }
  });

  it('takes what a stub saved, in call order, with the time of each call', () => {
    const rescue = [
      '/rtp.js',
      NOW + 5000,
      [
        0.123456789,
        'demo',
        3,
        ...(
          [
            [{ 0: 'send', 1: 'view' }, NOW + 1000, 'https://shop.test/r'],
            [{ 0: 'send', 1: 'event', 2: { value: ['a', 'b'] } }, NOW + 4000, 'https://shop.test/r'],
            [{ 0: 'setAccount', 1: 'other' }, NOW + 4000, 'https://shop.test/r'],
            [{ 0: 'send', 1: 'event', 2: 'bare' }, NOW + 4500, 'https://shop.test/s'],
          ] as const
        ).map(([args, wall, url]) => [JSON.stringify(args), wall, url]),
      ],
      'https://from.test/',
    ];
    for (const given of [rescue]) {
      const { events, bad, ask } = read(JSON.stringify(given));
      assert.deepEqual(bad, []);
      assert.equal(ask, null);
      assert.deepEqual(
        events.map((e) => [e.number, e.account, e.type, e.value, e.at, e.arrival, e.session, e.url, e.referrer]),
        [
          [1, 'demo', 'view', [], NOW - 4000, 'rescue', null, 'https://shop.test/r', 'https://from.test/'],
          [2, 'demo', 'event', ['a', 'b'], NOW - 1000, 'rescue', null, 'https://shop.test/r', 'https://from.test/'],
          [3, 'other', 'event', ['bare'], NOW - 500, 'rescue', null, 'https://shop.test/s', 'https://from.test/'],
          // A page view beside: no call of the page has its numbers.
          [1, 'other', 'overflow', ['3'], NOW - 500, 'rescue', null, 'https://shop.test/s', 'https://from.test/'],
        ],
      );
      assert.match(events[0]?.page ?? '', /^\w{9,40}$/);
    }
  });

  const whole: [name: string, given: unknown][] = [
    ['no JSON', '{"v":2'],
    ['empty', ''],
    ['null', 'null'],
    ['a number', '1'],
    ['another version', { v: 3 }],
    ['no version', {}],
    ['an unknown way', { v: 2, w: 'x' }],
    ['a way from the prototype', { v: 2, w: 'constructor' }],
    ['batches that are no list', { v: 2, b: {} }],
    ['a question that is no list', { v: 2, q: 'all' }],
    ['a question without a page', { v: 2, q: [[1, 2]] }],
    ['a question with a wrong number', { v: 2, q: [['mp0000000page1', 1.5, 2]] }],
    ['a question about nought', { v: 2, q: [['mp0000000page1', 0]] }],
    ['a question without bound', { v: 2, q: [['mp0000000page1', ...Array.from({ length: MAX_ASK + 1 }, (_, n) => n + 1)]] }],
    ['a list that no stub wrote', [1, 2, 3]],
    ['an empty list', []],
    ['a string that no stub wrote', '"hello"'],
    ['a very deep list', '['.repeat(30_000) + ']'.repeat(30_000)],
  ];
  for (const [name, given] of whole) {
    it(`refuses the whole body: ${name}`, () => {
      const { error, events } = read(given);
      assert.ok(error);
      assert.deepEqual(events, []);
    });
  }

  const wrong: [name: string, event: unknown][] = [
    ['no list', 'x'],
    ['number 0', [0, 0, 'view']],
    ['number 1.5', [1.5, 0, 'view']],
    ['an endless number', [1e9, 0, 'view']],
    ['no age', [1, null, 'view']],
    ['an unknown type', [1, 0, 'click']],
    ['a type from the prototype', [1, 0, '__proto__']],
    ['an event without a string', [1, 0, 'event']],
    ['five strings', [1, 0, 'event', 'a', 'b', 'c', 'd', 'e']],
    ['an empty string', [1, 0, 'event', '']],
    ['a number as value', [1, 0, 'event', 1]],
    ['an object as value', [1, 0, 'event', {}]],
    ['a string too long', [1, 0, 'event', 'x'.repeat(4097)]],
    ['a view with a string', [1, 0, 'view', 'x']],
    ['an overflow of no number', [1, 0, 'overflow', 'many']],
  ];
  for (const [name, event] of wrong) {
    it(`refuses one event and keeps the others: ${name}`, () => {
      const { error, events, bad } = read(body([event, [7, 0, 'event', 'good']]));
      assert.equal(error, undefined);
      assert.deepEqual(
        events.map((e) => e.number),
        [7],
      );
      assert.equal(bad.length, 1);
      assert.equal(bad[0]?.[0], 'mp0000000page1');
    });
  }

  for (const [name, batch] of [
    ['an account with a path', { a: '../x' }],
    ['an account with a hidden file', { a: '.x' }],
    ['no account', { a: undefined }],
    ['a visitor of another kind', { u: 5 }],
    ['a session with spaces', { s: 'a b' }],
    ['no address', { l: undefined }],
    ['a referrer of another kind', { r: {} }],
    ['a page id of another form', { p: 'a-b/c..d..e' }],
    ['events that are no list', { e: { 0: [1, 0, 'view'] } }],
  ] as const) {
    it(`refuses one batch and keeps the others: ${name}`, () => {
      const { events, bad } = read({
        v: 2,
        b: [...(body([[1, 0, 'view']], batch).b as unknown[]), ...(body([[2, 0, 'view']]).b as unknown[])],
      });
      assert.deepEqual(
        events.map((e) => e.number),
        [2],
      );
      assert.equal(bad.length, 1);
    });
  }

  it('cuts and bounds what a page may send too long of', () => {
    const [event] = read(
      body([[1, 1e15, 'event', 'a']], { l: 'x'.repeat(9000), r: 'y'.repeat(9000), c: { customVar1: 'z'.repeat(500) } }),
    ).events;
    assert.equal(event?.url.length, MAX_URL);
    assert.equal(event?.referrer?.length, MAX_URL);
    assert.equal(event?.vars?.customVar1?.length, 100);
    assert.equal(event?.at, NOW - MAX_AGE);
    assert.equal(read(body([[1, -500, 'view']])).events[0]?.at, NOW);
  });

  it('makes text of what every store can keep', () => {
    const [event] = read(body([[1, 0, 'event', 'a\u0000b', '\ud800x', '😀', 'x\udc00']])).events;
    assert.deepEqual(event?.value, ['a\ufffdb', '\ufffdx', '😀', 'x\ufffd']);
  });

  it('never throws, and passes nothing that is not valid, whatever comes', () => {
    const leaf = fc.oneof(
      fc.string(),
      fc.double(),
      fc.constantFrom(null, true, 'view', 'event', 'demo', 'mp0000000page1', '__proto__', 1, 0),
    );
    const any = fc.oneof(
      fc.json(),
      fc.array(fc.array(leaf)).map((list) => JSON.stringify(list)),
      fc.array(leaf).map((e) => JSON.stringify(body([e]))),
      fc
        .dictionary(fc.constantFrom('v', 'b', 'q', 'w', '__proto__'), fc.oneof(leaf, fc.array(leaf)))
        .map((o) => JSON.stringify({ v: 2, ...o })),
    );
    fc.assert(
      fc.property(any, (text) => {
        for (const event of readBody(text, NOW).events) {
          assert.ok(event.number >= 1 && event.at <= NOW && event.at >= NOW - MAX_AGE && event.value.length <= 4);
          assert.ok(event.value.every((v) => typeof v === 'string'));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
