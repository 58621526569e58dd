/** What must come through a proxy: asked of every sample in ops/. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { BODY_LIMIT } from '../http/open/beacon.js';
import { StoreBusy } from '../store/store.js';
import { ADMIN, body, TOKEN } from './collector.js';
import { FOLDER, through, type Answer, type Sample, type Through } from './proxy.js';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));

/** The largest that the tag may send, and the collector's own words about more. */
const carries = async ({ ask, post, collector }: Through): Promise<void> => {
  const one = JSON.stringify(body([[1, 5, 'event', 'a']]));
  assert.equal((await post(one + ' '.repeat(BODY_LIMIT - one.length))).status, 204, 'a body as large as browsers send');
  const large = await post(' '.repeat(BODY_LIMIT + 1));
  assert.equal(large.status, 413);
  assert.match(large.said, /"v":2,"error"/, "the collector's own words");
  const more = body([
    [2, 5, 'event', 'b'],
    [3, 5, 'event', 'c'],
  ]);
  const two = encodeURIComponent(JSON.stringify(more));
  const query = two + '%20'.repeat((60_000 - two.length) / 3);
  const asked = await ask('/e?d=' + query, { method: 'POST', headers: { 'content-length': '0' } });
  assert.equal(asked.status, 204, 'events in the address');
  assert.equal((await collector.events()).length, 3);
  const feed = ask('/api/feed', { headers: { ...ADMIN, 'last-event-id': '1' } });
  assert.match((await feed).said, /data: \{"rows"/, 'comes though the answer has no end');
};

/** Visitors are told apart by their own addresses, not by what they claim; and are told when to come again. */
const knowsVisitors = async ({ post }: Through): Promise<void> => {
  const one = JSON.stringify(body([[1, 5, 'event', 'a']]));
  const visitor = (i: number): Promise<Answer> =>
    post(one, { localAddress: '127.0.0.2', headers: { 'x-forwarded-for': `203.0.113.${i}` } });
  const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => visitor(i)));
  const refused = answers.filter(({ status }) => status === 429);
  assert.equal(refused.length, 10, 'the claimed addresses are not believed: all are one visitor, who may send twenty');
  for (const { headers } of refused) {
    assert.ok(Number(headers['retry-after']) > 0);
    assert.equal(headers['access-control-expose-headers'], 'Retry-After');
  }
  assert.equal((await post(one, { localAddress: '127.0.0.3' })).status, 204, 'another visitor is not this one');
};

/** Behind a further proxy that is named, the visitor is who that one says; who comes past it is believed nothing. */
const knowsVisitorsBehind = async ({ post }: Through): Promise<void> => {
  const one = JSON.stringify(body([[1, 5, 'event', 'a']]));
  const statuses = async (localAddress: string, said: (i: number) => string): Promise<number[]> => {
    const send = (_: unknown, i: number): Promise<Answer> => post(one, { localAddress, headers: { 'x-forwarded-for': said(i) } });
    return (await Promise.all(Array.from({ length: 30 }, send))).map(({ status }) => status);
  };
  const refused = (all: number[]): number => all.filter((status) => status === 429).length;
  assert.equal(refused(await statuses('127.0.0.2', (i) => `203.0.113.${i}`)), 0, 'thirty visitors');
  assert.equal(refused(await statuses('127.0.0.2', (i) => `198.51.100.${i}, 203.0.113.99`)), 10, 'one, whatever she claims');
  assert.equal(refused(await statuses('127.0.0.3', (i) => `203.0.113.${i + 100}`)), 10, 'one, past the further proxy');
};

/** A visitor's browser and the operator's: the core, an event, and the live page to which it comes. */
const works = async ({ base, collector }: Through): Promise<void> => {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--host-resolver-rules=MAP *.example.com 127.0.0.1'],
  });
  try {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const wrong: string[] = [];
    const open = async (path: string) => {
      const page = await context.newPage();
      page.on('console', (message) => /error|warning/.test(message.type()) && wrong.push(`${path}: ${message.text()}`));
      page.on('pageerror', (error) => wrong.push(`${path}: ${error.message}`));
      await page.goto(base + path);
      return page;
    };
    // Without the slash, as a person types it.
    const live = await open('');
    await live.getByLabel('Admin token').fill(TOKEN);
    await live.getByRole('button', { name: 'Log in' }).click();
    await live.locator('.link.live').waitFor();
    assert.equal(new URL(live.url()).href, base + '/');
    const code = await live.locator('#empty pre').first().textContent();
    assert.ok(code?.includes(`"${base}/rtp.js"`), `the snippet has the address of the proxy: ${code}`);

    const demo = await open('/demo/');
    await demo.getByRole('button', { name: 'Download' }).first().click();
    // It comes by the feed, without a reload.
    await live.locator('#feed .what', { hasText: 'download' }).first().waitFor();
    await demo.close();
    const stored = await collector.events();
    for (const type of ['view', 'event']) assert.equal(stored.filter((event) => event.type === type).length, 1, JSON.stringify(stored));
    assert.deepEqual(wrong, []);
  } finally {
    await browser.close();
  }
};

/** What is asked of every sample, wholly of its last door; without its program the suite is skipped and says so. */
export const describeProxy = (name: string, sample: Sample, doors: readonly ('own' | 'folder')[]): void => {
  const missing = spawnSync(sample.program, [sample.version]).error && `there is no ${sample.program} here`;
  describe(name, { skip: missing }, () => {
    for (const door of doors) {
      const folder = door === 'folder';
      const where = folder ? `under ${FOLDER}/` : 'at an address of its own';
      it(`lets through what the tag may send, and the feed as it comes, ${where}`, () => through(sample, folder, {}, carries));
      // Both doors of a file lead to the same lines of it.
      if (door !== doors.at(-1)) continue;
      // One minute, however long the test takes: the limit counts by the minute.
      const began = Date.now();
      it(`hands on the visitor's address and Retry-After, ${where}`, () =>
        through(sample, folder, { now: () => began, env: { RTP_RATE_LIMIT: '20' } }, knowsVisitors));
      it(`finds the visitor behind a further proxy, ${where}`, () => {
        const env = { RTP_RATE_LIMIT: '20', RTP_TRUST_PROXY: '127.0.0.1,127.0.0.2' };
        return through(sample, folder, { behind: true, now: () => began, env }, knowsVisitorsBehind);
      });
      it(`hands on the collector's 503 with Retry-After, ${where}`, () => {
        let asked = 0;
        const insert = (): Promise<never> => Promise.reject(new StoreBusy(`full ${++asked}`, 7));
        return through(sample, folder, { store: (store) => ({ ...store, insert }) }, async ({ post }) => {
          const { status, headers } = await post(JSON.stringify(body([[1, 0, 'view']])));
          assert.deepEqual([status, headers['retry-after'], headers['access-control-allow-origin']], [503, '7', 'https://page.test']);
          assert.equal(asked, 1, 'it is for the tag, not for the proxy');
        });
      });
      it(`serves the core, an event and the live page to Chromium, ${where}`, () =>
        through(sample, folder, { env: { RTP_DIST: DIST } }, works));
    }
  });
};
