/** Campaigns beside what pages do of themselves: keys that send, handlers that click, nodes that are moved, banners that come, copies of the page. */
import { CUSTOMARY } from './pages/stubs.js';
import { withAccounts } from './support/accounts.js';
import type { Tab } from './support/engine.js';
import { expect } from './support/fixtures.js';
import { until } from './support/until.js';

const campaign = (id: number, type: string, more: object = {}): object => ({
  id,
  name: `campaign ${id}`,
  type,
  label: `Campaign ${id}`,
  content: '<p>Words</p>',
  ...more,
});
const zone = (id: number, more: object = {}): object => ({
  id,
  name: `zone ${id}`,
  type: 'in zone',
  zone: 'offer',
  content: '<p class="ours">Ours</p>',
  ...more,
});

const test = withAccounts({
  resized: { campaigns: [zone(1, { show: { after: 1 } })] },
  clicks: { segments: [{ id: 1, name: 'clicked', filters: [{ page: '*' }], engage: 'after click 1' }] },
  form: { campaigns: [campaign(2, 'dialog', { content: '<form action="#sent"><input id="field"></form>' })] },
  sideways: { campaigns: [campaign(3, 'widget', { show: { scroll: '50%' } })] },
  widget: { campaigns: [campaign(4, 'widget', { repeat: 'sticky', content: '<input autofocus>' })] },
  dialog: { campaigns: [campaign(5, 'dialog')] },
  copied: { campaigns: [zone(6, { repeat: 'once a session' })] },
  frozen: { campaigns: [] },
});

const CALLS = `<script>${CUSTOMARY}rtp('userContextReady',function(){window.ready=1});</script>`;
const holds = (tab: Tab, what: string, expression: () => unknown): Promise<unknown> =>
  until(
    () => tab.run(expression),
    Boolean,
    () => what,
  );
const ready = (tab: Tab): Promise<unknown> => holds(tab, 'the user context is not ready', () => (window as { ready?: number }).ready);
const count = (tab: Tab): Promise<number> => tab.run(() => Number(/(?:^|\t)x(\d+)/.exec(localStorage.getItem('_rtph') ?? '')?.[1] ?? 0));
const isOpen = (tab: Tab): Promise<boolean> =>
  tab.run(() =>
    ['rtp-d', 'rtp-w'].some((id) => !!document.getElementById(id)?.shadowRoot?.querySelector('dialog:modal,aside:popover-open')),
  );
const opens = (tab: Tab): Promise<unknown> => until(() => isOpen(tab), Boolean, String);
const goes = (tab: Tab): Promise<unknown> =>
  until(
    () => isOpen(tab),
    (open) => !open,
    String,
  );
const pause = (tab: Tab, ms: number): Promise<unknown> => tab.run((ms) => new Promise((done) => setTimeout(() => done(1), ms)), ms);

test('the height of a zone is let go at the first change of the layout, and nobody listens any more', async ({ tab, site }) => {
  await tab.open(site.page('resized', 'page', { head: CALLS, body: '<div id="offer" style="height:80px">Old</div>' }));
  await holds(tab, 'the zone is not filled', () => document.querySelector('.ours'));
  const sheets = await tab.run(() => {
    const root = document.getElementById('offer')?.shadowRoot as ShadowRoot;
    const count = [root.adoptedStyleSheets.length];
    dispatchEvent(new Event('resize'));
    count.push(root.adoptedStyleSheets.length);
    root.adoptedStyleSheets = [new CSSStyleSheet()];
    dispatchEvent(new Event('resize'));
    return [...count, root.adoptedStyleSheets.length];
  });
  expect(sheets).toEqual([1, 0, 1]);
});

test('what is one action is one click: Enter in a form, keys and touches that a page makes clicks of', async ({ tab, site }) => {
  const rows = [
    '<form onsubmit="return false"><input class="x"></form>',
    '<form onsubmit="event.stopImmediatePropagation();return false"><input class="x"><button>Send</button></form>',
    `<button class="x" onkeydown="if(event.key==='Enter')this.click()">Twice</button>`,
    `<div class="x" role="button" tabindex="0" onkeydown="this.click()" onkeyup="this.click()">Twice</div>`,
  ];
  await tab.open(
    site.page('clicks', 'page', {
      head: CALLS,
      body: `${rows.join('')}<a id="fast" href="#fast">Fast</a><script>document.getElementById('fast').addEventListener('touchend',function(event){event.preventDefault();this.dispatchEvent(new MouseEvent('click',{bubbles:true,cancelable:true}))})</script>`,
    }),
  );
  await ready(tab);
  let sum = 0;
  for (const [index, html] of [...rows, ...rows].entries()) {
    await tab.run((index) => document.querySelectorAll<HTMLElement>('.x')[index]?.focus(), index % rows.length);
    await tab.press('Enter');
    sum++;
    await until(
      () => count(tab),
      (now) => now >= sum,
      (now) => `${html}: ${now} of ${sum}`,
    );
    expect([html, await count(tab)]).toEqual([html, sum]);
  }
  await tab.run(() => {
    for (const name of ['pointerdown', 'touchend'])
      document.getElementById('fast')?.dispatchEvent(new Event(name, { bubbles: true, cancelable: true }));
  });
  await until(
    () => count(tab),
    (now) => now === sum + 1,
    String,
  );
});

test('Enter in the form of a campaign is a click on it, once', async ({ tab, site, collector }) => {
  await tab.open(site.page('form', 'page', { head: CALLS, body: '<p>p</p>' }));
  await opens(tab);
  await tab.run(() => document.getElementById('rtp-d')?.shadowRoot?.querySelector<HTMLElement>('#field')?.focus());
  await tab.press('Enter');
  await collector.waitFor('form', (stored) => stored.some(({ type }) => type === 'campaign-click'));
  expect((await collector.events('form')).filter(({ type }) => type === 'campaign-click')).toHaveLength(1);
});

test('what goes sideways is not scrolled down', async ({ tab, site }) => {
  const body =
    '<div id="row" style="overflow-x:auto;height:95vh"><div style="width:9000px;height:100%">wide</div></div><div style="height:4000px"></div>';
  await tab.open(site.page('sideways', 'page', { head: CALLS, body }));
  await ready(tab);
  await tab.run(() => document.getElementById('row')?.scrollBy(5000, 0));
  await pause(tab, 1500);
  expect(await isOpen(tab)).toBe(false);
  await tab.run(() => scrollTo(0, 4000));
  await opens(tab);
});

test('a widget makes room for a banner that asks for consent later, and does not take the focus', async ({ tab, site }) => {
  const banner = `<div id="cookies" role="dialog" hidden style="position:fixed;bottom:0;left:0;right:0"><button>Accept cookies</button></div>`;
  await tab.open(site.page('widget', 'page', { head: CALLS, body: `<input id="page">${banner}` }));
  await tab.run(() => document.getElementById('page')?.focus());
  await opens(tab);
  expect(await tab.run(() => document.activeElement?.id)).toBe('page');
  await tab.run(() => document.getElementById('cookies')?.removeAttribute('hidden'));
  await goes(tab);
  await tab.run(() => document.getElementById('cookies')?.remove());
  await opens(tab);
});

for (const kind of ['widget', 'dialog'])
  test(`a ${kind} that the page moves among its nodes is on top again`, async ({ tab, site }) => {
    await tab.open(site.page(kind, 'page', { head: CALLS, body: '<p>p</p><footer>f</footer>' }));
    await opens(tab);
    const open = await tab.run((id) => {
      const host = document.getElementById(id) as HTMLElement;
      document.body.prepend(host);
      return !!host.shadowRoot?.querySelector('dialog:modal,aside:popover-open');
    }, `rtp-${kind[0]}`);
    expect(open).toBe(false);
    await opens(tab);
  });

test('what was closed elsewhere is not there when the page is looked at again', async ({ tab, site }) => {
  await tab.open(site.page('widget', 'page', { head: CALLS, body: '<p>p</p>' }));
  await opens(tab);
  await tab.run(() => {
    // As another tab, or the page that this one was left for, notes that it was closed.
    localStorage['_rtph'] = `${localStorage['_rtph']}`.replace(/(\t|^)d[^\t]*/, '') + '\td\n4\n';
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  });
  await goes(tab);
});

test('a copy of the page that a router kept has no campaign of before in it', async ({ tab, site }) => {
  await tab.open(site.page('copied', 'page', { head: CALLS, body: '<main><div id="offer">Old</div></main>' }));
  await holds(tab, 'the zone is not filled', () => document.querySelector('#offer .ours'));
  await holds(tab, 'it was not recorded', () =>
    (localStorage.getItem('_rtph') ?? '').split('\t').some((record) => /^c[\s\S]*\n6\n/.test(record)),
  );
  await tab.run(() => {
    const main = document.querySelector('main') as HTMLElement;
    const copy = main.innerHTML;
    const { href } = location;
    main.innerHTML = '<p>Another page</p>';
    history.pushState(0, '', '/another');
    setTimeout(() => {
      main.innerHTML = copy;
      history.pushState(0, '', href);
    }, 300);
  });
  await holds(tab, 'the copy is not clean', () => document.querySelector('#offer') && !document.querySelector('.ours'));
});

test('events are heard on a page that has frozen what lists come from', async ({ tab, site }) => {
  await tab.open(site.page('frozen', 'page', { head: `<script>Object.freeze(Array.prototype)</script>${CALLS}`, body: '<p>p</p>' }));
  await ready(tab);
  await tab.run(() => {
    (window as unknown as { rtp(...args: unknown[]): void }).rtp('send', 'event', 'bought');
  });
  await holds(tab, 'the event was not heard', () => (localStorage.getItem('_rtph') ?? '').includes('\nbought\n'));
});
