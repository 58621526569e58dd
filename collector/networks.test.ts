import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isNetwork, openNetworks } from './networks.js';

describe('networks', () => {
  for (const [text, good] of [
    ['203.0.113.7', true],
    ['203.0.113.0/24', true],
    ['203.0.113.0/32', true],
    ['203.0.113.0/33', false],
    ['203.0.113.0/', false],
    ['203.0.113.0/-1', false],
    ['203.0.113.0/1.5', false],
    ['203.0.113.0/24/8', false],
    ['203.0.113', false],
    ['0203.0.113.7', false],
    ['2001:db8::7', true],
    ['2001:db8::/32', true],
    ['2001:db8::/129', false],
    ['::ffff:203.0.113.7', true],
    ['fe80::1%eth0', true],
    ['office.example', false],
    ['', false],
  ] as const)
    it(`${JSON.stringify(text)} is ${good ? 'one' : 'none'}`, () => assert.equal(isNetwork(text), good));

  const inside = openNetworks(['203.0.113.7', '198.51.100.0/24', '2001:db8:1::/48', '2001:db8:2::5']);
  for (const [address, expected] of [
    ['203.0.113.7', true],
    ['203.0.113.8', false],
    ['::ffff:203.0.113.7', true],
    ['::ffff:198.51.100.200', true],
    ['198.51.100.0', true],
    ['198.51.101.0', false],
    ['2001:db8:1:ffff::9', true],
    ['2001:0DB8:0001::9', true],
    ['2001:db8:2::5', true],
    ['2001:db8:2::5%eth0', true],
    ['2001:db8:2::6', false],
    ['unknown', false],
    ['', false],
  ] as const)
    it(`${address || 'no address'} is ${expected ? 'in' : 'out'}`, () => assert.equal(inside(address), expected));

  it('none have nobody in them', () => assert.equal(openNetworks([])('203.0.113.7'), false));
  it('one with all bits free has all of its kind', () => {
    const all = openNetworks(['0.0.0.0/0']);
    assert.deepEqual([all('203.0.113.7'), all('2001:db8::1')], [true, false]);
  });
});
