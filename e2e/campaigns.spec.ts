/** Personalisation as a visitor meets it: the seed's example, each kind of campaign, and what the API answers. */
import { CUSTOMARY, STUB_FORMS } from './pages/stubs.js';
import { violations } from './support/axe.js';
import { withAccounts } from './support/accounts.js';
import type { Tab } from './support/engine.js';
import { expect } from './support/fixtures.js';
import { until } from './support/until.js';
import { minifiedStub } from '../loader/minify.js';
import { fillStub } from '../loader/snippet.js';

const PAPER = 'download - example whitepaper';
const paper = { id: 1, name: 'white paper, two clicks on', filters: [{ event: PAPER }], engage: 'after click 2' };
const visited = { id: 2, name: 'was here', filters: [{ page: '*' }] };
// As large as the dialog, so that a click in its middle is a click on it.
const big = '<h2>More light</h2><p><button type="button" style="display:block;width:100%;height:300px">Read on</button></p>';
const seed = {
  segments: [paper],
  campaigns: [{ id: 7, name: 'more light', type: 'dialog', segments: 1, label: 'More light', content: big }],
};
const zone = (content: string): object => ({ id: 8, name: 'offer', type: 'in zone', zone: 'offer', content });

const ACCOUNTS: Record<string, object> = {
  seed,
  never: seed,
  slow: seed,
  late: seed,
  link: seed,
  zone: {
    segments: [visited],
    campaigns: [{ ...zone('<p>One.</p><p>Two.</p><p>Three.</p><p>Four.</p><p><a id="more" href="#more">More</a></p>'), effect: 'fade' }],
  },
  strict: {
    segments: [visited],
    campaigns: [
      {
        id: 9,
        name: 'strict',
        type: 'widget',
        show: { after: 0 },
        effect: 'slide',
        label: 'A note',
        content: '<p style="color:rgb(1, 2, 3)">Styled.</p><script>window.ran=1</script>',
        css: 'p{font-weight:900}',
      },
      zone('<p style="color:rgb(1, 2, 3)">In its zone</p>'),
    ],
  },
  answers: { segments: [visited, paper], campaigns: [{ ...zone('<p>Seen</p>'), id: 5 }] },
  spa: {
    segments: [visited],
    campaigns: [
      { ...zone('<p>Routed.</p>'), pages: '*/inside*' },
      { id: 10, name: 'outside', type: 'widget', pages: '*/spa/page', repeat: 'sticky', label: 'Outside', content: '<p>Out here</p>' },
    ],
  },
  triggers: {
    segments: [visited],
    campaigns: [
      {
        id: 11,
        name: 'scrolled',
        type: 'widget',
        show: { scroll: '50%' },
        repeat: 'sticky',
        label: 'Half way',
        content: '<p>Half way.</p>',
      },
      { id: 12, name: 'paused', type: 'dialog', state: 'paused', label: 'Not yet', content: '<p>Not yet.</p>' },
      { id: 13, name: 'over', type: 'dialog', to: '2020-01-01', label: 'Over', content: '<p>Over.</p>' },
    ],
  },
  private: { honourDnt: true, segments: [visited], campaigns: [zone('<p>Offer</p>')] },
};
const FACTS = `export default () => ({ org: 'Acme', location: { country: 'Netherlands', city: 'Leiden' }, industries: ['Printing'], abm: [{ code: 'a1', name: 'Top' }] });`;

const test = withAccounts(ACCOUNTS, FACTS);

const READY = `rtp('userContextReady', function () { window.ready = 1 });`;
const CALLS = `<script>${CUSTOMARY}${READY}</script>`;
const ready = (tab: Tab): Promise<unknown> =>
  until(
    () => tab.run(() => (window as { ready?: number }).ready),
    Boolean,
    () => 'the user context is not ready',
  );

/** Leaves by itself behind the click: a driver's own click that navigates is lost in WebKit. */
const leave = (id: string, to: string): string =>
  `<button id="${id}" onclick="setTimeout(function(){location.href='${to}'})">${to}</button>`;

const arrives = (tab: Tab, end: string): Promise<string> =>
  until(
    // The page before may go away under the question.
    () => tab.run(() => (document.readyState === 'loading' ? '' : location.pathname)).catch(() => ''),
    (path) => path.endsWith(end),
    (path) => `${end} does not come, but ${path}`,
  );

/** What campaigns show now: text of dialogs and widgets, and how many there are. */
const shown = (tab: Tab): Promise<string[]> =>
  tab.run(() =>
    [...document.body.children].flatMap((host) =>
      [...(host.shadowRoot?.querySelectorAll('dialog[open],aside') ?? [])].map(
        (panel) => `${panel.localName}: ${panel.getAttribute('aria-label')}`,
      ),
    ),
  );
const appears = (tab: Tab, what: string): Promise<string[]> =>
  until(
    () => shown(tab),
    (now) => now.includes(what),
    (now) => `${what} does not appear, but ${now.join()}`,
  );
/** Two frames later: what would be shown is. */
const settled = (tab: Tab): Promise<unknown> =>
  tab.run(() => new Promise((done) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))));

const one = `<button id="download-whitepaper" onclick="rtp('send', 'event', {value :'${PAPER}'})">Download</button>${leave('go', 'two')}`;
const two = `<button id="second">Second</button>${leave('go', 'three')}`;

for (const [account, how] of [
  ['seed', 'the core is there'],
  ['late', 'the core comes after the download'],
  ['never', 'the core comes on the next page only'],
  ['slow', 'the core comes on the next page only, and the campaigns when what was left is stored'],
] as const)
  test(`the white paper, and the campaign two clicks later: ${how}`, async ({ tab, site, collector }) => {
    const url = site.page(account, 'one', { head: CALLS, body: one });
    site.page(account, 'two', { head: CALLS, body: two });
    site.page(account, 'three', { head: CALLS, body: leave('go', 'one') });
    if (account === 'late') site.faults.core = { delay: 1500 };
    const early = account === 'never' || account === 'slow';
    if (early) site.faults.core = 'never';
    await tab.open(url);
    if (account === 'seed') await ready(tab);
    await tab.click('#download-whitepaper');
    if (account === 'late') await ready(tab);
    site.faults.core = undefined;
    await settled(tab);
    expect(await shown(tab)).toEqual([]);

    let go = (_: unknown): void => {};
    if (account === 'slow') site.faults.campaigns = new Promise((resolve) => (go = resolve));
    await tab.click('#go');
    await arrives(tab, 'two');
    if (early) site.release();
    if (account === 'slow') {
      await collector.waitFor(account, (stored) => stored.some(({ value, visitor }) => value[0] === PAPER && visitor));
      await until(
        () => tab.run(() => Object.keys(localStorage).filter((key) => /^_rtpq\d/.test(key))),
        (left) => !left.length,
        String,
      );
      go(0);
    }
    await ready(tab);
    await settled(tab);
    expect(await shown(tab)).toEqual([]);
    await tab.run(() => document.getElementById('second')?.focus());
    const asked = site.seen.get(`GET /c/${account}.json`);

    await tab.click('#second');
    await appears(tab, 'dialog: More light');
    expect(site.seen.get(`GET /c/${account}.json`)).toBe(asked);
    // The driver finds nothing in a shadow root: the host is laid over the page, and the dialog lies over that.
    await tab.run(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(':host{width:100vw!important;height:100vh!important}');
      document.getElementById('rtp-d')?.shadowRoot?.adoptedStyleSheets.push(sheet);
    });
    await tab.click('#rtp-d');
    const events = await collector.waitFor(account, (stored) => stored.some(({ type }) => type === 'campaign-click'));
    expect(events.filter(({ type }) => /segment|campaign/.test(type)).map(({ type, value }) => [type, ...value])).toEqual([
      ['segment', '1', 'white paper, two clicks on'],
      ['campaign-view', '7', ''],
      ['campaign-click', '7', ''],
    ]);
    expect(events.filter(({ type }) => type === 'event').map(({ value }) => value)).toEqual([[PAPER]]);

    await tab.run(() =>
      [...document.body.children]
        .find((element) => element.shadowRoot)
        ?.shadowRoot?.querySelector('dialog')
        ?.close(),
    );
    await until(
      () => shown(tab),
      (now) => now.length === 0,
      String,
    );
    expect(await tab.run(() => document.activeElement?.id)).toBe('second');

    await tab.click('#go');
    await arrives(tab, 'three');
    await ready(tab);
    await settled(tab);
    expect(await shown(tab)).toEqual([]);
  });

for (const [account, what, id] of [
  ['seed', 'dialog', 7],
  ['strict', 'widget', 9],
  ['zone', 'zone', 8],
] as const)
  test(`a ${what} has nothing that axe finds`, async ({ tab, site, engine }) => {
    test.skip(engine.name !== 'chromium', 'axe reads the same markup in every engine');
    await tab.open(
      site.page(account, 'axe', { head: CALLS, body: `<main><h1>Page</h1>${one}<section id="offer"><p>Old</p></section></main>` }) +
        `?rtp_preview=${id}`,
    );
    if (what === 'zone')
      await until(
        () => tab.run(() => document.getElementById('more')?.textContent),
        (text) => text === 'More',
        String,
      );
    else await appears(tab, what === 'dialog' ? 'dialog: More light' : 'aside: A note');
    // What fades in has its contrast when it is there.
    await tab.run(() => Promise.all(document.getAnimations().map((animation) => animation.finished.then(() => 0))));
    expect(await violations(tab)).toEqual([]);
    if (what === 'dialog')
      expect(await tab.run(() => document.activeElement?.shadowRoot?.activeElement?.getAttribute('aria-label'))).toBe('More light');
  });

test('in its zone: nothing around it moves, and its click is counted', async ({ tab, site, collector, engine }) => {
  const watch = `<script>window.moved=0;try{new PerformanceObserver(function(l){l.getEntries().forEach(function(e){e.sources.forEach(function(s){if(s.node&&!(s.node.closest?s.node:s.node.parentElement).closest('#offer'))moved+=e.value})})}).observe({type:'layout-shift',buffered:true})}catch(e){}</script>`;
  await tab.open(
    site.page('zone', 'page', {
      head: watch + CALLS,
      body: '<h1>Page</h1><section id="offer"><p>Old</p></section><p id="below">Below</p>',
    }),
  );
  await until(
    () => tab.run(() => document.getElementById('offer')?.textContent ?? ''),
    (text) => text === 'One.Two.Three.Four.More',
    String,
  );
  await settled(tab);
  if (engine.name === 'chromium') expect(await tab.run(() => (window as unknown as { moved: number }).moved)).toBe(0);
  await tab.click('#more');
  const events = await collector.waitFor('zone', (stored) => stored.some(({ type }) => type === 'campaign-click'));
  expect(events.filter(({ type }) => /^campaign/.test(type)).map(({ type, value }) => [type, ...value])).toEqual([
    ['campaign-view', '8', ''],
    ['campaign-click', '8', ''],
  ]);
});

test('a policy without inline styles and with Trusted Types: widget and zone look as they should, and nothing is reported', async ({
  tab,
  site,
}) => {
  const policy = `default-src 'none'; script-src 'nonce-n1' 'strict-dynamic'; connect-src 'self'; img-src data:; require-trusted-types-for 'script'; trusted-types rtp`;
  const snippet = fillStub(await minifiedStub(new URL('../loader/stub.ts', import.meta.url), ['trusted']), {
    core: '/rtp.js',
    account: 'strict',
  });
  await tab.open(
    site.page('strict', 'page', {
      snippet: `<script nonce="n1">${snippet}</script>`,
      headers: { 'content-security-policy': policy },
      head: `<script nonce="n1">window.bad=[];document.addEventListener('securitypolicyviolation',function(e){bad.push(e.violatedDirective+' '+e.blockedURI)});${CUSTOMARY}${READY}</script>`,
      body: '<div id="offer">Old</div>',
    }),
  );
  await appears(tab, 'aside: A note');
  const seen = await tab.run(() => {
    const root = document.getElementById('rtp-w')?.shadowRoot;
    const text = root?.querySelector('.body p') as Element;
    const { color, fontWeight } = getComputedStyle(text);
    const offer = document.querySelector('#offer p') as Element;
    return [
      color,
      fontWeight,
      getComputedStyle(root?.querySelector('aside') as Element).position,
      getComputedStyle(offer).color,
      String((window as { ran?: number }).ran),
      ...(window as unknown as { bad: string[] }).bad,
    ];
  });
  expect(seen).toEqual(['rgb(1, 2, 3)', '900', 'fixed', 'rgb(1, 2, 3)', 'undefined']);
});

for (const form of [...STUB_FORMS, { name: 'ours', stub: '' }])
  test(`stub ${form.name}: the visitor, the context, redirects and recommendations are answered`, async ({ tab, site }) => {
    const name = form.name.replace(/\W/g, '');
    const stub = form.stub.replaceAll('CORE', '/rtp-api/v1/rtp.js').replaceAll('ACCOUNT', 'answers') || site.script('answers');
    const url = site.page('answers', name, {
      snippet: `<script>${stub}</script>`,
      head: `<script>rtp('send','view');window.told=[];
        rtp('set','customVar1','gold');
        rtp('get','visitor',function(){throw new Error('the page')});
        rtp('get','visitor',function(a){told.push(arguments.length,a)});
        rtp('set','rcmd','richmedia',{});rtp('get','rcmd','richmedia');
        rtp('userContextReady',function(){told.push(rtp.userContext===rtpUserContext,rtpUserContext.customVar1,rtpUserContext.viewedCampaign(1));${READY}});
        rtp('send','redirect','org',['nobody'],'/nowhere');
        rtp('send','redirect','org',['ACME'],location.href);
        rtp('get','campaign',true);
      </script>`,
      body: `<div id="offer">Empty</div><button id="form" onclick="rtp('send','redirect','location.city',{'/nowhere':['Gouda'],'${name}two':['leiden']})">to</button>`,
    });
    site.page('answers', name + 'two', {
      snippet: `<script>${stub}</script>`,
      // Back to where the visitor came from: a circle.
      head: `<script>rtp('send','redirect','abm.code','a1','${name}');rtp('send','redirect','matchedSegments.name','nobody','${name}',false);${READY}</script>`,
      body: leave('on', name + 'three'),
    });
    site.page('answers', name + 'three', {
      snippet: `<script>${stub}</script>`,
      head: `<script>rtp('send','redirect','isp',{'/nowhere':['acme']});rtp('send','redirect','org',{'${name}four':['acme']})</script>`,
    });
    site.page('answers', name + 'four', { snippet: '', body: 'there' });
    await tab.open(url);
    await ready(tab);
    const told = await tab.run(() => JSON.stringify((window as unknown as { told: unknown[] }).told));
    expect(JSON.parse(told)).toEqual([
      1,
      {
        status: 200,
        results: {
          matchedSegments: [{ id: 2, name: 'was here' }],
          org: 'Acme',
          location: { country: 'Netherlands', state: null, city: 'Leiden' },
          industries: ['Printing'],
          isp: false,
          abm: [{ code: 'a1', name: 'Top' }],
        },
      },
      true,
      'gold',
      false,
    ]);
    await until(
      () => tab.run(() => document.getElementById('offer')?.textContent),
      (text) => text === 'Seen',
      String,
    );
    await tab.click('#form');
    await arrives(tab, 'two');
    await ready(tab);
    await settled(tab);
    expect(await tab.run(() => location.pathname)).toBe(`/answers/${name}two`);
    const context = await tab.run(() => {
      const { rtp, rtpUserContext: own } = window as unknown as {
        rtp: { checkPattern(text: string, pattern: string): boolean };
        rtpUserContext: { viewedCampaigns: string; clickedCampaigns: string; viewedCampaign(id: number): boolean };
      };
      return [
        own.viewedCampaigns,
        own.clickedCampaigns,
        own.viewedCampaign(5),
        own.viewedCampaign(6),
        rtp.checkPattern('/a/b', '%b'),
        rtp.checkPattern('/a/b', 'b'),
      ];
    });
    expect(context).toEqual(['5', '', true, false, true, false]);
    // The other form, asked before the core is there.
    await tab.click('#on');
    await arrives(tab, 'four');
    expect(site.seen.get('GET /nowhere')).toBeUndefined();
  });

test('callbacks are called when the configuration does not come', async ({ tab, site }) => {
  await tab.open(
    site.page('%', 'page', {
      snippet: `<script>${site.script('nobody')}</script>`,
      head: `<script>rtp('get','visitor',function(a){window.told=JSON.stringify(a)});</script>`,
    }),
  );
  // An account without a file has no segments; its visitors are answered all the same.
  const told = await until(
    () => tab.run(() => (window as { told?: string }).told ?? ''),
    Boolean,
    () => 'not called',
  );
  expect((JSON.parse(told) as { results: { matchedSegments: unknown } }).results.matchedSegments).toEqual([]);
});

test('a page that routes by itself: each address is a page for targeting', async ({ tab, site }) => {
  await tab.open(
    site.page('spa', 'page', {
      head: CALLS,
      body: `<div id="app"><section id="offer">Old</section></div>
        <button id="in" onclick="history.pushState(0,'','/spa/inside');render()">in</button><button id="out" onclick="history.replaceState(0,'','/spa/page');render()">out</button>
        <script>function render(){document.getElementById('app').innerHTML='<section id="offer">Rendered</section>'}</script>`,
    }),
  );
  await appears(tab, 'aside: Outside');
  const text = (): Promise<string> => tab.run(() => document.getElementById('offer')?.textContent ?? '');
  expect(await text()).toBe('Old');
  await tab.click('#in');
  await until(text, (now) => now === 'Routed.', String);
  await until(
    () => shown(tab),
    (now) => now.length === 0,
    String,
  );
  await tab.click('#out');
  await appears(tab, 'aside: Outside');
  expect(await text()).toBe('Rendered');
  await tab.back();
});

test('shown at half of the page; paused and past ones are not, but a preview shows one and records nothing', async ({
  tab,
  site,
  collector,
}) => {
  const url = site.page('triggers', 'page', { head: CALLS, body: '<main style="height:5000px">Long</main>' });
  await tab.open(url + '?rtp_preview=12');
  await appears(tab, 'dialog: Not yet');
  await tab.open(url);
  await ready(tab);
  await settled(tab);
  expect(await shown(tab)).toEqual([]);
  await tab.run(() => scrollTo(0, 3000));
  await appears(tab, 'aside: Half way');
  const events = await collector.waitFor('triggers', (stored) => stored.some(({ type }) => type === 'campaign-view'));
  expect(events.filter(({ type }) => /^campaign/.test(type)).map(({ value }) => value[0])).toEqual(['11']);
});

test('a visitor who opted out is shown nothing, and nothing is kept', async ({ tab, site }) => {
  await tab.open(
    site.page('zone', 'out', {
      head: `<script>rtp('set','settings',{optOut:true});</script>${CALLS}`,
      body: '<section id="offer">Old</section>',
    }),
  );
  await ready(tab);
  await settled(tab);
  expect(await tab.run(() => [document.getElementById('offer')?.textContent, localStorage.getItem('_rtph') || ''])).toEqual(['Old', '']);
});

test('Global Privacy Control, where the account honours it', async ({ tab, site, visitor }) => {
  const told = await visitor.before(`Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })`);
  await tab.open(
    site.page('private', 'page', {
      head: `<script>${told ? '' : `Object.defineProperty(navigator, 'globalPrivacyControl', { value: true });`}</script>${CALLS}`,
      body: '<section id="offer">Old</section>',
    }),
  );
  await ready(tab);
  await settled(tab);
  expect(await tab.run(() => [document.getElementById('offer')?.textContent, localStorage.getItem('_rtph') || ''])).toEqual(['Old', '']);
});

test('consent: campaigns come with the yes, go with the no and leave nothing behind, and come again to a new visitor', async ({
  tab,
  site,
}) => {
  const stub = await minifiedStub(new URL('../loader/stub.ts', import.meta.url), ['consent']);
  const snippet = `<script>${fillStub(stub, { core: '/rtp.js', account: 'answers', consent: '' })}</script>`;
  const body = `<section id="offer">Old</section>`;
  await tab.open(site.page('answers', 'consent', { snippet, head: `<script>${CUSTOMARY}</script>`, body }));
  const say = (word: string): Promise<unknown> =>
    tab.run((said) => (window as unknown as { rtp(...call: unknown[]): void }).rtp('consent', said), word);
  const offers = (text: string): Promise<unknown> =>
    until(
      () => tab.run(() => document.getElementById('offer')?.innerText.trim()),
      (now) => now === text,
      (now) => `the zone has '${now}', not '${text}'`,
    );
  const history = (): Promise<unknown> => tab.run(() => localStorage.getItem('_rtph'));
  await offers('Old');
  expect(site.seen.get('GET /rtp-campaigns.js')).toBe(undefined);
  await say('granted');
  await offers('Seen');
  expect(await history()).toBeTruthy();
  await say('denied');
  await offers('Old');
  expect(await history()).toBe(null);
  await say('granted');
  await offers('Seen');
});
