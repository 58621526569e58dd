/** The addresses that an account's file excludes: taken, confirmed, and in no figure. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { WireAnswer } from '../../core/wire.js';
import { openFacts } from '../accounts/facts.js';
import { openAccounts } from '../accounts/index.js';
import { ADMIN, body, folder, openCollector, type Running } from '../testing/collector.js';

const OFFICE = ['203.0.113.0/24', '2001:db8:1::/48'];

/** A collector behind a proxy on this machine, where the account `shop` excludes the office. */
const running = async (
  trusted: string,
  work: (one: Running, write: (text: string) => Promise<unknown>) => Promise<void>,
): Promise<void> => {
  const dir = await folder();
  const file = join(dir, 'shop.json');
  let read: () => void = () => {};
  writeFileSync(file, JSON.stringify({ exclude: OFFICE }));
  const accounts = await openAccounts(dir, { info: () => read(), warn() {}, error() {} }, await openFacts('', () => {}));
  const one = await openCollector({ env: { RTP_TRUST_PROXY: trusted }, accounts });
  try {
    await work(one, (text) => {
      const again = new Promise<void>((resolve) => (read = resolve));
      writeFileSync(file, text);
      return again;
    });
  } finally {
    await one.end();
    await accounts.close();
    rmSync(dir, { recursive: true });
  }
};

const page = (n: number): string => 'mp0000office' + String(n).padStart(3, '0');
/** Sends an event and asks about it, as a tag does that awaits an answer. */
const sends = async (one: Running, n: number, from: string, account = 'shop', path = '/e'): Promise<[number, WireAnswer]> => {
  const text = body([[1, 0, 'event', 'from ' + from]], { p: page(n), a: account }, { q: [[page(n), 1]] });
  const answer = await one.send(text, { 'x-forwarded-for': from }, path);
  return [answer.status, (await answer.json()) as WireAnswer];
};

describe('an address that the account file excludes', () => {
  it('has its events confirmed, so that the tag does not send them again, and none of them stored', () =>
    running('127.0.0.1', async (one) => {
      for (const [n, from] of ['203.0.113.9', '::ffff:203.0.113.9', '2001:db8:1:2::3', '198.51.100.7, 203.0.113.9'].entries())
        assert.deepEqual(await sends(one, n, from), [200, { v: 2, have: [[page(n), 1, 1]] }], from);
      // Past the lane, too: these addresses are the framework's.
      assert.deepEqual(await sends(one, 5, '203.0.113.9', 'shop', '/v/abc/rtp.js'), [200, { v: 2, have: [[page(5), 1, 1]] }]);
      const inQuery = encodeURIComponent(JSON.stringify(body([[1, 0, 'view']], { p: page(6), a: 'shop' })));
      assert.equal((await one.send('', { 'x-forwarded-for': '203.0.113.9' }, '/e?d=' + inQuery)).status, 204);
      const rescue = [
        'https://shop.test/rtp.js',
        1.7e12,
        [1, 'shop', 0, ['["send","event",{"value":"left"}]', 1.7e12, 'https://shop.test/']],
        '',
      ];
      assert.equal((await one.send(rescue, { 'x-forwarded-for': '203.0.113.9' }, '/rtp.js')).status, 204);
      assert.deepEqual(await one.events(), []);
      const metrics = await (await fetch(one.url + '/metrics', { headers: ADMIN })).text();
      assert.match(metrics, /^rtp_dropped_total 7$/m);
    }));

  it('is none of another address’s business, nor of another account’s', () =>
    running('127.0.0.1', async (one) => {
      await sends(one, 1, '198.51.100.7');
      await sends(one, 2, '203.0.113.9', 'other');
      // Whoever names the office in front of his own address is not in the office.
      await sends(one, 3, '203.0.113.9, 198.51.100.7');
      assert.deepEqual(
        (await one.events()).map(({ id }) => id),
        [1, 2, 3].map((n) => page(n) + '.1'),
      );
    }));

  it('is told to a trial, which stores nothing from anywhere', () =>
    running('127.0.0.1', async (one) => {
      const tries = async (from: string, w = 't'): Promise<unknown> => {
        const text = body(
          [
            [1, 0, 'view'],
            [2, 0, 'event', ''],
          ],
          { p: page(1), a: 'shop' },
          { w, q: [[page(2), 1]] },
        );
        const answer = await one.send(text, { 'x-forwarded-for': from });
        return [answer.status, await answer.json()];
      };
      const bad = [[page(1), 2, 'a string is empty']];
      const why = 'the account file of shop excludes the address of this browser';
      await sends(one, 2, '198.51.100.7');
      const have = [[page(2), 1, 1]];
      assert.deepEqual(await tries('203.0.113.9'), [200, { v: 2, have, bad, left: [[page(1), 1, why]] }]);
      assert.deepEqual(await tries('198.51.100.7'), [200, { v: 2, have, bad, left: [] }]);
      assert.equal((await one.events()).length, 1);
      const metrics = await (await fetch(one.url + '/metrics', { headers: ADMIN })).text();
      assert.match(metrics, /^rtp_dropped_total 0$/m);
    }));

  it('is that of the connection where no proxy is trusted', () =>
    running('', async (one, write) => {
      await sends(one, 1, '203.0.113.9');
      assert.equal((await one.events()).length, 1);
      await write('{ "exclude": ["127.0.0.1"] }');
      await sends(one, 2, '198.51.100.7');
      assert.equal((await one.events()).length, 1, 'a changed file holds at once');
      await write('{}');
      await sends(one, 3, '198.51.100.7');
      assert.equal((await one.events()).length, 2);
    }));
});
