import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { describe, it } from 'node:test';
import { networkOf, openAddress, openLimit, openTries } from './limit.js';

const from = (remoteAddress: string, forwarded?: string): IncomingMessage =>
  ({ socket: { remoteAddress }, headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage;

describe('the address of a request', () => {
  const cases: [name: string, trusted: string, remote: string, forwarded: string | undefined, address: string][] = [
    ['is the connection’s where no proxy is trusted', '', '10.0.0.1', '203.0.113.9', '10.0.0.1'],
    ['is what the trusted proxy says', '10.0.0.1', '10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['is the connection’s where another one speaks', '10.0.0.1', '10.0.0.2', '203.0.113.9', '10.0.0.2'],
    ['is the last that no trusted proxy vouches for', '10.0.0.0/8', '10.0.0.1', '1.1.1.1, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
    ['is the first where all are trusted', '10.0.0.0/8', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['is the proxy’s where it says nothing', '10.0.0.1', '10.0.0.1', undefined, '10.0.0.1'],
    ['is known of a proxy on a socket of both kinds', '127.0.0.1', '::ffff:127.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['is found behind a network of IPv6', '2001:db8::/32, 10.0.0.1', '2001:db8::5', '2001:db9::1', '2001:db9::1'],
    ['may be nonsense, and is not followed further', '10.0.0.1', '10.0.0.1', '1.1.1.1, unknown', 'unknown'],
  ];
  for (const [name, trusted, remote, forwarded, address] of cases) {
    it(name, () => assert.equal(openAddress(trusted)(from(remote, forwarded)), address));
  }
});

describe('the limit', () => {
  it('counts each address by itself for a minute, and says how long to wait', () => {
    let now = 5000;
    const limit = openLimit(2, openAddress(''), () => now);
    assert.deepEqual([limit(from('1.1.1.1')), limit(from('1.1.1.1')), limit(from('1.1.1.1'))], [0, 0, 60]);
    now += 15_500;
    assert.deepEqual([limit(from('1.1.1.1')), limit(from('2.2.2.2'))], [45, 0]);
    now += 44_500;
    assert.equal(limit(from('1.1.1.1')), 0);
  });

  it('leaves this machine alone, and everybody when there is none', () => {
    const limit = openLimit(1, openAddress(''), () => 0);
    for (let i = 0; i < 5; i++) for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) assert.equal(limit(from(address)), 0);
    const none = openLimit(0, openAddress(''), () => 0);
    for (let i = 0; i < 5; i++) assert.equal(none(from('1.1.1.1')), 0);
  });

  it('takes the addresses of one IPv6 subscriber for one', () => {
    const limit = openLimit(1, openAddress(''), () => 0);
    assert.deepEqual(
      [limit(from('2001:db8:1:2::5')), limit(from('2001:db8:1:2:ffff::9')) > 0, limit(from('2001:db8:1:3::5'))],
      [0, true, 0],
    );
    for (const [address, network] of [
      ['2001:db8::', '2001:db8:0:0::/64'],
      ['2001:0DB8:0:0:1:2:3:4', '2001:db8:0:0::/64'],
      ['::', '0:0:0:0::/64'],
      ['fe80::1%eth0', 'fe80:0:0:0::/64'],
      ['1:2:3:4:5:6:7::', '1:2:3:4::/64'],
      ['::ffff:203.0.113.9', '::ffff:203.0.113.9'],
      ['203.0.113.9', '203.0.113.9'],
      ['unknown', 'unknown'],
      ['', ''],
    ] as const)
      assert.equal(networkOf(address), network, address);
  });

  it('keeps a bounded number of addresses', () => {
    const limit = openLimit(1, openAddress(''), () => 0);
    limit(from('1.1.1.1'));
    for (let i = 0; i < 50_000; i++) limit(from('a' + i));
    assert.equal(limit(from('1.1.1.1')), 0, 'forgotten early: lets more in, not less');
  });
});

describe('wrong tokens', () => {
  it('are counted by address for a minute, this machine’s too', () => {
    let now = 0;
    const tries = openTries(2, openAddress(''), () => now);
    for (const address of ['1.1.1.1', '127.0.0.1']) {
      assert.equal(tries.wait(from(address)), 0);
      tries.wrong(from(address));
      assert.equal(tries.wait(from(address)), 0);
      tries.wrong(from(address));
      assert.ok(tries.wait(from(address)) > 0);
    }
    assert.equal(tries.wait(from('2.2.2.2')), 0);
    now += 60_000;
    assert.equal(tries.wait(from('1.1.1.1')), 0);
  });
});

describe('a clock that is set back', () => {
  it('keeps nobody out for longer than a minute', () => {
    let wall = 36_000_000;
    const from = { socket: { remoteAddress: '203.0.113.9' }, headers: {} } as unknown as IncomingMessage;
    const limit = openLimit(2, openAddress(''), () => wall);
    const tries = openTries(1, openAddress(''), () => wall);
    for (let i = 0; i < 3; i++) limit(from);
    tries.wrong(from);
    wall = 0;
    for (const wait of [limit(from), tries.wait(from)]) assert.ok(wait > 0 && wait <= 60, String(wait));
    wall += 60_000;
    assert.deepEqual([limit(from), tries.wait(from)], [0, 0]);
  });
});
