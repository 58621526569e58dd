/** Goals and auto tune on a running collector: HTTP, account files and SQLite are real, and the clock is the test's where an hour must pass. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { bucketOf, groupOf } from '../../core/campaigns/groups.js';
import type { Compiled } from '../../core/campaigns/config.js';
import { openFacts } from '../accounts/facts.js';
import { openAccounts } from '../accounts/index.js';
import type { Accounts } from '../accounts/port.js';
import { openKeys } from '../keys/keys.js';
import type { CampaignResult } from '../results/campaign.js';
import { tuneAll } from '../results/tuning.js';
import { ADMIN, openCollector, type Running } from '../testing/collector.js';

const campaign = (id: number, more: object): object => ({
  id,
  name: `campaign ${id}`,
  type: 'widget',
  groups: [
    { name: 'none', share: 50 },
    { name: 'B', share: 50, content: '<p>Offer</p>' },
  ],
  ...more,
});
const FILE = {
  campaigns: [
    campaign(7, { goals: [{ name: 'orders', server: 'order paid' }] }),
    campaign(8, { goals: [{ name: 'downloads', event: 'download*' }], autoTune: true }),
  ],
};

describe('a running collector', () => {
  let dir: string;
  let one: Running;
  let accounts: Accounts;
  let key: string;
  let pages = 0;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rtp-goals-'));
    await writeFile(join(dir, 'shop.json'), JSON.stringify(FILE));
    accounts = await openAccounts(dir, { info() {}, warn() {}, error() {} }, await openFacts('', () => {}));
    one = await openCollector({ env: { RTP_CONFIG: dir }, accounts });
    ({ key } = await openKeys(dir).make('shop', 'billing'));
  });
  after(async () => {
    accounts.close();
    await one.end();
    await rm(dir, { recursive: true });
  });

  /** What a visitor's browser sends of one page. */
  const browser = (visitor: string, ...events: [type: string, ...value: string[]][]): object => ({
    p: `mp${String(++pages).padStart(12, '0')}`,
    a: 'shop',
    u: visitor,
    s: 'session-of-' + visitor,
    l: 'https://shop.test/',
    e: events.map(([type, ...value], index) => [index + 1, 0, type, ...value]),
  });
  const send = async (...batches: object[]): Promise<void> => {
    const answer = await one.send({ v: 2, b: batches });
    assert.ok(answer.ok, await answer.text());
  };
  const order = async (event: object): Promise<{ stored: number; duplicate: number }> => {
    const answer = await fetch(one.url + '/api/events', {
      method: 'POST',
      headers: { authorization: 'Bearer ' + key },
      body: JSON.stringify(event),
    });
    return (await answer.json()) as { stored: number; duplicate: number };
  };
  const results = async (id: string): Promise<CampaignResult> =>
    (await (await fetch(`${one.url}/api/results?account=shop&campaign=${id}`, { headers: ADMIN })).json()) as CampaignResult;

  it("joins a server's goal with what its visitor met, and counts it once, also when it is sent twice", async () => {
    await send(browser('ann', ['campaign-met', '7', 'B']), browser('bob', ['campaign-met', '7', 'none']));
    const event = { id: 'order-1', time: new Date().toISOString(), visitor: 'ann', value: 'order paid' };
    assert.deepEqual(await order({ ...event, value: 'order seen', id: 'order-0' }).then(({ stored }) => stored), 1);
    assert.equal((await order(event)).stored, 1);
    assert.equal((await order(event)).duplicate, 1);
    // Another order of hers is an event of its own, and no further conversion; one of somebody who met nothing is none at all.
    assert.equal((await order({ ...event, id: 'order-2' })).stored, 1);
    assert.equal((await order({ ...event, id: 'order-3', visitor: 'eve' })).stored, 1);

    const goals = await one.events('?account=shop&type=campaign-goal');
    assert.deepEqual(
      goals.map(({ value, visitor }) => [visitor, value]),
      [['ann', ['7', 'B', 'orders', 'direct']]],
    );
    const { groups, goals: found } = await results('7');
    assert.deepEqual(
      groups.map(({ name, visitors }) => [name, visitors]),
      [
        ['none', 1],
        ['B', 1],
      ],
    );
    assert.deepEqual(
      [found[0]?.direct, found[0]?.assisted],
      [
        [0, 1],
        [0, 0],
      ],
    );
  });

  it('auto tune changes the shares that browsers get, and nobody who has met it changes group by that', async () => {
    const served = async (): Promise<[string, number][]> => {
      const file = (await (await fetch(one.url + '/c/shop.json')).json()) as Compiled;
      return (file.c.find(({ i }) => i === '8')?.g ?? []).map(([name, share]) => [name, share]);
    };
    const early = await served();
    assert.deepEqual(early, [
      ['none', 50],
      ['B', 50],
    ]);
    // In each group 300 visitors, divided as browsers do it: of the control 3 convert, of B 60.
    const counts = { none: 0, B: 0 };
    const batches: object[] = [];
    for (let n = 0; counts.none < 300 || counts.B < 300; n++) {
      const name = groupOf(`visitor${n}8`, early)[0] as 'none' | 'B';
      if (counts[name]++ >= 300) continue;
      const converts = counts[name] <= (name === 'B' ? 60 : 3);
      batches.push(
        browser(
          `visitor${n}`,
          ['campaign-met', '8', name],
          ...(converts ? [['campaign-goal', '8', name, 'downloads', 'direct'] as [string, ...string[]]] : []),
        ),
      );
    }
    for (let at = 0; at < batches.length; at += 50) await send(...batches.slice(at, at + 50));

    await tuneAll(one.store, accounts, one.history, Date.now());
    const tuned = await served();
    assert.deepEqual(tuned, [
      ['none', 5],
      ['B', 95],
    ]);
    // A new visitor of the middle is now in B. One who was in the control says so herself at her next meeting, and stays counted there.
    const middle =
      Array.from({ length: 1000 }, (_, n) => `new${n}`).find((id) => bucketOf(id + '8') >= 20 && bucketOf(id + '8') < 50) ?? '';
    assert.deepEqual([groupOf(middle + '8', early)[0], groupOf(middle + '8', tuned)[0]], ['none', 'B']);
    const before = (await results('8')).groups;
    await send(browser('visitor-back', ['campaign-met', '8', 'none', 'none']));
    const { groups, goals, moved } = await results('8');
    assert.deepEqual(
      groups.map(({ visitors, sessions, share }) => [visitors, sessions, share]),
      [
        [before[0]?.visitors, (before[0]?.sessions ?? 0) + 1, 5],
        [before[1]?.visitors, before[1]?.sessions, 95],
      ],
    );
    assert.equal(moved, 0);
    assert.equal(goals[0]?.verdict, undefined, 'with auto tune there are figures and no verdict');
  });
});
