/** Content recommendations on three engines: the contract of `rcmd`, a row for each thing that a page relies on. */
import { violations } from './support/axe.js';
import { withAccounts } from './support/accounts.js';
import type { Tab } from './support/engine.js';
import { expect } from './support/fixtures.js';
import { until } from './support/until.js';
import { minifiedStub } from '../loader/minify.js';
import { fillStub } from '../loader/snippet.js';

const content = (count: number, more: object = {}): object[] =>
  Array.from({ length: count }, (_, index) => ({
    title: `Title ${index}`,
    address: `/ACCOUNT/c${index}`,
    description: `About ${index}`,
    ...more,
  }));

const ACCOUNTS: Record<string, { content?: object[]; bar?: object; discovery?: object }> = {
  none: {},
  one: { content: content(1) },
  two: { content: content(2) },
  three: { content: content(3) },
  twenty: { content: content(20) },
  here: { content: content(4) },
  names: {
    content: [
      { title: 'Draft', address: '/draft', approved: false },
      { title: 'Only the bar', address: '/bar', sources: ['bar'] },
      { title: 'Light', address: '/light?x=1#part', categories: ['light', 'guide'], description: 'D' },
      { title: 'Sound', address: '/sound.pdf', categories: ['sound'], description: 'D' },
      { title: 'Other', address: '/other', description: 'D' },
    ],
  },
  bar: { content: content(1, { sources: ['bar'] }), bar: { color: 'rgb(1, 2, 3)', position: 'top left', notPages: '*/hidden' } },
  found: { content: content(1), discovery: { pages: '*/article*', files: ['pdf'] } },
};

/** Their own name where they say ACCOUNT. */
const FILES = Object.fromEntries(
  Object.entries(ACCOUNTS).map(([name, account]): [string, unknown] => [
    name,
    JSON.parse(JSON.stringify(account).replaceAll('ACCOUNT', name)),
  ]),
);

const test = withAccounts(FILES);

const place = (template: string): string => `<div class="RTP_RCMD2" data-rtp-template-id="${template}"></div>`;
const GET = `rtp('send','view');rtp('get','rcmd','richmedia');`;
const calls = (text: string): string => `<script>${text}</script>`;

/** Titles of the items of each filled place, in the page's order. */
const titles = (tab: Tab): Promise<string[][]> =>
  tab.run(() =>
    [...document.querySelectorAll('.RTP_RCMD2[data-rtp-id]')].map((filled) =>
      [...filled.querySelectorAll('.rtp_rcmd2_item h4')].map((title) => title.textContent ?? ''),
    ),
  );
const filled = (tab: Tab, places: number): Promise<string[][]> =>
  until(
    () => titles(tab),
    (now) => now.length === places,
    (now) => `${places} filled places are expected, found ${JSON.stringify(now)}`,
  );

for (const [account, template, places, items] of [
  ['one', 'template1', 1, [1]],
  ['two', 'template2', 1, [2]],
  ['three', 'template3', 1, [3]],
  ['twenty', 'template1', 1, [3]],
  ['twenty', 'template2', 2, [3, 3]],
  ['twenty', 'template3', 3, [3, 3, 3]],
  ['three', 'template1', 2, [3, 3]],
] as const)
  test(`${ACCOUNTS[account]?.content?.length} entries in ${places} of ${template}`, async ({ tab, site }) => {
    await tab.open(site.page(account, `${template}-${places}`, { head: calls(GET), body: place(template).repeat(places) }));
    const found = await filled(tab, places);
    expect(found.map((list) => list.length)).toEqual(items);
    // Different ones in different places, as far as there are enough.
    if (account === 'twenty') expect(new Set(found.flat()).size).toBe(places * 3);
  });

test('without content a place stays empty and unmarked', async ({ tab, site, collector }) => {
  await tab.open(site.page('none', 'page', { head: calls(GET + `rtp('send','event',{value:'after'});`), body: place('template1') }));
  await collector.waitFor('none', (events) => events.some(({ type }) => type === 'event'));
  await until(
    async () => site.seen.get('GET /c/rcmd/none.json') ?? 0,
    (count) => count > 0,
    () => 'the content was not asked for',
  );
  expect(await tab.run(() => document.querySelector('.RTP_RCMD2')?.outerHTML)).toBe(
    '<div class="RTP_RCMD2" data-rtp-template-id="template1"></div>',
  );
});

test('a polling script presses the second link and arrives with all five parameters; shown and clicked are stored', async ({
  tab,
  site,
  collector,
}) => {
  for (let index = 0; index < 20; index++) site.page('twenty', `c${index}`, { head: calls(`rtp('send','view');`), body: 'there' });
  await tab.open(
    site.page('twenty', 'polling', {
      head: calls(
        GET +
          `var poll=setInterval(function(){var found=document.querySelectorAll('.rtp_rcmd2_item');if(found.length===3){clearInterval(poll);
           window.second=found[1].querySelector('.rtp_rcmd2_link');setTimeout(function(){window.armed=1},0)}},0);`,
      ),
      body: place('template1'),
    }),
  );
  await until(
    () => tab.run(() => (window as { armed?: number }).armed),
    Boolean,
    () => 'the polling script finds no three items',
  );
  await collector.waitFor(
    'twenty',
    (events) => events.filter(({ type, value }) => type === 'content-view' && value[2] === 'template1').length >= 3,
  );
  await tab.run(() => void setTimeout(() => (window as unknown as { second: HTMLAnchorElement }).second.click()));
  const address = await until(
    () => tab.run(() => location.pathname + location.search).catch(() => ''),
    (now) => /\/c\d+/.test(now),
    (now) => `the link leads nowhere: ${now}`,
  );
  expect(address).toMatch(/^\/twenty\/c\d+\?iesrc=rcmd&astid=[\da-f-]{36}&at=1&rcmd_source=WIDGET&req_id=[\da-f-]{36}$/);
  const events = await collector.waitFor('twenty', (all) => all.some(({ type }) => type === 'content-click'));
  const clicked = events.find(({ type }) => type === 'content-click');
  expect(clicked?.value.slice(1, 3)).toEqual(['WIDGET', 'template1']);
  expect(address).toContain(clicked?.value[0]);
  // The form on the page that it leads to is a conversion of it, and the view is one of the plain address.
  await tab.run(() => (window as unknown as { rtp(...call: unknown[]): void }).rtp('send', 'event', { value: ['form', 'contact'] }));
  const stored = await collector.waitFor('twenty', (all) => all.some(({ type }) => type === 'content-goal'));
  expect(stored.find(({ type }) => type === 'content-goal')?.value.slice(0, 3)).toEqual([clicked?.value[0], 'WIDGET', 'direct']);
  expect(stored.filter(({ type, page }) => type === 'view' && page.includes('?'))).toEqual([]);
});

test('never the current page; what was clicked is not recommended again; a reload shows the same', async ({ tab, site, collector }) => {
  const page = (index: number): string => site.page('here', `c${index}`, { head: calls(GET), body: place('template2') });
  for (let index = 0; index < 4; index++) page(index);
  await tab.open(page(0) + '?utm_source=mail');
  const first = (await filled(tab, 1))[0] ?? [];
  expect(first).not.toContain('Title 0');
  expect(first.length).toBe(3);
  await tab.open(page(0) + '?utm_source=mail');
  expect((await filled(tab, 1))[0]).toEqual(first);
  // Reading c1 and c2 leaves c0, which was read as well, and c3: the fresh one first, then the one read longest ago.
  await tab.open(page(1));
  await filled(tab, 1);
  await tab.open(page(2));
  const last = (await filled(tab, 1))[0] ?? [];
  expect(last).toEqual(['Title 3', 'Title 0', 'Title 1']);
  await collector.waitFor('here', (events) => events.filter(({ type }) => type === 'content-read').length >= 3);
});

for (const [name, settings, wanted] of [
  ['an unknown category', `{category:['nothing']}`, []],
  ['one category', `{category:['light']}`, ['Light']],
  ['several categories', `{category:['light','sound']}`, ['Light', 'Sound']],
  ['an empty list', `{category:[]}`, ['Light', 'Other', 'Sound']],
] as const)
  test(`categories: ${name}`, async ({ tab, site }) => {
    const body = place('template1') + place('template3');
    const head = calls(`rtp('send','view');rtp('set','rcmd','richmedia','template1',${settings});rtp('get','rcmd','richmedia');`);
    await tab.open(site.page('names', name.replace(/\W/g, ''), { head, body }));
    // The second place has no category: when it is filled, the first one has had its chance.
    const found = await until(
      () =>
        tab.run(() =>
          [...document.querySelectorAll('.RTP_RCMD2')].map((one) =>
            [...one.querySelectorAll('h4')].map((title) => title.textContent ?? '').sort(),
          ),
        ),
      (now) => (now[1]?.length ?? 0) > 0,
      () => 'the place without a category stays empty',
    );
    expect(found[0]).toEqual(wanted);
  });

test('an address with a query, a fragment or a file keeps them', async ({ tab, site }) => {
  await tab.open(site.page('names', 'addresses', { head: calls(GET), body: place('template1') }));
  await filled(tab, 1);
  const hrefs = await tab.run(() =>
    [...document.querySelectorAll<HTMLAnchorElement>('.rtp_rcmd2_item .rtp_rcmd2_link')].map((link) => link.getAttribute('href')).sort(),
  );
  expect(hrefs[0]).toMatch(/^\/light\?x=1&iesrc=rcmd&.*#part$/);
  expect(hrefs[2]).toMatch(/^\/sound\.pdf\?iesrc=rcmd&astid=/);
});

const flat = `'template1',{'rcmd.title.text':'おすすめ','rcmd.cta.text':'阅读','rcmd.title.font.color':'rgb(1, 2, 3)','rcmd.cta.background.color':'#040506','rcmd.title.font.size':'31px','rcmd.description.font.color':'red;x','no.such':'1'}`;
const byTemplate = `{template1:{'rcmd.title.text':'おすすめ','rcmd.cta.text':'阅读','rcmd.title.font.color':'rgb(1, 2, 3)','rcmd.cta.background.color':'#040506','rcmd.title.font.size':'31px','rcmd.description.font.color':'red;x','no.such':'1'}}`;
for (const [name, before, after] of [
  ['flat, before', flat, ''],
  ['flat, after', '', flat],
  ['by template, before', byTemplate, ''],
  ['by template, after', '', byTemplate],
] as const)
  test(`settings ${name}: texts and styles hold, and what is no value is refused`, async ({ tab, site }) => {
    const set = (settings: string): string => (settings ? `rtp('set','rcmd','richmedia',${settings});` : '');
    await tab.open(
      site.page('three', name.replace(/\W/g, ''), {
        head: calls(
          `window.said=[];console.warn=function(){said.push([].join.call(arguments,' '))};rtp('send','view');${set(before)}rtp('get','rcmd','richmedia');${set(after)}`,
        ),
        body: place('template1'),
      }),
    );
    await filled(tab, 1);
    const seen = await tab.run(() => {
      const style = (selector: string): CSSStyleDeclaration => getComputedStyle(document.querySelector(selector) as Element);
      return [
        document.querySelector('.rtp_rcmd2_title')?.textContent,
        document.querySelector('.rtp_rcmd2_link')?.textContent,
        style('.rtp_rcmd2_title').color,
        style('.rtp_rcmd2_title').fontSize,
        style('.rtp_rcmd2_link').backgroundColor,
        style('.rtp_rcmd2_description').color,
      ];
    });
    expect(seen).toEqual(['おすすめ', '阅读', 'rgb(1, 2, 3)', '31px', 'rgb(4, 5, 6)', 'rgb(0, 0, 0)']);
    const said = await tab.run(() => (window as unknown as { said: string[] }).said.join('\n'));
    expect(said).toContain("'red;x' is no color");
    expect(said).toContain('no setting no.such');
  });

test("the page's own styles win over ours, with and without !important", async ({ tab, site }) => {
  const style = `<style>.rtp_rcmd2_title{display:none}.rtp_rcmd2_link{border-radius:0!important;margin:7px;background:rgb(9, 9, 9)}a{color:rgb(7, 7, 7)}</style>`;
  await tab.open(site.page('three', 'styles', { head: style + calls(GET), body: place('template1') }));
  await filled(tab, 1);
  const seen = await tab.run(() => {
    const link = getComputedStyle(document.querySelector('.rtp_rcmd2_link') as Element);
    return [
      getComputedStyle(document.querySelector('.rtp_rcmd2_title') as Element).display,
      link.borderRadius,
      link.marginTop,
      link.backgroundColor,
    ];
  });
  expect(seen).toEqual(['none', '0px', '7px', 'rgb(9, 9, 9)']);
});

test('a strict policy and Trusted Types are respected: nothing is refused', async ({ tab, site }) => {
  const account = 'three';
  const stub = fillStub(await minifiedStub(new URL('../loader/stub.ts', import.meta.url), ['nonce', 'trusted']), {
    core: `${site.url}/rtp.js`,
    account,
  });
  const policy = `script-src 'nonce-n1' 'strict-dynamic'; style-src 'none'; require-trusted-types-for 'script'; trusted-types rtp`;
  const script = `window.refused=[];document.addEventListener('securitypolicyviolation',function(e){refused.push(e.effectiveDirective)});`;
  const snippet = `<script nonce="n1">${script}</script><script nonce="n1">${stub}</script>`;
  await tab.open(
    site.page(account, 'strict', {
      snippet,
      head: `<script nonce="n1">${GET}rtp('set','rcmd','richmedia','template1',{'rcmd.title.font.color':'rgb(1, 2, 3)'})</script>`,
      body: place('template1'),
      headers: { 'content-security-policy': policy },
    }),
  );
  await filled(tab, 1);
  const seen = await tab.run(() => [
    getComputedStyle(document.querySelector('.rtp_rcmd2_title') as Element).color,
    (window as unknown as { refused: string[] }).refused.join(),
  ]);
  expect(seen).toEqual(['rgb(1, 2, 3)', '']);
});

test('lists are lists, images have alt, and axe finds nothing', async ({ tab, site, engine }) => {
  test.skip(engine.name !== 'chromium', 'axe is asked in Chromium; the mark-up is the same');
  await tab.open(
    site.page('twenty', 'axe', {
      head: calls(GET),
      body: `<main><h1>Page</h1>${place('template1')}${place('template2')}${place('template3')}</main>`,
    }),
  );
  await filled(tab, 3);
  expect(await violations(tab)).toEqual([]);
  expect(await tab.run(() => document.querySelector('.rtp_rcmd2_list')?.getAttribute('role'))).toBe('list');
});

test('a core that comes late, and Prototype.js, change nothing', async ({ tab, site }) => {
  site.faults.core = { delay: 1500 };
  const prototype = `<script>Array.prototype.toJSON=function(){return 'x'};Array.prototype.each=function(){};Element.prototype.remove2=1</script>`;
  await tab.open(site.page('three', 'late', { head: prototype + calls(GET), body: place('template2') }));
  // A number, because this page makes a text of every list.
  await until(
    () => tab.run(() => document.querySelectorAll('.rtp_rcmd2_item').length),
    (count) => count === 3,
    (count) => `three items are expected, found ${count}`,
  );
});

test('a bundle that does not come harms nothing', async ({ tab, site, collector }) => {
  site.faults.campaigns = new Promise(() => {});
  await tab.open(
    site.page('two', 'missing', { head: calls(GET + `rtp('send','event',{value:'all the same'});`), body: place('template1') }),
  );
  await collector.waitFor('two', (events) => events.some(({ value }) => value[0] === 'all the same'));
  expect(await titles(tab)).toEqual([]);
});

test('no request names the visitor', async ({ tab, site }) => {
  await tab.open(site.page('three', 'requests', { head: calls(GET), body: place('template1') }));
  await filled(tab, 1);
  const asked = [...site.seen.keys()].filter((kind) => kind.includes('rcmd'));
  expect(asked.sort()).toEqual(['GET /c/rcmd/three.json', 'GET /rtp-rcmd.js']);
});

test('without memory three are shown all the same', async ({ tab, site, visitor }) => {
  test.skip(
    !(await visitor.before(`Object.defineProperty(window,'localStorage',{get:function(){throw new Error('blocked')}})`)),
    'this engine runs no script before the page',
  );
  await tab.open(site.page('twenty', 'memory', { head: calls(GET), body: place('template1') }));
  expect((await filled(tab, 1))[0]?.length).toBe(3);
});

test('the bar stands where it is switched on, with one link, and not where it is excluded', async ({ tab, site }) => {
  const bar = (): Promise<string> =>
    tab.run(() => {
      const link = document.querySelector<HTMLAnchorElement>('.insightera-bar-content a');
      const box = document.querySelector('.insightera-bar-content');
      return box && link
        ? [
            box.querySelectorAll('a').length,
            getComputedStyle(link).color,
            getComputedStyle(box).top,
            link.search.replace(/=[^&]*/g, ''),
          ].join(' ')
        : '';
    });
  await tab.open(site.page('bar', 'page', { head: calls(GET) }));
  const seen = await until(bar, Boolean, () => 'there is no bar');
  expect(seen).toBe('1 rgb(1, 2, 3) 0px ?iesrc&astid&at&rcmd_source&req_id');
  await tab.open(site.page('bar', 'hidden', { head: calls(GET), body: place('template1') }));
  await until(
    async () => site.seen.get('GET /c/rcmd/bar.json') ?? 0,
    (count) => count > 1,
    () => 'the content was not asked for',
  ).catch(() => {});
  expect(await bar()).toBe('');
});

test('an article and a file are found with their metadata, and wait for approval', async ({ tab, site, collector }) => {
  await tab.open(
    site.page('found', 'article-1', {
      head: `<meta property="og:title" content="Of light"><meta property="og:image" content="/a.png"><meta name="description" content="About">${calls(GET)}`,
      body: `${place('template1')}<a id="pdf" href="/papers/light.pdf" download onclick="event.preventDefault()">The paper</a>`,
    }) + '?utm_source=x',
  );
  await filled(tab, 1);
  await tab.click('#pdf');
  const events = await collector.waitFor('found', (all) => all.filter(({ type }) => type === 'content-found').length === 2);
  expect(
    events
      .filter(({ type }) => type === 'content-found')
      .map(({ value }) => value)
      .sort(),
  ).toEqual([
    [`${site.url}/found/article-1`, 'Of light', `${site.url}/a.png`, 'About'],
    [`${site.url}/papers/light.pdf`, 'The paper', '', ''],
  ]);
  const api = `${collector.url}/api/content?account=found`;
  const headers = { authorization: `Bearer ${collector.token}`, 'content-type': 'application/json' };
  const { rows } = (await (await fetch(api, { headers })).json()) as { rows: { id: string; state: string; entry: { title: string } }[] };
  const waiting = rows.filter(({ state }) => state === 'waiting');
  expect(waiting.map(({ entry }) => entry.title).sort()).toEqual(['Of light', 'The paper']);
  const served = async (): Promise<string[]> =>
    ((await (await fetch(`${collector.url}/c/rcmd/found.json`)).json()) as { e: { t: string }[] }).e.map(({ t }) => t).sort();
  expect(await served()).toEqual(['Title 0']);
  const answer = await fetch(api, {
    method: 'POST',
    headers,
    body: JSON.stringify({ id: waiting.find(({ entry }) => entry.title === 'Of light')?.id, approved: true }),
  });
  expect(answer.status).toBe(200);
  expect(await served()).toEqual(['Of light', 'Title 0']);
});
