/** Goals, groups and manners as visitors meet them: who is counted as having met a campaign, what converts, and what holds a campaign back. */
import { bucketOf } from '../core/campaigns/groups.js';
import { CUSTOMARY } from './pages/stubs.js';
import { withAccounts } from './support/accounts.js';
import type { Collector, Stored } from './support/collector.js';
import type { Tab } from './support/engine.js';
import { expect } from './support/fixtures.js';
import type { Site } from './support/site.js';
import { until } from './support/until.js';

const dialog = (id: number, more: object = {}): object => ({
  id,
  name: `dialog ${id}`,
  type: 'dialog',
  label: `Dialog ${id}`,
  content: '<p><a id="in" href="#in">In</a></p>',
  ...more,
});
const widget = (id: number, more: object = {}): object => ({
  id,
  name: `widget ${id}`,
  type: 'widget',
  label: `Widget ${id}`,
  content: '<p>Hello</p>',
  ...more,
});
const groups = (none: number): object => ({
  content: undefined,
  groups: [
    { name: 'none', share: none },
    { name: 'B', share: 100 - none, content: '<p>Offer</p>' },
  ],
});
const DOWNLOADS = { name: 'downloads', event: 'download*' };
const VISITS = { name: 'visits', page: '*/thanks', within: 30 };
const hour = new Date().getHours();

const ACCOUNTS: Record<string, object> = {
  control: { goals: [DOWNLOADS], campaigns: [{ id: 31, name: 'zone', type: 'in zone', zone: 'offer', ...groups(50) }] },
  goals: { campaigns: [dialog(32, { goals: [DOWNLOADS, VISITS] })] },
  // One campaign before and after its shares were changed: what a visitor has met is remembered by id, whatever the account.
  half: { goals: [DOWNLOADS], campaigns: [widget(33, groups(50))] },
  tenth: { goals: [DOWNLOADS], campaigns: [widget(33, groups(10))] },
  holdout: { goals: [DOWNLOADS], holdout: 50, campaigns: [widget(34)] },
  session: { budget: { session: 1 }, campaigns: [widget(41, { priority: 200 }), dialog(42)] },
  day: { budget: { day: 1 }, campaigns: [widget(43)] },
  week: { budget: { week: 1 }, campaigns: [widget(44)] },
  quiet: { budget: { quietDays: 1 }, campaigns: [widget(45)] },
  goal: { campaigns: [widget(46, { untilGoal: true, goals: [DOWNLOADS] })] },
  rivals: { campaigns: [widget(47, { oneOf: 'offers', priority: 200 }), dialog(48, { oneOf: 'offers' })] },
  // Two hours, so that the test may run over the end of one.
  hours: {
    campaigns: [widget(49, { hours: { from: (hour + 2) % 24, to: hour } }), dialog(50, { hours: { from: hour, to: (hour + 2) % 24 } })],
  },
  range: {
    campaigns: [widget(51, { range: { name: 'apart', from: 0, to: 50 } }), dialog(52, { range: { name: 'apart', from: 50, to: 100 } })],
  },
};

const test = withAccounts(ACCOUNTS);

const HEAD = `<script>${CUSTOMARY}rtp('userContextReady', function () { window.ready = 1 });</script>`;
const OFFER = '<div style="height:3000px">Long</div><section id="offer">Old</section>';

/** A visitor whose bucket is at `from` or above and below `to`. */
const visitorIn = (seed: string, from: number, to: number): string => {
  for (let n = 0; ; n++) {
    const bucket = bucketOf(`visitor${n}${seed}`);
    if (bucket >= from && bucket < to) return `visitor${n}`;
  }
};
/** Opens a page as this visitor, in a session of this name. */
const as = async (tab: Tab, site: Site, account: string, visitor: string, session = 'one', name = 'page', body = ''): Promise<void> => {
  await tab.open(site.page(account, 'blank', { snippet: '' }));
  await tab.run((who: string) => {
    localStorage.setItem('_rtp', who + Date.now());
    // biome-ignore lint/suspicious/noDocumentCookie: it is the tag's own way.
    document.cookie = '_rtp=' + who + Date.now() + ';path=/';
  }, `${visitor}.${session}.`);
  await tab.open(site.page(account, `${session}/${name}`, { head: HEAD, body }));
};
const shown = (tab: Tab): Promise<string[]> =>
  tab.run(() =>
    [...document.body.children].flatMap((host) =>
      [...(host.shadowRoot?.querySelectorAll('dialog[open],aside') ?? [])].map((panel) => panel.getAttribute('aria-label') ?? ''),
    ),
  );
const appears = (tab: Tab, what: string): Promise<string[]> =>
  until(
    () => shown(tab),
    (now) => now.includes(what),
    (now) => `${what} does not appear, but ${now.join()}`,
  );
/** Two looks of the bundle later: what would be shown is. */
const settled = async (tab: Tab): Promise<void> => {
  await until(
    () => tab.run(() => (window as { ready?: number }).ready),
    Boolean,
    () => 'the user context is not ready',
  );
  await tab.run(() => new Promise<void>((done) => setTimeout(() => requestAnimationFrame(() => done()), 600)));
};
const send = (tab: Tab, value: string): Promise<unknown> =>
  tab.run((what: string) => {
    (window as unknown as { rtp(...call: unknown[]): void }).rtp('send', 'event', { value: what });
  }, value);
const of = (events: Stored[], type: string): string[] => events.filter((one) => one.type === type).map(({ value }) => value.join());
const met = (collector: Collector, account: string, count: number): Promise<Stored[]> =>
  collector.waitFor(account, (stored) => of(stored, 'campaign-met').length >= count);

test('a control group has met the campaign where it would have been seen, once a session', async ({ tab, site, collector }) => {
  const visitor = visitorIn('31', 0, 50);
  await as(tab, site, 'control', visitor, 'one', 'page', OFFER);
  await settled(tab);
  expect(of(await collector.events('control'), 'campaign-met')).toEqual([]);
  await tab.run(() => document.getElementById('offer')?.scrollIntoView({ behavior: 'instant' }));
  expect(of(await met(collector, 'control', 1), 'campaign-met')).toEqual(['31,none']);
  await as(tab, site, 'control', visitor, 'one', 'again', OFFER);
  await tab.run(() => document.getElementById('offer')?.scrollIntoView({ behavior: 'instant' }));
  await settled(tab);
  await as(tab, site, 'control', visitor, 'two', 'page', OFFER);
  await tab.run(() => document.getElementById('offer')?.scrollIntoView({ behavior: 'instant' }));
  const events = await met(collector, 'control', 2);
  expect(of(events, 'campaign-met')).toEqual(['31,none', '31,none,none']);
  expect(of(events, 'campaign-view')).toEqual([]);
  expect(await tab.run(() => document.getElementById('offer')?.textContent)).toBe('Old');
});

test('direct in the session with the campaign, assisted in a later one; nothing before, and each goal once', async ({
  tab,
  site,
  collector,
}) => {
  await as(tab, site, 'goals', 'visitor1');
  // Before the dialog is seen: the head's own event, in one task with the snippet, would be too.
  await appears(tab, 'Dialog 32');
  await met(collector, 'goals', 1);
  expect(of(await collector.events('goals'), 'campaign-goal')).toEqual([]);
  await send(tab, 'download - paper');
  await send(tab, 'download - another');
  await collector.waitFor('goals', (stored) => of(stored, 'campaign-goal').length > 0);
  await as(tab, site, 'goals', 'visitor1', 'two', 'thanks');
  const events = await collector.waitFor('goals', (stored) => of(stored, 'campaign-goal').length > 1);
  expect(of(events, 'campaign-goal')).toEqual(['32,,downloads,direct', '32,,visits,assisted']);
});

test('a visitor keeps her group when the shares change', async ({ tab, site, collector }) => {
  const visitor = visitorIn('33', 20, 50);
  await as(tab, site, 'half', visitor);
  expect(of(await met(collector, 'half', 1), 'campaign-met')).toEqual(['33,none']);
  await as(tab, site, 'tenth', visitor, 'two');
  expect(of(await met(collector, 'tenth', 1), 'campaign-met')).toEqual(['33,none,none']);
  expect(await shown(tab)).toEqual([]);
});

test('a holdout sees no campaign, and both sides are counted', async ({ tab, site, collector }) => {
  await as(tab, site, 'holdout', visitorIn('holdout', 0, 50));
  expect(of(await met(collector, 'holdout', 1), 'campaign-met')).toEqual(['holdout,held out']);
  await settled(tab);
  expect(await shown(tab)).toEqual([]);
  await tab.run(() => localStorage.removeItem('_rtph'));
  await as(tab, site, 'holdout', visitorIn('holdout', 50, 100), 'two');
  await appears(tab, 'Widget 34');
  const events = await met(collector, 'holdout', 3);
  expect(of(events, 'campaign-met').sort()).toEqual(['34,', 'holdout,everybody else', 'holdout,held out']);
});

/** Waits until the view of what is shown is stored: its place in the budgets is taken then. */
const seen = (collector: Collector, account: string): Promise<Stored[]> =>
  collector.waitFor(account, (stored) => stored.some(({ type }) => type === 'campaign-view'));

for (const [account, campaign] of [
  ['session', 'Widget 41'],
  ['rivals', 'Widget 47'],
] as const)
  test(`one a visit: ${account}`, async ({ tab, site, collector }) => {
    await as(tab, site, account, 'visitor1');
    await appears(tab, campaign);
    await seen(collector, account);
    await settled(tab);
    expect(await shown(tab)).toEqual([campaign]);
  });

for (const [account, campaign] of [
  ['day', 'Widget 43'],
  ['week', 'Widget 44'],
  ['quiet', 'Widget 45'],
  ['goal', 'Widget 46'],
] as const)
  test(`not in a later session: ${account}`, async ({ tab, site, collector }) => {
    await as(tab, site, account, 'visitor1');
    await appears(tab, campaign);
    await seen(collector, account);
    if (account === 'quiet')
      await tab.run(() =>
        [...document.body.children].forEach((host) => {
          [...(host.shadowRoot?.querySelectorAll<HTMLElement>('[aria-label=Close]') ?? [])].forEach((button) => button.click());
        }),
      );
    if (account === 'goal') {
      await send(tab, 'download');
      await collector.waitFor(account, (stored) => of(stored, 'campaign-goal').length > 0);
    }
    await as(tab, site, account, 'visitor1', 'two');
    await settled(tab);
    expect(await shown(tab)).toEqual([]);
  });

test('hours of the visitor, and ranges that exclude each other', async ({ tab, site }) => {
  await as(tab, site, 'hours', 'visitor1');
  await appears(tab, 'Dialog 50');
  await settled(tab);
  expect(await shown(tab)).toEqual(['Dialog 50']);
  await as(tab, site, 'range', visitorIn('apart', 0, 50));
  await appears(tab, 'Widget 51');
  await as(tab, site, 'range', visitorIn('apart', 50, 100), 'two');
  await appears(tab, 'Dialog 52');
  await settled(tab);
  expect(await shown(tab)).toEqual(['Dialog 52']);
});

test('consent withdrawn: what was met is forgotten, and nothing converts', async ({ tab, site, collector }) => {
  await as(tab, site, 'goals', 'visitor2', 'three');
  await appears(tab, 'Dialog 32');
  await collector.waitFor('goals', (stored) => stored.some(({ type, visitor }) => type === 'campaign-met' && visitor === 'visitor2'));
  await tab.run(() => {
    (window as unknown as { rtp(...call: unknown[]): void }).rtp('set', 'settings', { optOut: true });
  });
  await send(tab, 'download');
  await until(
    () => tab.run(() => localStorage.getItem('_rtph') ?? ''),
    (text) => !text,
    (text) => `kept: ${text}`,
  );
  await settled(tab);
  expect((await collector.events('goals')).filter(({ type, visitor }) => type === 'campaign-goal' && visitor === 'visitor2')).toEqual([]);
});
