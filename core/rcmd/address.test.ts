import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkOf, placeOf, withoutOurs } from './address.js';

test('a link carries five parameters in order, after what the address has and before its fragment', () => {
  const tail = 'iesrc=rcmd&astid=E&at=1&rcmd_source=WIDGET&req_id=R';
  for (const [address, wanted] of [
    ['https://a.test/x', `https://a.test/x?${tail}`],
    ['https://a.test/x?b=1', `https://a.test/x?b=1&${tail}`],
    ['https://a.test/x?', `https://a.test/x?${tail}`],
    ['https://a.test/x?b=1&', `https://a.test/x?b=1&${tail}`],
    ['https://a.test/x.pdf#page=2', `https://a.test/x.pdf?${tail}#page=2`],
    ['https://a.test/x?b#c?d', `https://a.test/x?b&${tail}#c?d`],
  ] as const)
    assert.equal(linkOf(address, 'E', 'WIDGET', 'R'), wanted);
});

test('our own parameters are taken out, and nothing else', () => {
  const { href } = { href: linkOf('https://a.test/x?b=1&at2=3#c', 'E', 'BAR', 'R') };
  assert.equal(withoutOurs(href), 'https://a.test/x?b=1&at2=3#c');
  assert.equal(withoutOurs(linkOf('https://a.test/x', 'E', 'BAR', 'R')), 'https://a.test/x');
  assert.equal(withoutOurs('https://a.test/x?iesrc=rcmd&b=1'), 'https://a.test/x?b=1');
});

test('an entry is its address without scheme, query and fragment, or with its query where that belongs to it', () => {
  Object.assign(globalThis, { location: { href: 'https://a.test/' } });
  assert.equal(placeOf('http://A.test/X/?utm_source=1#top'), 'a.test/x');
  assert.equal(placeOf('/x'), 'a.test/x');
  assert.equal(placeOf(linkOf('/x?id=3', 'E', 'BAR', 'R'), 1), 'a.test/x?id=3');
  assert.notEqual(placeOf('/x?id=3', 1), placeOf('/x?id=4', 1));
  assert.equal(placeOf('http://[', 1), 'http://[');
});
