/** Hostile and strict pages are normal pages. */
import { expect, test, values } from './support/fixtures.js';
import { until } from './support/until.js';

const BUTTON = `<button id="now">now</button>`;
const FIRE = `document.getElementById('now').addEventListener('click',function(){rtp('send','event',['one','two'])})`;

test('strict CSP: the hash of the stub and the host of the core', async ({ tab, site, account, collector }) => {
  const wire = `addEventListener('DOMContentLoaded',function(){${FIRE}})`;
  const page = site.page(account, 'page', {
    head: `<script nonce="abc">${wire}</script>`,
    body: BUTTON,
    headers: { 'content-security-policy': `default-src 'none'; script-src ${site.hash(account)} 'nonce-abc' 'self'; connect-src 'self'` },
  });
  await tab.open(page);
  await tab.click('#now');
  expect(values(await collector.waitFor(account, (stored) => stored.length > 0))).toEqual(['one|two']);
});

test('strict CSP: nonce and strict-dynamic', async ({ tab, site, account, collector }) => {
  const page = site.page(account, 'page', {
    nonce: 'abc',
    head: `<script nonce="abc">addEventListener('DOMContentLoaded',function(){${FIRE}})</script>`,
    body: BUTTON,
    headers: { 'content-security-policy': `default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; connect-src 'self'` },
  });
  await tab.open(page);
  await tab.click('#now');
  expect(values(await collector.waitFor(account, (stored) => stored.length > 0))).toEqual(['one|two']);
});

const HOSTILE = [
  {
    name: 'Prototype.js: Array, String and Object with toJSON',
    head: `<script>Array.prototype.toJSON=function(){return '['+[].map.call(this,function(x){return JSON.stringify(x)}).join(', ')+']'};String.prototype.toJSON=function(){return '"'+this+'"'};Object.prototype.extended=function(){}</script>`,
  },
  { name: 'JSON.stringify replaced', head: `<script>JSON.stringify=function(){return 'nonsense'}</script>` },
  { name: 'Promise replaced', head: `<script>window.Promise=function(){throw new Error('not mine')}</script>` },
  {
    name: 'fetch and addEventListener wrapped',
    head: `<script>(function(f){window.fetch=function(){return f.apply(this,arguments)}})(fetch);(function(a){EventTarget.prototype.addEventListener=function(t,l,o){return a.call(this,t,function(e){return l.call(this,e)},o)}})(EventTarget.prototype.addEventListener)</script>`,
  },
  {
    name: 'storage and cookies blocked',
    head: `<script>['localStorage','sessionStorage','indexedDB'].forEach(function(n){Object.defineProperty(window,n,{get:function(){throw new DOMException('blocked','SecurityError')}})});Object.defineProperty(document,'cookie',{get:function(){return ''},set:function(){}})</script>`,
  },
  { name: 'sendBeacon returns false', head: `<script>navigator.sendBeacon=function(){return false}</script>` },
  { name: 'sendBeacon throws', head: `<script>navigator.sendBeacon=function(){throw new Error('no')}</script>` },
  { name: 'sendBeacon returns true and sends nothing', head: `<script>navigator.sendBeacon=function(){return true}</script>` },
];

// The page clicks for itself and tells the site of its errors: a driver needs the globals that such pages replace.
const SELF = `document.getElementById('now').click()`;

for (const { name, head } of HOSTILE)
  test(`${name}: stored once, nothing thrown into the page`, async ({ tab, site, account, collector }) => {
    const told = `<script>onerror=onunhandledrejection=function(e){new Image().src='/error?'+e}</script>`;
    await tab.visit(
      site.page(account, 'page', {
        snippet: `${told}${head}<script>${site.script(account)}</script>`,
        head: `<script>rtp('send','view');addEventListener('load',function(){${FIRE};${SELF}})</script>`,
        body: BUTTON,
      }),
    );
    const events = await collector.waitFor(account, (stored) => stored.length === 2);
    expect(values(events)).toEqual(['one|two']);
    expect(events.every((event) => event.visitor)).toBe(true);
    expect(site.seen.get('GET /error') ?? 0).toBe(0);
  });

for (const when of ['before the core', 'after the core'])
  test(`1,000 calls in one tick, ${when}`, async ({ tab, site, account, collector }) => {
    const fire = `for(var i=0;i<1000;i++)rtp('send','event','e'+i)`;
    if (when === 'before the core') await tab.open(site.page(account, 'page', { head: `<script>${fire}</script>` }));
    else {
      await tab.open(
        site.page(account, 'page', {
          head: `<script>rtp('send','view')</script>`,
          body: `<button id="now" onclick="${fire}">now</button>`,
        }),
      );
      await collector.waitFor(account, (stored) => stored.length === 1);
      await tab.click('#now');
    }
    const events = await collector.waitFor(account, (stored) => values(stored).length === 1000);
    expect(new Set(values(events)).size).toBe(1000);
  });

test('two tabs share the session: the same value is counted once', async ({ visitor, site, account, collector }) => {
  const page = site.page(account, 'page', {
    head: `<script>rtp('send','view')</script>`,
    body: `<button id="now" onclick="rtp('send','event','same')">now</button>`,
  });
  const first = await visitor.newTab();
  await first.open(page);
  await collector.waitFor(account, (stored) => stored.length === 1);
  const second = await visitor.newTab();
  await second.open(page);
  await second.click('#now');
  await first.click('#now');
  const events = await collector.waitFor(account, (stored) => stored.length === 4);
  expect(values(events)).toEqual(['same', 'same']);
  expect(new Set(events.map((event) => event.session)).size).toBe(1);
  expect(events.filter((event) => event.type === 'event' && event.counted)).toHaveLength(1);
});

test('a page with the tag differs from one without by nothing but `rtp`', async ({ tab, site, account, collector }) => {
  const look = (): { globals: string[]; patched: string[]; loaded: boolean; resources: number } => ({
    globals: Object.getOwnPropertyNames(window)
      .filter((name) => !/^(\d+$|__pw)/.test(name))
      .sort(),
    patched: ['fetch', 'addEventListener', 'setTimeout'].filter(
      (name) => !/\[native code\]/.test(String((window as unknown as Record<string, unknown>)[name])),
    ),
    loaded: document.readyState === 'complete',
    resources: performance.getEntriesByType('paint').length,
  });
  await tab.open(site.page(account, 'without', { snippet: '', body: '<p>text</p>' }));
  const without = await tab.run(look);
  await tab.open(site.page(account, 'with', { head: `<script>rtp('send','view');rtp('send','event','x')</script>`, body: '<p>text</p>' }));
  await collector.waitFor(account, (stored) => stored.length === 2);
  const withTag = await tab.run(look);
  expect(withTag.globals.filter((name) => !without.globals.includes(name))).toEqual(['rtp']);
  expect(without.globals.filter((name) => !withTag.globals.includes(name))).toEqual([]);
  expect(withTag.patched).toEqual(without.patched);
  expect(withTag.loaded).toBe(true);
});

test('the storage of the page stays as it is beside the keys of the tag', async ({ tab, site, account, collector }) => {
  // One letter each: what a minifier makes of names.
  const theirs = Object.fromEntries(
    [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$_'].map((name) => [name, `{"${name}":"theirs"}`]),
  );
  await tab.open(
    site.page(account, 'page', {
      snippet: `<script>Object.assign(localStorage,${JSON.stringify(theirs)})</script><script>${site.script(account)}</script>`,
      head: `<script>rtp('set','customVar1','gold');rtp('get','campaign');rtp('send','event','x')</script>`,
    }),
  );
  await collector.waitFor(account, (stored) => stored.length === 1);
  const look = (): [string, string][] => Object.entries(localStorage as unknown as Record<string, string>);
  const kept = await until(
    () => tab.run(look),
    (entries) => entries.some(([key]) => key === '_rtph'),
    String,
  );
  const own = kept.filter(([key]) => !(key in theirs));
  expect(Object.fromEntries(kept.filter(([key]) => key in theirs))).toEqual(theirs);
  expect(own.map(([key]) => key).filter((key) => !/^(_rtp[ch]?|rtp[\d.e-]+)$/.test(key))).toEqual([]);
  // What was set without a view goes with the next page's.
  await tab.open(site.page(account, 'next', { head: `<script>rtp('send','view')</script>` }));
  const [view] = (await collector.waitFor(account, (stored) => stored.some(({ type }) => type === 'view'))).filter(
    ({ type }) => type === 'view',
  );
  expect(view?.vars).toEqual({ customVar1: 'gold' });
});

test('a core that is slow holds back neither the content nor the first paint', async ({ tab, site, account, collector }) => {
  site.faults.core = { delay: 3000 };
  await tab.open(site.page(account, 'page', { head: `<script>rtp('send','event','early')</script>`, body: '<p>text</p>' }));
  await collector.waitFor(account, (stored) => stored.length === 1);
  const times = await tab.run(() => ({
    content: (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).domContentLoadedEventEnd,
    core: Math.max(...performance.getEntriesByType('resource').map((entry) => (entry as PerformanceResourceTiming).responseEnd)),
    paint: performance.getEntriesByName('first-paint')[0]?.startTime ?? 0,
  }));
  expect(times.content).toBeLessThan(times.core);
  expect(times.paint).toBeLessThan(times.core);
});
