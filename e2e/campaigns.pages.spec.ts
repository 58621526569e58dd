/** Campaigns on pages that are not made for them: style sheets that hit everything, frameworks that own the zone, routers, hands. */
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
  content: '<p>Words <input id="field"></p>',
  ...more,
});
const widget = (id: number, more: object = {}): object => ({
  id,
  name: `widget ${id}`,
  type: 'widget',
  label: `Widget ${id}`,
  repeat: 'sticky',
  content: '<p>Words</p>',
  ...more,
});
const zone = (id: number, name: string, content = '<p class="ours">Ours</p>'): object => ({
  id,
  name: `zone ${id}`,
  type: 'in zone',
  zone: name,
  content,
});
const WIDE = `<p>${'w'.repeat(300)}</p><pre>${'w '.repeat(300)}</pre><table><tr>${'<td>some words</td>'.repeat(60)}</tr></table>`;
const clicked = { id: 1, name: 'clicked', filters: [{ page: '*' }], engage: 'after click 1' };

const ACCOUNTS: Record<string, object> = {
  sheets: { campaigns: [widget(1)] },
  zones: { campaigns: [zone(1, 'offer'), zone(2, 'list', '<li class="ours">Ours</li>')] },
  app: { campaigns: [zone(3, 'offer')] },
  leaving: { segments: [clicked], campaigns: [dialog(4, { segments: 1 })] },
  address: { campaigns: [dialog(5), widget(6, { show: { after: 1 } })] },
  swaps: { campaigns: [widget(7)] },
  places: {
    segments: [clicked],
    campaigns: [dialog(8), dialog(9, { segments: 1, priority: 900 }), widget(10, { priority: 900, show: { after: 600 } }), widget(11)],
  },
  consent: { campaigns: [dialog(12)] },
  out: { campaigns: [widget(13), dialog(14)] },
  scrolls: { campaigns: [widget(15, { show: { scroll: '50%' } })] },
  clicks: { segments: [clicked] },
  seen: { campaigns: [zone(16, 'offer')] },
  banners: { campaigns: [dialog(17), widget(18)] },
  hands: { campaigns: [dialog(19)] },
  wide: { campaigns: [dialog(20, { content: WIDE }), widget(21, { content: '<label>Mail <input autofocus></label>' })] },
};

const test = withAccounts(ACCOUNTS);

const CALLS = `<script>window.bad=[];addEventListener('error',function(e){bad.push(e.message)});${CUSTOMARY}rtp('userContextReady',function(){window.ready=1});</script>`;
const ready = (tab: Tab): Promise<unknown> =>
  until(
    () => tab.run(() => (window as { ready?: number }).ready),
    Boolean,
    () => 'the user context is not ready',
  );
/** Labels of what is on the screen: in the page, with a size, not hidden. */
const shown = (tab: Tab): Promise<string[]> =>
  tab.run(() =>
    ['rtp-d', 'rtp-w'].flatMap((id) => {
      const panel = document.getElementById(id)?.shadowRoot?.querySelector('dialog[open],aside');
      const { top = 0, bottom = 0, width = 0 } = panel?.getBoundingClientRect() ?? {};
      return panel && width && top >= 0 && bottom <= innerHeight && getComputedStyle(panel).visibility === 'visible'
        ? [panel.getAttribute('aria-label') ?? '']
        : [];
    }),
  );
const appears = (tab: Tab, what: string): Promise<string[]> =>
  until(
    () => shown(tab),
    (now) => now.includes(what),
    (now) => `${what} does not appear, but ${now.join()}`,
  );
const goes = (tab: Tab): Promise<string[]> =>
  until(
    () => shown(tab),
    (now) => !now.length,
    (now) => `${now.join()} stays`,
  );
const bad = (tab: Tab): Promise<string[]> => tab.run(() => (window as unknown as { bad: string[] }).bad);
const filled = (tab: Tab, selector = '.ours'): Promise<unknown> =>
  until(
    () => tab.run((selector: string) => !!document.querySelector(selector), selector),
    Boolean,
    () => 'the zone is not filled',
  );

test('style sheets of the page neither hide nor move a widget, nor does it move the page', async ({ tab, site }) => {
  test.slow();
  for (const [index, css] of [
    'div:empty{display:none!important}',
    'body>div:not(#app){display:none}',
    'body>*{opacity:0;visibility:hidden}',
    'html{font-size:62.5%}div{font-size:75px!important}',
    'body{display:flex;flex-direction:column;justify-content:space-between;min-height:100vh;gap:40px}',
    'body>*+*{margin-top:2rem;padding:20px}footer:last-child{position:fixed;bottom:0}body>:first-child{margin-top:9px}',
    'body{filter:grayscale(1);height:4000px}',
    'body{transform:translateZ(0);contain:layout;height:4000px}',
    'div{position:static!important;transform:scale(0)!important;transition:all 9s!important}',
  ].entries()) {
    await tab.open(
      site.page('sheets', `sheet${index}`, {
        head: `<style>${css}</style>${CALLS}`,
        body: `<main>m</main><footer id="f">f</footer><script>(function(){window.look=function(){var r=document.getElementById('f').getBoundingClientRect();return [r.top,r.bottom,document.body.offsetHeight].join()};window.before=look()})()</script>`,
      }),
    );
    await appears(tab, 'Widget 1');
    const [before, after, font] = await tab.run(() => {
      const { before, look } = window as unknown as { before: string; look(): string };
      return [before, look(), getComputedStyle(document.getElementById('rtp-w')?.shadowRoot?.querySelector('.body') as Element).fontSize];
    });
    expect([css, after, font]).toEqual([css, before, '16px']);
  }
});

test('a zone keeps the nodes that the page owns, whatever its element, and is filled again', async ({ tab, site }) => {
  await tab.open(
    site.page('zones', 'own', {
      head: `<style>#offer > .ours{color:rgb(1, 2, 3)}</style>${CALLS}`,
      body: '<div id="offer"><p id="old">Old</p><i id="last">after</i></div><ul id="list"> text <li id="item">Old</li></ul>',
    }),
  );
  await filled(tab, '#offer .ours');
  await filled(tab, '#list .ours');
  const seen = await tab.run(() => {
    const offer = document.getElementById('offer') as HTMLElement;
    const list = document.getElementById('list') as HTMLElement;
    const range = document.createRange();
    range.selectNode([...list.childNodes].find((node) => node.nodeType === 3) as Node);
    const [old, last, item] = ['old', 'last', 'item'].map((id) => document.getElementById(id) as HTMLElement) as [
      HTMLElement,
      HTMLElement,
      HTMLElement,
    ];
    const result = [
      [old, last, item].map((one) => one.isConnected && !one.getClientRects().length).join(),
      getComputedStyle(document.querySelector('#offer .ours') as Element).color,
      offer.textContent,
      // A text has no selector to be hidden by: it has no size.
      String(range.getBoundingClientRect().width),
    ];
    // As a framework goes on with what it owns.
    const fresh = document.createElement('b');
    offer.insertBefore(fresh, last);
    offer.removeChild(old);
    list.replaceChild(document.createElement('li'), item);
    result.push(String(fresh.getClientRects().length), offer.innerText.trim());
    offer.textContent = 'Cart: 1';
    return result;
  });
  expect(seen).toEqual(['true,true,true', 'rgb(1, 2, 3)', 'Ours', '0', '0', 'Ours']);
  // The page has set its text: our content is back beside it.
  await filled(tab, '#offer .ours');
  expect(await tab.run(() => [document.getElementById('offer')?.innerText.trim(), document.getElementById('offer')?.textContent])).toEqual([
    'Ours',
    'Ours',
  ]);
  // A page that does so again and again.
  await tab.run(async () => {
    for (let n = 0; n < 30; n++) {
      (document.getElementById('offer') as HTMLElement).textContent = 'Cart: ' + n;
      await new Promise((done) => setTimeout(done));
    }
  });
  expect(await tab.run(() => document.getElementById('offer')?.innerText.trim())).not.toContain('Cart');
  // A morphing library makes a node of the page's out of one of ours: it is the page's from then on.
  await tab.run(() => {
    const ours = document.querySelector('#list .ours') as HTMLElement;
    const part = ours.parentElement as HTMLElement;
    part.removeAttribute('slot');
    part.append(document.createElement('i'));
    part.id = 'morphed';
    part.querySelector('.ours')?.remove();
  });
  await filled(tab, '#list .ours');
  expect(await tab.run(() => !!document.getElementById('morphed'))).toBe(true);
  expect(await bad(tab)).toEqual([]);
});

test('what is still to be hydrated is as the server sent it, and is filled in the page when it is', async ({ tab, site }) => {
  await tab.open(site.page('app', 'root', { head: CALLS, body: '<div id="root"><div id="offer"><p>Old</p></div></div>' }));
  await until(
    () => tab.run(() => document.getElementById('offer')?.shadowRoot?.querySelector('.ours')?.getClientRects().length),
    Boolean,
    () => 'the zone is not filled',
  );
  const markup = await tab.run(() => {
    const offer = document.getElementById('offer') as HTMLElement & { __reactFiber$x?: object };
    const html = document.getElementById('root')?.innerHTML;
    offer.__reactFiber$x = {};
    return html;
  });
  expect(markup).toBe('<div id="offer"><p>Old</p></div>');
  await filled(tab);
  expect(await tab.run(() => document.getElementById('offer')?.innerText.trim())).toBe('Ours');
});

test('a click that leads away by a script shows and records nothing on the page that it leaves', async ({ tab, site, collector }) => {
  site.page('leaving', 'next', { head: CALLS, body: '<p>next</p>' });
  await tab.open(
    site.page('leaving', 'first', {
      head: CALLS,
      body: `<button id="go" onclick="setTimeout(function(){location.href='next'},150)">Next</button>`,
    }),
  );
  await ready(tab);
  await tab.click('#go');
  await until(
    () => tab.run(() => location.pathname).catch(() => ''),
    (path) => path.endsWith('next'),
    String,
  );
  await appears(tab, 'Dialog 4');
  const views = (await collector.waitFor('leaving', (stored) => stored.some(({ type }) => type === 'campaign-view'))).filter(
    ({ type }) => type === 'campaign-view',
  );
  expect(views.map(({ page }) => new URL(page).pathname)).toEqual(['/leaving/next']);
});

test('another query or fragment closes nothing, restarts nothing, and a broken preview breaks nothing', async ({ tab, site }) => {
  await tab.open(
    site.page('address', 'page', {
      head: CALLS,
      body: `<script>function move(){var n=0;setInterval(function(){history.replaceState(null,'','?q='+n+++'#s'+n)},200)}</script>`,
    }) + '?rtp_preview=%',
  );
  await tab.run(() => (window as unknown as { move(): void }).move());
  await appears(tab, 'Dialog 5');
  await appears(tab, 'Widget 6');
  expect(await shown(tab)).toEqual(['Dialog 5', 'Widget 6']);
  // A slash at the end makes no other page.
  await tab.run(() => history.replaceState(null, '', location.pathname + '/'));
  await tab.run(() => new Promise((done) => setTimeout(() => done(1), 300)));
  expect(await shown(tab)).toEqual(['Dialog 5', 'Widget 6']);
  expect(await bad(tab)).toEqual([]);
});

test('a body that is rendered anew has the sticky widget again, once, and no empty copy of it', async ({ tab, site }) => {
  await tab.open(site.page('swaps', 'page', { head: CALLS, body: '<p>a</p>' }));
  await appears(tab, 'Widget 7');
  await tab.run(() => {
    document.body.innerHTML = '<div id="rtp-w"></div><p>b</p>';
  });
  await appears(tab, 'Widget 7');
  // As menus for phones do.
  await tab.run(() => {
    const all = document.createElement('div');
    all.append(...document.body.childNodes);
    document.body.append(all);
  });
  await appears(tab, 'Widget 7');
  expect(await tab.run(() => document.getElementById('rtp-w')?.parentNode === document.body)).toBe(true);
  await tab.run(() => {
    history.pushState(null, '', 'other');
    setTimeout(() => {
      const body = document.createElement('body');
      body.innerHTML = '<p>c</p>';
      document.documentElement.replaceChild(body, document.body);
    }, 50);
  });
  await until(
    () => tab.run(() => document.body.textContent?.trim()),
    (text) => text === 'c',
    String,
  );
  await appears(tab, 'Widget 7');
  expect(await tab.run(() => document.querySelectorAll('[id=rtp-w]').length)).toBe(1);
});

test('a place is taken by what is shown: not by what waits, nor by what was closed', async ({ tab, site }) => {
  await tab.open(site.page('places', 'page', { head: CALLS, body: '<button id="b" type="button">b</button>' }));
  await appears(tab, 'Dialog 8');
  await appears(tab, 'Widget 11');
  await tab.press('Escape');
  await until(
    () => shown(tab),
    (now) => !now.includes('Dialog 8'),
    String,
  );
  // The second click of a double click is not the first one's dialog's.
  await tab.click('#b');
  await tab.click('#b');
  await appears(tab, 'Dialog 9');
  // The focus is on the dialog itself, and what is typed in it is not for the page's shortcuts.
  const heard = await tab.run(() => {
    const heard: string[] = [];
    document.addEventListener('keydown', (event) => heard.push(event.key));
    const root = document.getElementById('rtp-d')?.shadowRoot as ShadowRoot;
    const at = root.activeElement?.localName;
    root.querySelector('#field')?.dispatchEvent(new KeyboardEvent('keydown', { key: 's', bubbles: true, composed: true }));
    return [at, ...heard];
  });
  expect(heard).toEqual(['dialog']);
});

test('a dialog waits for the banner that asks for consent, and goes before one that comes', async ({ tab, site }) => {
  const banner = `window.banner=function(){var b=document.createElement('div');b.setAttribute('role','dialog');b.id='cookies';b.style.cssText='position:fixed;bottom:0;left:0;right:0';b.innerHTML='<button id="ok">Cookies are fine</button>';document.body.append(b)}`;
  await tab.open(site.page('consent', 'page', { head: CALLS, body: `<p>p</p><script>${banner};banner()</script>` }));
  await ready(tab);
  await tab.run(() => new Promise((done) => setTimeout(() => done(1), 700)));
  expect(await shown(tab)).toEqual([]);
  await tab.run(() => document.getElementById('cookies')?.remove());
  await appears(tab, 'Dialog 12');
  await tab.run(() => (window as unknown as { banner(): void }).banner());
  await goes(tab);
});

for (const [name, banner, show, hide] of [
  [
    'is there all along and shown by a class of the page (vanilla-cookieconsent)',
    `<style>#cm{position:fixed;bottom:0;left:0;right:0;visibility:hidden;opacity:0;transition:opacity .2s}.show--consent #cm{visibility:visible;opacity:1}</style><div id="cm" role="dialog"><button>Accept cookies</button></div>`,
    `document.documentElement.className = 'show--consent'`,
    `document.documentElement.className = ''`,
  ],
  [
    'has no role and comes late (Klaro)',
    `<style>.cookie-modal{position:fixed;inset:0}.cookie-modal:empty{display:none}</style><div class="cookie-modal"></div>`,
    `document.querySelector('.cookie-modal').innerHTML = '<button>That is fine</button>'`,
    `document.querySelector('.cookie-modal').innerHTML = ''`,
  ],
] as const)
  test(`a dialog goes before a banner that ${name}, and comes when it has gone; a small button of its stays and keeps nobody out`, async ({
    tab,
    site,
  }) => {
    const small = `<div class="cookie-settings" style="position:fixed;bottom:0;left:0;width:48px"><button>c</button></div>`;
    await tab.open(
      site.page('consent', 'page', {
        head: CALLS,
        body: `<p>p</p>${banner}${small}<script>function show(){${show}} function hide(){${hide}}</script>`,
      }),
    );
    const page = (act: 'show' | 'hide'): Promise<void> =>
      tab.run((name) => (window as unknown as Record<string, () => void>)[name]?.(), act);
    await appears(tab, 'Dialog 12');
    await until(
      () => tab.run(() => (localStorage.getItem('_rtph') ?? '').split('\t').some((record) => /^c[\s\S]*\n12\n/.test(record))),
      Boolean,
      () => 'the dialog was not recorded',
    );
    await page('show');
    await goes(tab);
    // The campaigns look at the visitor anew with each event and click: what has made room is not forgotten for it.
    await tab.run(() => {
      (window as unknown as { rtp(...call: unknown[]): void }).rtp('send', 'event', 'meanwhile');
      return new Promise((done) => setTimeout(() => done(1), 100));
    });
    await page('hide');
    await appears(tab, 'Dialog 12');
  });

test('an opt-out takes campaigns down, and what was remembered for them is gone', async ({ tab, site }) => {
  await tab.open(site.page('out', 'page', { head: CALLS, body: '<p>p</p>' }));
  await appears(tab, 'Widget 13');
  await appears(tab, 'Dialog 14');
  await tab.run(() => (window as unknown as { rtp(...call: unknown[]): void }).rtp('set', 'settings', { optOut: true }));
  await goes(tab);
  expect(await tab.run(() => localStorage.getItem('_rtph') || '')).toBe('');
});

test('scrolled in the element that scrolls; a page without anything to scroll is at its end', async ({ tab, site }) => {
  await tab.open(
    site.page('scrolls', 'inner', {
      head: `<style>html,body,main{height:100%;margin:0;overflow:hidden}main{overflow:auto}</style>${CALLS}`,
      body: '<main id="m"><div style="height:5000px">long</div></main>',
    }),
  );
  await ready(tab);
  await tab.run(() => new Promise((done) => setTimeout(() => done(1), 1300)));
  expect(await shown(tab)).toEqual([]);
  await tab.run(() => (document.getElementById('m') as HTMLElement).scrollTo({ top: 4000, behavior: 'instant' }));
  await appears(tab, 'Widget 15');
  await tab.open(site.page('scrolls', 'short', { head: CALLS, body: '<p>short</p>' }));
  await appears(tab, 'Widget 15');
});

test('what is a click, and that it is one', async ({ tab, site }) => {
  const ROWS: [html: string, clicks: number][] = [
    ['<div role="button" tabindex="0"><label id="X"><input type="radio"> A plan with a name</label></div>', 1],
    ['<label id="X" onclick="void 0"><input type="checkbox"> I agree</label>', 1],
    ['<label id="X"><input type="checkbox"> I agree</label>', 1],
    ['<div id="X" role="Button">Press</div>', 1],
    ['<div id="X" role="button link">Press</div>', 1],
    ['<div id="X" role="tabpanel">Text</div>', 0],
    ['<svg width="60" height="30"><a xlink:href="#q"><rect id="X" width="60" height="30"/></a></svg>', 1],
    ['<div id="X" style="cursor:pointer">Press</div>', 1],
    ['<div id="X" style="cursor:url(x.png),pointer">Press</div>', 1],
    ['<div id="X" style="padding:20px" onclick="void 0"><span>Card</span></div>', 1],
    ['<div id="X">Words</div>', 0],
    ['<input id="X" value="text">', 0],
    ['<div id="X" contenteditable>Write</div>', 0],
    ['<details><summary id="X">More</summary>x</details>', 1],
  ];
  await tab.open(
    site.page('clicks', 'page', {
      head: CALLS,
      body: ROWS.map(([html], index) => `<div>${html.replace('id="X"', `id="c${index}"`)}</div>`).join(''),
    }),
  );
  await ready(tab);
  const count = (): Promise<number> => tab.run(() => Number(/(?:^|\t)x(\d+)/.exec(localStorage.getItem('_rtph') ?? '')?.[1] ?? 0));
  let sum = 0;
  for (const [index, [html, clicks]] of ROWS.entries()) {
    await tab.click(`#c${index}`);
    sum += clicks;
    await until(
      count,
      (now) => now >= sum,
      (now) => `${html}: ${now} of ${sum}`,
    );
    expect([html, await count()]).toEqual([html, sum]);
  }
});

test('a zone is seen when what the campaign brings is, not when its element is', async ({ tab, site, collector }) => {
  const views = async (): Promise<number> => (await collector.events('seen')).filter(({ type }) => type === 'campaign-view').length;
  const look = (body: string): Promise<unknown> => tab.open(site.page('seen', `page${body.length}`, { head: CALLS, body }));
  // Nothing is drawn in a picture, and nobody sees what is transparent.
  await look('<img id="offer" width="99" height="99" alt="">');
  await filled(tab, '#offer .ours');
  await look('<div id="around" style="opacity:0"><div id="offer" style="height:90px">Old</div></div>');
  await filled(tab, '#offer .ours');
  await tab.run(() => new Promise((done) => setTimeout(() => done(1), 1500)));
  expect(await views()).toBe(0);
  await tab.run(() => ((document.getElementById('around') as HTMLElement).style.opacity = '1'));
  await collector.waitFor('seen', (stored) => stored.some(({ type }) => type === 'campaign-view'));
});

for (const [name, banner] of [
  ['has a label alone (OneTrust)', '<div id="otb" role="region" aria-label="Cookie banner" style="X"><button>Fine</button></div>'],
  ['has an id alone', '<div id="consent-bar" style="X">Data? <button>Fine</button></div>'],
  ['is a frame (Sourcepoint)', '<div id="sp_message_container_1" style="X"><iframe title="SP Consent Message" srcdoc="x"></iframe></div>'],
  [
    'begins with a button that is not shown',
    '<div role="dialog" style="X"><button hidden>Back</button> Cookies? <button>Fine</button></div>',
  ],
  [
    'is in a shadow root (Usercentrics)',
    `<div id="usercentrics-root"></div><script>document.getElementById('usercentrics-root').attachShadow({mode:'open'}).innerHTML='<div style="X"><button>Fine</button></div>'</script>`,
  ],
  [
    'is in a shadow root of an element that is called by what it is',
    `<div><cookie-consent></cookie-consent></div><script>document.querySelector('cookie-consent').attachShadow({mode:'open'}).innerHTML='<div style="X"><button>Fine</button></div>'</script>`,
  ],
] as const)
  test(`dialogs and widgets wait for a banner that ${name}`, async ({ tab, site }) => {
    const style = 'position:fixed;bottom:0;left:0;right:0';
    await tab.open(site.page('banners', 'page', { head: CALLS, body: `<p>p</p>${banner.replace('X', style)}` }));
    await ready(tab);
    await tab.run(() => new Promise((done) => setTimeout(() => done(1), 900)));
    expect(await shown(tab)).toEqual([]);
    await tab.run(() => {
      for (const element of document.querySelectorAll('body>div:not([id^=rtp-])')) element.remove();
    });
    await appears(tab, 'Dialog 17');
    await appears(tab, 'Widget 18');
  });

test('a dialog waits until full screen ends; what a page scrolls by itself is not scrolled by the wheel in it', async ({ tab, site }) => {
  const full = `<script>window.full=document.documentElement;Object.defineProperty(document,'fullscreenElement',{get:function(){return full}})</script>`;
  await tab.open(site.page('hands', 'full', { head: full + CALLS, body: '<p>p</p>' }));
  await ready(tab);
  await tab.run(() => new Promise((done) => setTimeout(() => done(1), 900)));
  expect(await shown(tab)).toEqual([]);
  await tab.run(() => ((window as { full?: Element | null }).full = null));
  await appears(tab, 'Dialog 19');
  const heard = await tab.run(() => {
    const heard: string[] = [];
    addEventListener('wheel', () => heard.push('wheel'));
    const field = document.getElementById('rtp-d')?.shadowRoot?.querySelector('#field');
    field?.dispatchEvent(new WheelEvent('wheel', { bubbles: true, composed: true }));
    return heard;
  });
  expect(heard).toEqual([]);
});

test('wide words, tables and texts as written do not make a dialog go sideways; a widget does not take the focus', async ({
  tab,
  site,
}) => {
  await tab.open(site.page('wide', 'page', { head: CALLS, body: '<input id="page" autofocus>' }));
  await appears(tab, 'Widget 21');
  await appears(tab, 'Dialog 20');
  const [inner, outer] = await tab.run(() => {
    const dialog = document.getElementById('rtp-d')?.shadowRoot?.querySelector('dialog');
    return [dialog?.scrollWidth, dialog?.clientWidth];
  });
  expect(inner).toBe(outer);
  await tab.press('Escape');
  await until(
    () => tab.run(() => document.activeElement?.id),
    (id) => id === 'page',
    String,
  );
});
