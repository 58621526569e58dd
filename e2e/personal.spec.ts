/** What a campaign does after it is shown, and which one is: state across pages, triggers, priority, groups, schedule, focus. */
import { chromium } from '@playwright/test';
import { CUSTOMARY } from './pages/stubs.js';
import { withAccounts } from './support/accounts.js';
import type { Tab } from './support/engine.js';
import { expect } from './support/fixtures.js';
import { until } from './support/until.js';

const dialog = (id: number, more: object = {}): object => ({
  id,
  name: `dialog ${id}`,
  type: 'dialog',
  label: `Dialog ${id}`,
  content: `<h2>Dialog ${id}</h2><p><a id="in" href="#in">In</a></p>`,
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
const NEVER_ENDING = Array.from({ length: 60 }, (_, n) => `<p>Line ${n}</p>`).join('');

const ACCOUNTS: Record<string, object> = {
  widget: { campaigns: [widget(1, { repeat: 'sticky', effect: 'slide' })] },
  sticky: { campaigns: [dialog(1, { repeat: 'sticky' })] },
  // What a visitor has seen is remembered by id, whatever the account.
  once: { campaigns: [widget(2)] },
  delay: { campaigns: [widget(1, { show: { after: 1.2 } })] },
  pixel: { campaigns: [widget(1, { show: { scroll: 900 } })] },
  fold: { campaigns: [widget(1, { show: { scroll: 'below the fold' } })] },
  exit: { campaigns: [dialog(1, { show: 'on exit' })] },
  // The more important one is for another page.
  priority: { campaigns: [dialog(1, { priority: 1 }), dialog(2, { priority: 900 }), dialog(3, { priority: 9999, pages: '*/elsewhere' })] },
  schedule: {
    campaigns: [dialog(11, { priority: 900, from: '2999-01-01', timeZone: 'Europe/Amsterdam' }), dialog(12, { to: '2999-01-01' })],
  },
  groups: {
    campaigns: [
      {
        id: 5,
        name: 'groups',
        type: 'in zone',
        zone: 'offer',
        groups: [
          { name: 'a', share: 50, content: '<p id="a">Offer A</p>' },
          { name: 'b', share: 50, content: '<p id="b">Offer B</p>' },
        ],
      },
    ],
  },
  moving: { campaigns: [widget(1, { effect: 'slide', repeat: 'sticky', content: `<div>${NEVER_ENDING}</div>` })] },
  focus: { campaigns: [dialog(1, { content: '<p><button type="button" id="inside">Inside</button></p>' })] },
  broken: {
    campaigns: [
      {
        id: 6,
        name: 'script',
        type: 'in zone',
        zone: 'offer',
        content: '<p onclick="window.ran=1">Offer<script>window.ran=1</script><img src="/none.png" onerror="window.ran=1"></p>',
      },
    ],
  },
  // Its configuration does not come; the other one's would be in the browser's cache.
  lost: { campaigns: [{ id: 6, name: 'lost', type: 'in zone', zone: 'offer', content: '<p>Offer</p>' }] },
};

const test = withAccounts(ACCOUNTS);

const CALLS = `<script>${CUSTOMARY}rtp('userContextReady', function () { window.ready = 1 });</script>`;
const ready = (tab: Tab): Promise<unknown> =>
  until(
    () => tab.run(() => (window as { ready?: number }).ready),
    Boolean,
    () => 'the user context is not ready',
  );
/** What was to be shown at once is. */
const settled = async (tab: Tab): Promise<void> => {
  await ready(tab);
  await tab.run(() => new Promise((done) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))));
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
/** A button of the campaign's own, by its accessible name or its `title`. */
const press = (tab: Tab, name: string): Promise<void> =>
  tab.run((name: string) => {
    for (const host of document.body.children)
      host.shadowRoot?.querySelector<HTMLElement>(`[aria-label=${name}].rtp-key,[title=${name}]`)?.click();
  }, name);

test('a widget that was minimised is so on the next page, and closed it stays closed', async ({ tab, site }) => {
  const open = async (page: string): Promise<void> => {
    await tab.open(site.page('widget', page, { head: CALLS }));
    await ready(tab);
  };
  const expanded = (): Promise<string | null | undefined> =>
    tab.run(() =>
      [...document.body.children]
        .find((host) => host.shadowRoot)
        ?.shadowRoot?.querySelector('[aria-expanded]')
        ?.getAttribute('aria-expanded'),
    );
  await open('one');
  await appears(tab, 'Widget 1');
  expect(await expanded()).toBe('true');
  await press(tab, 'Minimise');
  expect(await expanded()).toBe('false');
  await open('two');
  await appears(tab, 'Widget 1');
  expect(await expanded()).toBe('false');
  await press(tab, 'Minimise');
  await open('three');
  await appears(tab, 'Widget 1');
  expect(await expanded()).toBe('true');
  await press(tab, 'Close');
  await until(
    () => shown(tab),
    (now) => now.length === 0,
    String,
  );
  await open('four');
  await settled(tab);
  expect(await shown(tab)).toEqual([]);
});

test('sticky: on every page until it is closed; otherwise on one page of the session', async ({ tab, site, collector }) => {
  for (const page of ['one', 'two']) {
    await tab.open(site.page('sticky', page, { head: CALLS }));
    await appears(tab, 'Dialog 1');
  }
  await press(tab, 'Close');
  await tab.open(site.page('sticky', 'three', { head: CALLS }));
  await settled(tab);
  expect(await shown(tab)).toEqual([]);
  await tab.open(site.page('once', 'one', { head: CALLS }));
  await appears(tab, 'Widget 2');
  await tab.open(site.page('once', 'two', { head: CALLS }));
  await settled(tab);
  expect(await shown(tab)).toEqual([]);
  const views = (await collector.waitFor('sticky', (stored) => stored.filter(({ type }) => type === 'campaign-view').length === 2)).filter(
    ({ type }) => type === 'campaign-view',
  );
  expect(views.map(({ counted }) => counted)).toEqual([true, false]);
});

test('after a delay, and not before', async ({ tab, site }) => {
  const watch = `<script>new MutationObserver(function(){if(!window.shownAt&&document.body&&[].some.call(document.body.children,function(e){return e.shadowRoot}))shownAt=performance.now()}).observe(document,{childList:true,subtree:true})</script>`;
  await tab.open(site.page('delay', 'page', { head: watch + CALLS }));
  const shownAt = await until(
    () => tab.run(() => (window as { shownAt?: number }).shownAt ?? 0),
    Boolean,
    () => 'it is not shown',
  );
  // The delay begins when the configuration is there.
  const began = await tab.run(
    () =>
      (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).find(({ name }) => name.endsWith('/c/delay.json'))
        ?.responseStart ?? Infinity,
  );
  expect(shownAt - began).toBeGreaterThan(1195);
});

for (const [account, to, enough] of [
  ['pixel', 600, 950],
  ['fold', 100, 800],
] as const)
  test(`on scroll: ${account}`, async ({ tab, site }) => {
    await tab.open(site.page(account, 'page', { head: CALLS, body: '<main style="height:6000px">Long</main>' }));
    await settled(tab);
    await tab.run((to: number) => scrollTo({ top: to, behavior: 'instant' }), to);
    await settled(tab);
    expect(await shown(tab)).toEqual([]);
    await tab.run((to: number) => scrollTo({ top: to, behavior: 'instant' }), enough);
    await appears(tab, 'Widget 1');
  });

test('of campaigns that compete the one of the highest priority that is for this page and for now', async ({ tab, site }) => {
  await tab.open(site.page('priority', 'page', { head: CALLS }));
  await appears(tab, 'Dialog 2');
  await settled(tab);
  expect(await shown(tab)).toEqual(['Dialog 2']);
  await tab.open(site.page('priority', 'elsewhere', { head: CALLS }));
  await appears(tab, 'Dialog 3');
  await tab.open(site.page('schedule', 'page', { head: CALLS }));
  await appears(tab, 'Dialog 12');
});

test('a group is the same on every page, and goes with what is recorded', async ({ tab, site, collector }) => {
  const texts: string[] = [];
  for (const page of ['one', 'two', 'three']) {
    await tab.open(site.page('groups', page, { head: CALLS, body: '<section id="offer">Old</section>' }));
    texts.push(
      await until(
        () => tab.run(() => document.getElementById('offer')?.textContent ?? ''),
        (text) => text.startsWith('Offer'),
        String,
      ),
    );
  }
  expect(new Set(texts).size).toBe(1);
  const group = texts[0]?.slice(-1).toLowerCase();
  const events = await collector.waitFor(
    'groups',
    (stored) => stored.filter(({ type, visitor }) => type === 'campaign-view' && visitor).length >= 3,
  );
  const mine = events.filter(({ type }) => type === 'campaign-view');
  expect(new Set(mine.map(({ value }) => value.join()))).toEqual(new Set([`5,${group}`]));
  // A preview of the other one is shown, and recorded nowhere.
  const other = group === 'a' ? 'b' : 'a';
  await tab.open(site.page('groups', 'four', { head: CALLS, body: '<section id="offer">Old</section>' }) + `?rtp_preview=5.${other}`);
  await until(
    () => tab.run(() => document.getElementById('offer')?.textContent ?? ''),
    (text) => text === `Offer ${other.toUpperCase()}`,
    String,
  );
  await collector.waitFor('groups', (stored) => stored.some(({ page, type }) => page.includes('rtp_preview') && type === 'view'));
  expect((await collector.events('groups')).filter(({ type }) => type === 'campaign-view')).toHaveLength(mine.length);
});

test('content never runs, and a zone is never empty', async ({ tab, site }) => {
  await tab.open(site.page('broken', 'page', { head: CALLS, body: '<section id="offer">Old</section>' }));
  await until(
    () => tab.run(() => document.getElementById('offer')?.textContent ?? ''),
    (text) => text === 'Offer',
    String,
  );
  await tab.run(() => document.querySelector<HTMLElement>('#offer p')?.click());
  await settled(tab);
  expect(await tab.run(() => String((window as { ran?: number }).ran))).toBe('undefined');
  // The configuration does not come: what was there stays.
  site.faults.configuration = 'missing';
  await tab.open(site.page('lost', 'page', { head: CALLS, body: '<section id="offer">Old</section>' }));
  await settled(tab);
  expect(await tab.run(() => document.getElementById('offer')?.textContent)).toBe('Old');
});

test('by keyboard: the focus stays in a dialog and comes back, Enter is the campaign’s click, Escape closes', async ({
  tab,
  site,
  collector,
}) => {
  await tab.open(site.page('focus', 'page', { head: CALLS, body: '<button id="before" autofocus>Before</button><a href="#x">After</a>' }));
  await appears(tab, 'Dialog 1');
  const where = (): Promise<string> =>
    tab.run(() => {
      const at = document.activeElement;
      const inside = at?.shadowRoot?.activeElement;
      return inside ? (inside.localName === 'dialog' ? 'dialog' : (inside.textContent ?? '')) : at?.id || at?.localName || '';
    });
  const seen = new Set<string>([await where()]);
  for (let i = 0; i < 6; i++) {
    await tab.press('Tab');
    seen.add(await where());
  }
  // The browser's own bar is between the last and the first, and WebKit stops at what scrolls; the page behind is nowhere.
  expect([...seen].filter((one) => one !== 'body' && one !== 'dialog').sort()).toEqual(['Inside', '×']);
  for (let i = 0; (await where()) !== 'Inside'; i++) {
    expect(i).toBeLessThan(30);
    await tab.press('Tab');
  }
  await tab.press('Enter');
  const events = await collector.waitFor('focus', (stored) => stored.some(({ type }) => type === 'campaign-click'));
  expect(events.filter(({ type }) => type === 'campaign-click').map(({ value }) => value)).toEqual([['1', '']]);
  await tab.press('Escape');
  await until(
    () => shown(tab),
    (now) => now.length === 0,
    String,
  );
  expect(await where()).toBe('before');
});

// Out of the window, and less motion, which the common interface over the engines does not have.
test.describe('with a mouse', () => {
  test.skip(
    ({ engine }) => engine.name !== 'chromium',
    'the drivers of the others have no way out of the window and no setting for motion',
  );
  const browse = async (
    reduced: 'reduce' | 'no-preference',
    work: (page: import('@playwright/test').Page) => Promise<void>,
  ): Promise<void> => {
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
    const page = await (await browser.newContext({ reducedMotion: reduced })).newPage();
    await work(page);
    await browser.close();
  };

  test('on exit: when the mouse leaves at the top', async ({ site }) =>
    browse('no-preference', async (page) => {
      await page.goto(site.page('exit', 'page', { head: CALLS, body: '<main style="height:900px">Page</main>' }));
      await page.waitForFunction('window.ready');
      await page.mouse.move(200, 300);
      await page.mouse.move(200, 2);
      expect(await page.getByRole('dialog').count()).toBe(0);
      await page.mouse.move(200, -5);
      await page.getByRole('dialog', { name: 'Dialog 1' }).waitFor();
    }));

  for (const [reduced, moves] of [
    ['reduce', 0],
    ['no-preference', 1],
  ] as const)
    test(`prefers-reduced-motion: ${reduced}`, async ({ site }) =>
      browse(reduced, async (page) => {
        // Counted where it begins: it may be over when one looks.
        await page.addInitScript(
          'window.moves=0;(function(a){Element.prototype.animate=function(){moves++;return a.apply(this,arguments)}})(Element.prototype.animate)',
        );
        await page.goto(site.page('moving', 'page', { head: CALLS }));
        await page.getByRole('complementary', { name: 'Widget 1' }).waitFor();
        expect(await page.evaluate('window.moves')).toBe(moves);
      }));
});
