/** The check of the split across changes of shares, with account files, HTTP and SQLite as they are; the clock is the test's. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openFacts } from '../accounts/facts.js';
import { openAccounts } from '../accounts/index.js';
import type { Accounts } from '../accounts/port.js';
import { ADMIN, openCollector, type Running } from '../testing/collector.js';
import type { CampaignResult } from './campaign.js';
import { openHistory } from './history.js';
import { merged, plannedOf, type Period } from './shares.js';

const MINUTE = 60_000;
const START = Date.UTC(2026, 5, 1, 22);
const file = (control: number, autoTune = false): string =>
  JSON.stringify({
    goals: [{ name: 'downloads', event: 'download*' }],
    campaigns: [
      {
        id: 7,
        name: 'seven',
        type: 'widget',
        autoTune,
        groups: [
          { name: 'none', share: control },
          { name: 'B', share: 100 - control, content: '<p>Offer</p>' },
        ],
      },
    ],
  });

let dir: string;
let one: Running;
let accounts: Accounts;
let now = START;
let heard = (_text: string): void => {};
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rtp-shares-'));
  for (const name of ['shop', 'uneven']) await writeFile(join(dir, name + '.json'), file(50));
  await writeFile(join(dir, 'tuned.json'), file(50, true));
  accounts = await openAccounts(dir, { info: (text) => heard(text), warn() {}, error() {} }, await openFacts('', () => {}));
  one = await openCollector({ env: { RTP_CONFIG: dir }, accounts, now: () => now });
});
after(async () => {
  accounts.close();
  await one.end();
  await rm(dir, { recursive: true });
});

let pages = 0;
/** That many visitors meet the campaign in each group. */
const meet = async (account: string, counts: Record<string, number>): Promise<void> => {
  const batches = Object.entries(counts).flatMap(([name, visitors]) =>
    Array.from({ length: visitors }, () => {
      const id = String(++pages).padStart(8, '0');
      return { p: `mp0000${id}`, a: account, u: `v${id}`, s: `s${id}`, l: 'https://shop.test/', e: [[1, 0, 'campaign-met', '7', name]] };
    }),
  );
  for (let at = 0; at < batches.length; at += 50) assert.ok((await one.send({ v: 2, b: batches.slice(at, at + 50) })).ok);
};
const change = async (account: string, control: number): Promise<void> => {
  const changed = new Promise<void>((resolve) => {
    heard = (text) => text.startsWith(`account ${account} changed`) && resolve();
  });
  await writeFile(join(dir, account + '.json'), file(control));
  await changed;
};
const look = async (minutes: number): Promise<void> => {
  now += minutes * MINUTE;
  await one.history.look(now);
};
const results = async (account: string): Promise<CampaignResult> =>
  (await (await fetch(`${one.url}/api/results?account=${account}&campaign=7`, { headers: ADMIN })).json()) as CampaignResult;

test('a change of shares is no alarm: visitors are compared with what was planned when they came', async () => {
  await one.history.look(now);
  await meet('shop', { none: 300, B: 300 });
  await change('shop', 10);
  await look(1);
  // Browsers still have the shares before: these are in the figures and not in the check. Midnight comes in between.
  await meet('shop', { none: 50, B: 50 });
  await look(9);
  await look(1);
  await meet('shop', { none: 40, B: 360 });
  await look(120);
  await meet('shop', { none: 20, B: 180 });
  const { split, changes, groups, goals } = await results('shop');
  assert.deepEqual(
    groups.map(({ visitors, share }) => [visitors, share]),
    [
      [410, 10],
      [890, 90],
    ],
  );
  assert.equal(split?.probability, 1);
  assert.deepEqual(changes, [START + MINUTE]);
  assert.match(goals[0]?.verdict?.comparisons[0]?.sentence ?? '', /^Not yet/);
  const kept = JSON.parse(await readFile(join(one.dir, 'shares/shop.json'), 'utf8')) as Record<string, Period[]>;
  assert.deepEqual(kept['7'], await one.history.of('shop', '7'));
});

test('what goes wrong in one of the periods is an alarm all the same', async () => {
  await one.history.look(now);
  await meet('uneven', { none: 300, B: 300 });
  await change('uneven', 10);
  await look(1);
  await look(10);
  await meet('uneven', { none: 150, B: 450 });
  const { split, goals } = await results('uneven');
  assert.ok((split?.probability ?? 1) < 1e-6);
  assert.equal(goals[0]?.verdict?.comparisons[0]?.sentence, 'Do not rely on this: more visitors are in none than planned.');
});

test('auto tune: each of its shares is a period, and a collector that starts again goes on with them', async () => {
  await one.history.look(now);
  await meet('tuned', { none: 200, B: 200 });
  await one.history.tune('tuned', '7', [20, 80], now);
  await look(10);
  await meet('tuned', { none: 100, B: 400 });
  now += 60 * MINUTE;
  await one.history.tune('tuned', '7', [5, 95], now);
  await one.history.tune('tuned', '7', [5, 95], now);
  await look(10);
  await meet('tuned', { none: 20, B: 380 });
  const { split, changes, groups } = await results('tuned');
  assert.equal(split?.probability, 1);
  assert.equal(changes.length, 2);
  assert.equal(groups[0]?.share, 5);

  const again = await openAccounts(dir, { info() {}, warn() {}, error() {} }, accounts.facts as Parameters<typeof openAccounts>[2]);
  const shareOf = (): number | undefined => again.file('tuned')?.campaigns?.[0]?.groups?.[0]?.share;
  assert.equal(shareOf(), 50);
  await openHistory({ folder: join(one.dir, 'shares'), store: one.store, accounts: again }).look(now);
  assert.equal(shareOf(), 5);
  again.close();
});

test('old periods are added up without a change of what was planned', () => {
  const periods: Period[] = [
    { from: 1, shares: { none: 50, B: 50 }, met: { none: 10, B: 30 } },
    { from: 2, shares: { none: 10, B: 80, C: 10 }, met: { none: 5, B: 50, C: 5 } },
    { from: 3, shares: { B: 100 }, met: {} },
  ];
  const rounded = (list: Period[]): [string, number, number][] =>
    plannedOf(list, []).map(({ name, visitors, share }) => [name, visitors, Number(share.toFixed(9))]);
  const [first, second, third] = periods as [Period, Period, Period];
  assert.deepEqual(rounded([merged(merged(first, second), third)]), rounded(periods));
  assert.deepEqual(rounded(periods), [
    ['none', 15, 26],
    ['B', 80, 68],
    ['C', 5, 6],
  ]);
});
