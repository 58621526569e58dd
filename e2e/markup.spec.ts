/** Events from mark-up and views by themselves, on three engines: a row for each thing that a page may have. */
import { withAccounts } from './support/accounts.js';
import type { Collector, Stored } from './support/collector.js';
import type { Tab } from './support/engine.js';
import { minifiedTagged } from '../loader/minify.js';
import { expect, values } from './support/fixtures.js';
import { until } from './support/until.js';

const ACCOUNTS: Record<string, object> = {
  plain: {},
  auto: { automatic: { outbound: true, downloads: ['pdf'], contacts: true, forms: true, scroll: [50, 100], video: true } },
  views: { automatic: { views: true } },
  more: { automatic: { views: ['fragments', 'replaced'] } },
};

const test = withAccounts(ACCOUNTS);

const SET = `<script>rtp('set','markup')</script>`;
// WebKit follows a link at a made-up auxclick, too.
const stay = `['click','auxclick'].forEach(function(type){addEventListener(type,function(e){if(e.target.closest&&e.target.closest('a'))e.preventDefault()})})`;

/** Waits until the bundle listens (1), or until the account's switches are in force (2): it says so to the stub. */
const ready = (tab: Tab, far = 1): Promise<unknown> =>
  until(
    () => tab.run(() => (window as unknown as { rtp: { m?: number } }).rtp.m ?? 0),
    (now) => now >= far,
    () => 'the mark-up bundle does not come',
  );

/** Fires a last event by hand and waits for it: what came before it is there, and nothing else is. */
const settled = async (tab: Tab, collector: Collector, account: string, page: string): Promise<string[]> => {
  await tab.run((value) => (window as unknown as { rtp(...call: unknown[]): void }).rtp('send', 'event', { value }), `end of ${page}`);
  const events = await collector.waitFor(account, (all) => all.some(({ value }) => value[0] === `end of ${page}`));
  return values(events.filter((event) => event.page.includes(`/${page}`))).filter((value) => !value.startsWith('end of'));
};

interface Row {
  name: string;
  body: string;
  /** what the visitor presses; or what the page does by itself */
  press?: string;
  run?: string;
  wanted: string[];
}
const TAGGED: Row[] = [
  { name: 'button', body: `<button id="x" data-rtp-event="download">Get</button>`, press: '#x', wanted: ['download'] },
  {
    name: 'four',
    body: `<button id="x" data-rtp-event="a" data-rtp-event-2="b" data-rtp-event-3="c" data-rtp-event-4="d">Get</button>`,
    press: '#x',
    wanted: ['a|b|c|d'],
  },
  {
    name: 'text',
    body: `<a id="x" href="/paper.pdf" data-rtp-event="download - {text}">  White\n paper </a>`,
    press: '#x',
    wanted: ['download - White paper'],
  },
  {
    name: 'href',
    body: `<a id="x" href="/paper.pdf" data-rtp-event="{href}" data-rtp-event-2="{other}">P</a>`,
    press: '#x',
    wanted: ['SITE/paper.pdf|{other}'],
  },
  { name: 'child', body: `<button data-rtp-event="outer"><b id="x">Get</b></button>`, press: '#x', wanted: ['outer'] },
  {
    name: 'nested',
    body: `<div data-rtp-event="outer"><button id="x" data-rtp-event="inner">Get</button></div>`,
    press: '#x',
    wanted: ['inner'],
  },
  {
    name: 'stopped',
    body: `<button id="x" data-rtp-event="stopped" onclick="event.stopPropagation()">Get</button>`,
    press: '#x',
    wanted: ['stopped'],
  },
  {
    name: 'stopped-early',
    body: `<button id="x" data-rtp-event="captured">Get</button><script>document.addEventListener('click',function(e){e.stopImmediatePropagation()},true)</script>`,
    press: '#x',
    wanted: ['captured'],
  },
  {
    name: 'later',
    body: `<div id="host"></div><script>setTimeout(function(){host.innerHTML='<button id="x" data-rtp-event="later">Get</button>'})</script>`,
    press: '#x',
    wanted: ['later'],
  },
  {
    name: 'shadow',
    body: `<div id="x" data-rtp-event="host"></div><script>x.attachShadow({mode:'open'}).innerHTML='<button style="width:90px;height:40px" data-rtp-event="inside">Get</button>'</script>`,
    run: `document.getElementById('x').shadowRoot.querySelector('button').click()`,
    wanted: ['inside'],
  },
  {
    name: 'svg',
    body: `<svg width="90" height="40"><a href="#part" data-rtp-event="svg - {href}"><rect id="x" width="90" height="40"/></a></svg>`,
    press: '#x',
    wanted: ['svg - #part'],
  },
  { name: 'label', body: `<label id="x" data-rtp-event="label">Yes <input type="checkbox"></label>`, press: '#x', wanted: ['label'] },
  {
    name: 'forwarded',
    body: `<div id="x" data-rtp-event="card" onclick="if(event.target===this)this.querySelector('a').click()" style="padding:30px"><a href="#there">There</a></div>`,
    run: `document.getElementById('x').click()`,
    wanted: ['card'],
  },
  {
    name: 'disabled',
    body: `<button id="x" disabled data-rtp-event="disabled">Get</button>`,
    run: `document.getElementById('x').click()`,
    wanted: [],
  },
  {
    name: 'filled',
    body: `<div id="x" data-rtp-event="note - {text}">Note <textarea>secret</textarea><span contenteditable>mine</span></div>`,
    run: `document.getElementById('x').click()`,
    wanted: ['note - Note'],
  },
  {
    name: 'form',
    body: `<iframe name="sink" hidden></iframe><form id="x" action="/nowhere" target="sink" data-rtp-event="form sent"><input name="a" value="1"><button id="go">Send</button></form>`,
    press: '#go',
    wanted: ['form sent'],
  },
  {
    name: 'form-kept',
    body: `<form onsubmit="return false" data-rtp-event="kept"><button id="go">Send</button></form>`,
    press: '#go',
    wanted: [],
  },
  {
    name: 'form-invalid',
    body: `<form data-rtp-event="invalid"><input required><button id="go">Send</button></form>`,
    press: '#go',
    wanted: [],
  },
  {
    name: 'role-button',
    body: `<div id="x" role="button" tabindex="0" data-rtp-event="keyed">Get</div>`,
    run: `document.getElementById('x').dispatchEvent(new KeyboardEvent('keydown',{key:'Enter',bubbles:true,composed:true}))`,
    wanted: ['keyed'],
  },
  {
    name: 'right-button',
    body: `<a id="x" href="/p" data-rtp-event="right">P</a>`,
    run: `document.getElementById('x').dispatchEvent(new MouseEvent('auxclick',{button:2,bubbles:true,cancelable:true,composed:true}))`,
    wanted: [],
  },
  {
    name: 'middle-button',
    body: `<a id="x" href="/p" data-rtp-event="middle">P</a>`,
    run: `document.getElementById('x').dispatchEvent(new MouseEvent('auxclick',{button:1,bubbles:true,cancelable:true,composed:true}))`,
    wanted: ['middle'],
  },
];

const act = async (tab: Tab, { press, run }: Row): Promise<void> => {
  if (press) await tab.click(press);
  if (run) await tab.run((code) => void new Function(code)(), run);
};

for (const row of TAGGED)
  test(`tagged: ${row.name}`, async ({ tab, site, collector }) => {
    const page = `tagged-${row.name}-page`;
    await tab.open(site.page('plain', page, { head: `${SET}<script>${stay}</script>`, body: row.body }));
    await ready(tab);
    await act(tab, row);
    expect(await settled(tab, collector, 'plain', page)).toEqual(row.wanted.map((value) => value.replace('SITE', site.url)));
  });

const AUTO: Row[] = [
  { name: 'outbound', body: `<a id="x" href="https://elsewhere.test/a?b=1">E</a>`, press: '#x', wanted: ['outbound|elsewhere.test/a'] },
  { name: 'download', body: `<a id="x" href="/paper.PDF?x=1">P</a>`, press: '#x', wanted: ['download|HOST/paper.PDF'] },
  { name: 'mailto', body: `<a id="x" href="mailto:us@shop.test?subject=hi">M</a>`, press: '#x', wanted: ['mailto|us@shop.test'] },
  { name: 'tel', body: `<a id="x" href="tel:+31201234">T</a>`, press: '#x', wanted: ['tel|+31201234'] },
  { name: 'inside', body: `<a id="x" href="/inside">I</a>`, press: '#x', wanted: [] },
  { name: 'own-words', body: `<a id="x" href="/paper.pdf" data-rtp-event="mine">P</a>`, press: '#x', wanted: ['mine'] },
  {
    name: 'form',
    body: `<iframe name="sink" hidden></iframe><form id="contact" action="/nowhere" target="sink"><input name="id" value="x"><button id="go">Send</button></form>`,
    press: '#go',
    wanted: ['form|contact'],
  },
  {
    name: 'scroll',
    body: `<div style="height:4000px">tall</div>`,
    run: `scrollTo(0,1e6);dispatchEvent(new Event('scroll'));dispatchEvent(new Event('scroll'))`,
    wanted: ['scroll|100%', 'scroll|50%'],
  },
  {
    name: 'video',
    body: `<video id="v" title="Film"></video>`,
    run: `v.dispatchEvent(new Event('play'));v.dispatchEvent(new Event('pause'));v.dispatchEvent(new Event('ended'))`,
    wanted: ['video|ended|Film', 'video|pause|Film', 'video|play|Film'],
  },
];
for (const row of AUTO)
  test(`by itself: ${row.name}`, async ({ tab, site, collector }) => {
    const page = `auto-${row.name}-page`;
    await tab.open(site.page('auto', page, { head: `${SET}<script>${stay}</script>`, body: row.body }));
    await ready(tab, 2);
    await act(tab, row);
    expect(await settled(tab, collector, 'auto', page)).toEqual(row.wanted.map((value) => value.replace('HOST', new URL(site.url).host)));
  });

test('nothing is switched on by itself', async ({ tab, site, collector }) => {
  const body = AUTO.filter(({ press }) => press === '#x')
    .map(({ body: one }, index) => one.replace('id="x"', `id="x${index}"`))
    .join('');
  await tab.open(site.page('plain', 'nothing-page', { head: `${SET}<script>${stay}</script>`, body }));
  await ready(tab);
  for (let index = 0; index < 5; index++) await tab.click(`#x${index}`);
  expect(await settled(tab, collector, 'plain', 'nothing-page')).toEqual([]);
});

interface Route {
  name: string;
  account: string;
  head?: string;
  /** the head switches the bundle on by itself */
  alone?: true;
  steps: string;
  /** addresses of the views, by their last part */
  wanted: string[];
}
const ROUTES: Route[] = [
  { name: 'load', account: 'views', steps: '', wanted: ['START'] },
  { name: 'own', account: 'views', head: `<script>rtp('send','view')</script>`, steps: '', wanted: ['START'] },
  { name: 'push', account: 'views', steps: `history.pushState(0,'','?a=1')`, wanted: ['START', '?a=1'] },
  {
    name: 'own-routes',
    account: 'views',
    head: `<script>rtp('send','view')</script>`,
    steps: `history.pushState(0,'','?a=1');rtp('send','view')`,
    wanted: ['START', '?a=1'],
  },
  { name: 'replace', account: 'views', steps: `history.replaceState(0,'','?clean')`, wanted: ['START'] },
  { name: 'hash', account: 'views', steps: `location.hash='part'`, wanted: ['START'] },
  {
    name: 'same',
    account: 'views',
    steps: `history.pushState(0,'','?a=1');history.pushState(1,'','?a=1')`,
    wanted: ['START', '?a=1'],
  },
  // Which bundle comes first is chance: the campaigns' must not hide from this one what the page has said.
  {
    name: 'own-heard',
    account: 'views',
    head: `<script>rtp('send','view');rtp('get','campaign',true);(function look(){var list=rtp.q.campaigns;list&&!list.map?rtp('set','markup'):setTimeout(look,9)})()</script>`,
    alone: true,
    steps: `history.pushState(0,'','?a=1');rtp('send','view');history.pushState(0,'','?b=1')`,
    wanted: ['START', '?a=1', '?b=1'],
  },
  { name: 'asked', account: 'more', steps: `history.replaceState(0,'','?b');`, wanted: ['START', '?b'] },
];
for (const { name, account, head = '', alone, steps, wanted } of ROUTES)
  test(`views: ${name}`, async ({ tab, site, collector }) => {
    const page = `route-${name}`;
    await tab.open(site.page(account, page, { head: alone ? head : head + SET }));
    await ready(tab, 2);
    const views = (count: number): Promise<string[]> =>
      collector
        .waitFor(account, (all) => all.filter((event) => event.type === 'view' && event.page.includes(`/${page}`)).length >= count)
        .then((all) =>
          all
            .filter((event) => event.type === 'view' && event.page.includes(`/${page}`))
            .map((event) => {
              const end = (address: string | null): string => (address ?? '').split(page)[1] || 'START';
              return end(event.page);
            }),
        );
    await views(1);
    // A page that routes renders anew: WebKit has no other sign of a new address.
    await tab.run((code) => {
      new Function(code)();
      document.body.append('rendered');
    }, steps);
    await views(wanted.length);
    await settled(tab, collector, account, page);
    expect((await views(wanted.length)).sort()).toEqual([...wanted].sort());
  });

// What the page said of an address holds for the present one where that one only took its place.
for (const [way, change, wanted] of [
  ['left', `history.pushState(0,'','?next')`, ['START', 'last', 'next']],
  ['replaced', `history.replaceState(0,'','?next')`, ['START', 'last']],
] as const)
  test(`views: an address that was ${way} before the bundle came`, async ({ tab, site, collector }) => {
    await tab.open(site.page('views', `route-${way}`, { head: `<script>rtp('send','view')</script>` }));
    await tab.run((code) => void new Function(code)(), `${change};rtp('set','markup')`);
    await ready(tab, 2);
    // Only the Navigation API tells the two apart.
    const known = await tab.run(() => 'navigation' in window);
    await tab.run(() => {
      history.pushState(0, '', '?last');
      document.body.append('rendered');
    });
    const here = (all: Stored[]): Stored[] => all.filter((event) => event.type === 'view' && event.page.includes(`/route-${way}`));
    const expected = known ? wanted : wanted.filter((one) => one !== 'next');
    await collector.waitFor('views', (all) => here(all).length >= expected.length);
    await settled(tab, collector, 'views', `route-${way}`);
    const views = here(await collector.events('views')).map(({ page }) => page.split('?')[1] ?? 'START');
    expect(views.sort()).toEqual(expected);
  });

test('views: back and forward count once each', async ({ tab, site, collector }) => {
  await tab.open(site.page('views', 'route-back', { head: SET }));
  await ready(tab, 2);
  const count = (most: number): Promise<unknown> =>
    collector.waitFor('views', (all) => all.filter((event) => event.type === 'view' && event.page.includes('/route-back')).length >= most);
  await count(1);
  await tab.run(() => {
    history.pushState(0, '', '?two');
    document.body.append('rendered');
  });
  await count(2);
  await tab.run(() => history.back());
  await count(3);
  await tab.run(() => history.forward());
  await count(4);
  await settled(tab, collector, 'views', 'route-back');
  const all = (await collector.events('views')).filter((event) => event.type === 'view' && event.page.includes('/route-back'));
  expect(all.map((event) => event.page.split('route-back')[1])).toEqual(['', '?two', '', '?two']);
});

const LISTENER = await minifiedTagged(new URL('../loader/tagged.ts', import.meta.url));
const EARLY = `<button id="x" data-rtp-event="early - {text}">Get <i>it</i></button><form id="f" data-rtp-event="form" onsubmit="event.preventDefault()"><button id="s">Send</button></form>`;

test('the snippet of --markup: a click before the core counts, when the page is left before it comes, too', async ({
  tab,
  site,
  collector,
}) => {
  site.faults.core = 'missing';
  const head = `<script>${LISTENER}</script><script>${LISTENER}</script>`;
  await tab.open(site.page('plain', 'early', { head, body: EARLY }));
  await tab.click('#x');
  await tab.click('#s');
  await tab.open(site.page('plain', 'away', { snippet: '' }));
  const mine = (events: Stored[]): Stored[] => events.filter(({ page }) => page.startsWith(site.url) && page.endsWith('/early'));
  expect(values(mine(await collector.waitFor('plain', (events) => !!mine(events).length)))).toEqual(['early - Get it']);
});

test('the snippet of --markup: the bundle takes over, and each click counts once', async ({ tab, site, collector }) => {
  let arrive = (): void => {};
  site.faults.coreHeld = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await tab.open(site.page('plain', 'handed', { head: `<script>${LISTENER}</script>`, body: EARLY }));
  await tab.click('#x');
  arrive();
  await ready(tab);
  await tab.click('#x');
  expect(await settled(tab, collector, 'plain', 'handed')).toEqual(['early - Get it', 'early - Get it']);
});
