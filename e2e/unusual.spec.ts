/** Pages that are not made as tags expect them: each fires twice around the core's arrival, and nothing of ours is thrown into it. */
import { expect, test, values } from './support/fixtures.js';
import type { Page } from './support/site.js';

const ERRORS = `<script>window.errors=[];onerror=function(text){errors.push(text)}</script>`;
const fire = (value: string): string => `rtp('send','event','${value}')`;
/** Fires when the core has taken over, whatever became of `window.rtp`. */
const late = (reference: string, code: string): string => `(function go(){${reference}.q.base?(${code}):setTimeout(go,20)})()`;

/** @param stub the snippet's inline script */
const PAGES: [what: string, page: (stub: string) => Page][] = [
  ['a module', (stub) => ({ snippet: '', head: `${ERRORS}<script type="module">${stub};${fire('a')};${late('rtp', fire('b'))}</script>` })],
  [
    'an element named rtp',
    (stub) => ({ snippet: '', head: ERRORS, body: `<div id="rtp"></div><script>${stub};${fire('a')};${late('rtp', fire('b'))}</script>` }),
  ],
  [
    'a frame named rtp',
    (stub) => ({
      snippet: '',
      head: ERRORS,
      body: `<iframe name="rtp" srcdoc="x"></iframe><script>${stub};${fire('a')};${late('rtp', fire('b'))}</script>`,
    }),
  ],
  [
    'a variable named performance, before',
    (stub) => ({
      snippet: `${ERRORS}<script>var performance={score:1}</script><script>${stub}</script>`,
      head: `<script>${fire('a')};${late('rtp', fire('b'))}</script>`,
    }),
  ],
  [
    'a variable named performance, after',
    (stub) => ({
      snippet: `${ERRORS}<script>${stub}</script>`,
      head: `<script>${fire('a')}</script><script>var performance={score:1};${late('rtp', fire('b'))}</script>`,
    }),
  ],
  [
    'rtp set to null before the core came',
    (stub) => ({
      snippet: `${ERRORS}<script>${stub}</script>`,
      head: `<script>${fire('a')};var mine=rtp;rtp=null;${late('mine', `mine('send','event','b')`)}</script>`,
    }),
  ],
  [
    'rtp set to null after it, and the moments of a page',
    (stub) => ({
      snippet: `${ERRORS}<script>${stub}</script>`,
      head: `<script>${fire('a')};var mine=rtp;${late('mine', `rtp=null,['online','visibilitychange','pageshow'].map(function(n){dispatchEvent(new Event(n))}),mine('send','event','b')`)}</script>`,
    }),
  ],
  [
    'document.open after the core came',
    (stub) => ({
      snippet: `${ERRORS}<script>${stub}</script>`,
      body: `<script>${fire('a')};onload=function(){${late('rtp', `document.open(),document.write('<title>new</title>'),document.close(),${fire('b')}`)}}</script>`,
    }),
  ],
];

for (const [what, page] of PAGES)
  test(`${what}: stored once, nothing thrown into the page`, async ({ tab, site, account, collector }) => {
    await tab.open(site.page(account, 'page', page(site.script(account))));
    expect(values(await collector.waitFor(account, (stored) => stored.length === 2))).toEqual(['a', 'b']);
    expect(await tab.run(() => (window as unknown as { errors: string[] }).errors)).toEqual([]);
  });

test('an address is stored without what is secret in it, and so is the referrer of the next page', async ({
  tab,
  site,
  account,
  collector,
}) => {
  site.page(account, 'next', { head: `<script>rtp('send','view')</script>` });
  const first = site.page(account, 'first', {
    head: `<script>rtp('send','view');addEventListener('hashchange',function(){rtp('send','view');location.href='next'})</script>`,
    body: `<a id="go" href="#/route">go</a>`,
  });
  await tab.open(first + '?a=1&token=s3cret#access_token=s3cret');
  await collector.waitFor(account, (stored) => stored.length === 1);
  await tab.click('#go');
  const rows = await collector.waitFor(account, (stored) => stored.length === 3);
  expect(JSON.stringify(rows)).not.toContain('s3cret');
  expect(rows.map((row) => row.page.replace(/.*\//, '')).sort()).toEqual(['first?a=1', 'next', 'route']);
});

test('an event that has a key named optOut is an event, while the core is missing too', async ({ tab, site, account, collector }) => {
  site.faults.core = 'missing';
  await tab.open(
    site.page(account, 'page', { head: `<script>rtp('send','event',{value:'worded',optOut:true});${fire('after')}</script>` }),
  );
  site.faults = {};
  await tab.open(site.page(account, 'next', { head: `<script>${fire('next')}</script>` }));
  await collector.waitFor(account, (rows) => rows.length >= 3);
  expect(values(await collector.events(account))).toEqual(['after', 'next', 'worded']);
});

test('opted out while the core is missing: what is called from there on is never stored, nor what the next page fires', async ({
  tab,
  site,
  account,
  collector,
}) => {
  site.faults.core = 'missing';
  const next = site.page(account, 'next', { head: `<script>${fire('next')}</script>` });
  await tab.open(site.page(account, 'page', { head: `<script>rtp('set','settings',{optOut:true});${fire('after')}</script>` }));
  const core = site.next('GET /rtp.js');
  await tab.open(next);
  await core;
  site.faults.core = undefined;
  await tab.open(
    site.page(account, 'last', { head: `<script>${fire('last')};rtp('set','settings',{optOut:false});${fire('in')}</script>` }),
  );
  expect(values(await collector.waitFor(account, (stored) => stored.length === 1))).toEqual(['in']);
});

test('a campaigns bundle that hangs: the callbacks are called all the same, once', async ({ tab, site, account }) => {
  let end = (_: unknown): void => {};
  site.faults.campaigns = new Promise((resolve) => (end = resolve));
  const told = site.next('GET /told');
  await tab.open(
    site.page(account, 'page', {
      head: `<script>window.n=0;rtp('get','visitor',function(answer){n++;if(answer.status===503)rtp('userContextReady',function(){n++;new Image().src='/told'})})</script>`,
    }),
  );
  await told;
  end(undefined);
  expect(await tab.run(() => (window as unknown as { n: number }).n)).toBe(2);
});

for (const core of ['missing', 'never'] as const)
  test(`a core that is ${core === 'never' ? 'late for ever' : core}: callbacks are called all the same, once`, async ({
    tab,
    site,
    account,
  }) => {
    site.faults.core = core;
    const told = site.next('GET /told');
    await tab.open(
      site.page(account, 'page', {
        head: `<script>window.n=[];rtp('get','visitor',function(answer){n.push(answer.status)});rtp('userContextReady',function(){n.push('ready');new Image().src='/told'})</script>`,
      }),
    );
    await told;
    expect(await tab.run(() => (window as unknown as { n: unknown[] }).n)).toEqual([503, 'ready']);
  });

test('a core that comes after the callbacks were called does not call them again', async ({ tab, site, account }) => {
  site.faults.core = { delay: 4000 };
  const campaigns = site.next('GET /visitor');
  await tab.open(
    site.page(account, 'page', {
      head: `<script>window.n=0;rtp('get','visitor',function(){n++});(function go(){rtp.q.base?rtp('get','visitor',function(answer){window.last=answer.status}):setTimeout(go,20)})()</script>`,
    }),
  );
  await campaigns;
  const seen = await tab.run(
    () =>
      new Promise((resolve) => {
        const page = window as unknown as { n: number; last?: number };
        const look = (): unknown => (page.last ? resolve([page.n, page.last]) : setTimeout(look, 20));
        look();
      }),
  );
  expect(seen).toEqual([1, 200]);
});
