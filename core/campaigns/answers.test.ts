import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redirectOf, resultsOf } from './answers.js';
import type { EdgeFacts } from './config.js';
import type { State } from './history.js';

const EDGE: EdgeFacts = {
  location: { country: 'Netherlands', state: null, city: 'Leiden' },
  org: 'Acme',
  industries: ['Printing', 'Paper'],
  isp: false,
  abm: [{ code: 'A1', name: 'Top' }],
};
const RESULTS = resultsOf([[7, 'Readers', 0, ['e', 'x']]], EDGE);
const HERE = 'https://shop.test/a?x=1#top';
const go = (...rest: unknown[]): string | undefined => redirectOf(['send', 'redirect', ...rest], RESULTS, HERE, {});

test('the answer has ids as the file has them, whether it is a provider, and lists that are always there', () => {
  assert.deepEqual(RESULTS.matchedSegments, [{ name: 'Readers', id: 7 }]);
  assert.equal(RESULTS.isp, false);
  assert.deepEqual(resultsOf([], EDGE).matchedSegments, []);
});

for (const [field, values] of [
  ['org', 'ACME'],
  ['org', ['nobody', 'acme']],
  ['industries', ['paper']],
  ['location.country', ['netherlands']],
  ['location.city', 'leiden'],
  ['abm.code', 'a1'],
  ['isp', 'false'],
  ['abm.name', ['TOP']],
  ['matchedSegments.name', 'readers'],
  ['matchedSegments.id', 7],
] as const)
  test(`${field} ${JSON.stringify(values)} redirects, ignoring case`, () => {
    assert.equal(go(field, values, '/b'), 'https://shop.test/b');
    assert.equal(go(field, values, '/b', false), undefined);
  });

test('who does not match stays, and goes where the call asks for that', () => {
  assert.equal(go('isp', ['x'], '/b'), undefined);
  assert.equal(go('org', ['x'], '/b', false), 'https://shop.test/b');
  assert.equal(go('no.such.field', 'x', '/b'), undefined);
});

test('of several addresses the first that matches', () => {
  assert.equal(go('org', { '/b': ['x'], '/c': ['acme'], '/d': 'acme' }), 'https://shop.test/c');
});

test('never in a circle', () => {
  const state: State = {};
  const step = (from: string, to: string): string | undefined =>
    redirectOf(['send', 'redirect', 'org', 'acme', to], RESULTS, 'https://shop.test' + from, state);
  assert.equal(step('/a', '/a#below'), undefined);
  assert.equal(step('/a', '/b'), 'https://shop.test/b');
  assert.equal(step('/b', '/a'), undefined);
  assert.equal(step('/b', '/c'), 'https://shop.test/c');
  assert.equal(step('/c', '/a'), undefined);
  // Nor without end, where each address is new.
  let hops = 0;
  while (step(`/n?${hops}`, `/n?${hops + 1}`)) hops++;
  assert.ok(hops < 10, String(hops));
});

test('only to a page', () => {
  assert.equal(go('org', 'acme', 'javascript:alert(1)'), undefined);
});
