import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readBody } from './ingest.js';
import { fromVersion1, toVersion1 } from './version1.js';

const NOW = 1_790_000_000_000;
const PAGE = 'mp0000000page1';

describe('version 1 of the wire format', () => {
  it('is read as version 2, and remembered as old', () => {
    const batch = { p: PAGE, a: 'shop', u: 'v1', s: 's1', l: 'https://shop.test/', e: [[1, 40, 'event', 'one']] };
    const { events, ask, old } = readBody(JSON.stringify({ v: 1, w: 'c', b: [batch], q: [[PAGE, 2]] }), NOW);
    assert.deepEqual(
      events.map(({ number, value, at }) => [number, value, at]),
      [[1, ['one'], NOW - 40]],
    );
    assert.deepEqual([ask, old], [[[PAGE, 2]], true]);
    assert.equal(readBody(JSON.stringify({ v: 2, b: [batch] }), NOW).old, false);
  });

  it('rescue: calls with their monotonic times, the page view has the first call’s time in its id', () => {
    const rescue = [
      'https://shop.test/s',
      5000,
      [0.25, 'shop', 3, [{ 0: 'send', 1: 'view' }, NOW - 7000, 3000], [{ 0: 'send', 1: 'event', 2: 'two' }, NOW - 6500, 3500]],
    ];
    for (const text of [JSON.stringify(rescue), JSON.stringify(JSON.stringify(rescue))]) {
      const { events, error } = readBody(text, NOW);
      assert.equal(error, undefined);
      assert.deepEqual(
        events.map(({ page, number, type, value, age, url }) => [page.startsWith(`${NOW - 7000}`), number, type, value, age, url]),
        [
          [true, 1, 'view', [], 2000, 'https://shop.test/s'],
          [true, 2, 'event', ['two'], 1500, 'https://shop.test/s'],
          [true, 1, 'overflow', ['3'], 1500, 'https://shop.test/s'],
        ],
      );
    }
  });

  it('rescue: what is no call of that stub costs itself only', () => {
    const call = [{ 0: 'send', 1: 'view' }, NOW - 7000, 3000];
    const rescue = ['https://shop.test/s', 5000, [0.25, 'shop', 0, 0, null, [], [{}, 'soon', 1], call]];
    assert.deepEqual(
      readBody(JSON.stringify(rescue), NOW).events.map(({ type }) => type),
      ['view'],
    );
    for (const queue of [[0.25, 'shop', 0, 0], [0.25, 'shop', 0, []], [[], {}, [], call], [], 0])
      for (const url of ['https://shop.test/', 0, null]) readBody(JSON.stringify([url, 5000, queue]), NOW);
  });

  it('answers name what is lacking; an answer that refuses the whole names nothing', () => {
    const ask: [string, number][] = [1, 2, 3, 4, 5].map((number) => [PAGE, number]);
    assert.deepEqual(toVersion1({ have: [[PAGE, 1, 2, 4, 4]], bad: [[PAGE, 5, 'why']] }, ask), {
      v: 1,
      lack: [`${PAGE}.3`, `${PAGE}.5`],
      bad: [[`${PAGE}.5`, 'why']],
    });
    assert.deepEqual(toVersion1({ error: 'busy' }, null), { v: 1, error: 'busy' });
  });

  it('leaves what is none of it as it is', () => {
    for (const body of [null, 1, 'x', [], [1, 2, 3], { v: 2 }]) assert.deepEqual(fromVersion1(body), { body, old: false });
  });
});
