/** Faults 11 to 16: storage, tabs, the life of a page, clocks, hostile pages. */
import { clockOff } from '../pages/clock.js';
import { loneChromium } from '../support/alone.js';
import type { Stored } from '../support/collector.js';
import { killAll } from '../support/processes.js';
import { LANDED } from '../support/site.js';
import { inBrowser, tell, visit, whenCore, type Fault, type Stage } from './case.js';

const VALUES = ['first', 'second'];
const FIRE = `rtp('send','event','first');rtp('send','event','second');`;
const GO = `location.href='next'`;
const getter = (name: string): string =>
  `Object.defineProperty(window,'${name}',{get:function(){throw new DOMException('blocked','SecurityError')}});`;
const NO_COOKIE = `Object.defineProperty(document,'cookie',{get:function(){return ''},set:function(){}});`;

const STORAGE: [string, string, string][] = [
  [
    'localStorage full',
    `try{for(var s=new Array(1<<18).join('x'),i=0;;i++)localStorage['fill'+i]=s}catch(e){try{for(var j=0;;j++)localStorage['f'+j]=new Array(100).join('x')}catch(e){}}`,
    '',
  ],
  ['localStorage blocked', getter('localStorage'), ''],
  ['localStorage cleared by the page in mid-flight', '', 'localStorage.clear();'],
  ['cookies blocked', NO_COOKIE, ''],
  ['all storage blocked', getter('localStorage') + getter('sessionStorage') + getter('indexedDB') + NO_COOKIE, ''],
];
const HOSTILE: [string, string][] = [
  ['Array.prototype.toJSON', `Array.prototype.toJSON=function(){return '['+[].map.call(this,function(x){return JSON.stringify(x)})+']'}`],
  ['Object.prototype extended', `Object.prototype.each=function(){};Object.prototype.key='x'`],
  ['JSON.stringify replaced', `JSON.stringify=function(){return '{}'}`],
  [
    'addEventListener wrapped',
    `(function(a){EventTarget.prototype.addEventListener=function(t,l,o){return a.call(this,t,function(e){return l.call(this,e)},o)}})(EventTarget.prototype.addEventListener)`,
  ],
  ['Promise replaced', `window.Promise=function(){throw new Error('mine')}`],
  [
    'fetch wrapped as a blocker does',
    `(function(f){window.fetch=function(u){return /ads/.test(u)?f('/none'):f.apply(this,arguments)}})(fetch)`,
  ],
];
/** the rows' times, against when the page was played */
const onTime =
  (since: number) =>
  (rows: Stored[]): string | undefined => {
    const late = rows
      .filter((row) => row.type === 'event')
      .map((row) => Date.parse(row.at))
      .find((at) => at < since - 1000 || at > Date.now() + 1000);
    return late === undefined ? undefined : `an event's time is off: ${new Date(late).toISOString()}`;
  };
const clock =
  (code: string): Fault['play'] =>
  async (stage) => {
    const since = Date.now();
    return visit(() => ({
      page: {
        snippet: `${clockOff(1728e5)}<script>${stage.site.script(stage.account)}</script>`,
        body: whenCore(`rtp('send','event','first');${code}rtp('send','event','second');${GO}`),
      },
      values: VALUES,
      also: onTime(since),
    }))(stage);
  };

const NO_PRERENDERING = { firefox: 'it does not prerender', webkit: 'it does not prerender' };
/** A page that has another one prerendered, and goes to `to` when that is ready. */
const prerender =
  (name: string, to: (stage: Stage) => string): Fault['play'] =>
  async (stage) => {
    const { page, folder, account, collector, site } = stage;
    const browser = loneChromium(folder);
    const told = `rtp('send','event','${name === 'ahead' ? 'second' : 'never'}');setTimeout(function(){if(document.prerendering)localStorage.ahead=1},400)`;
    const ahead = page('ahead', { head: `<script>${told}</script>` });
    const rules = `<script type="speculationrules">{"prerender":[{"urls":["${ahead}"]}]}</script>`;
    const go = `<script>setInterval(function(){if(localStorage.ahead==1)localStorage.ahead=2,new Image().src='/ready',setTimeout(function(){location.href='${to(stage)}'},500)},50)</script>`;
    const ready = site.next('GET /ready');
    try {
      await browser.visit(page('page', { head: `<script>rtp('send','event','first')</script>${go}${rules}`, body: 'page' }));
      await ready;
      const early = (await collector.events(account)).some((row) => row.value[0] !== 'first');
      await collector.waitFor(account, (rows) => rows.some((row) => row.value[0] === 'second')).catch(() => []);
      const shown = (rows: Stored[]): boolean => rows.some((row) => row.value[0] === 'never');
      return { values: VALUES, also: (rows) => (early || shown(rows) ? 'a page is counted that was not shown' : undefined) };
    } finally {
      await browser.kill();
    }
  };

export const pages: Fault[] = [
  ...STORAGE.map(
    ([what, code, during], index): Fault => ({
      id: '11' + 'abcde'[index],
      what,
      play: visit(() => ({ page: { head: `<script>${code}</script>`, body: whenCore(`${FIRE}${during}${GO}`) }, values: VALUES })),
    }),
  ),
  {
    id: '12',
    what: "six tabs fire at once, two of them killed (WebKit: closed; its driver ends with a page's process); the same value in all: one count",
    race: true,
    play: ({ engine, site, page, account, collector }) =>
      inBrowser(engine, async (browser) => {
        const home = await browser.newTab();
        await home.open(page('home', { head: `<script>rtp('send','view')</script>`, body: 'home' }));
        await collector.waitFor(account, (rows) => rows.length === 1);
        const values: string[] = [];
        /** ways to be rid of a tab */
        const ends: (() => unknown)[] = [];
        const fired: Promise<void>[] = [];
        for (let i = 0; i < 6; i++) {
          const others = browser.renderers?.() ?? [];
          const tab = await browser.newTab();
          const ready = site.next(`GET /ready${i}`);
          fired.push(site.next(`GET /fired${i}`));
          // A signal that all tabs of the origin hear at the same moment.
          await tab.open(
            page(`tab${i}`, {
              body: `<script>new BroadcastChannel('go').onmessage=function(){rtp('send','event','tab${i}');rtp('send','event','same');${tell(`fired${i}`)}}</script>${whenCore(tell(`ready${i}`))}`,
            }),
          );
          await ready;
          const own = browser.renderers?.().filter((pid) => !others.includes(pid)) ?? [];
          // Firefox has a few processes for one origin: a tab may share that of an earlier one.
          if (own.length) ends.push(() => killAll(own));
          else if (!browser.renderers) ends.push(tab.crash ?? tab.close);
          values.push(`tab${i}`, 'same');
        }
        await home.run(() => new BroadcastChannel('go').postMessage(1));
        await Promise.all(fired);
        if (ends.length < 2) throw new Error('no two tabs have a process of their own');
        for (const end of ends.slice(-2)) await end();
        await (await browser.newTab()).open(page('after', { body: 'after' }));
        await collector.waitFor(account, (rows) => rows.filter((row) => row.type === 'event').length >= 12).catch(() => []);
        return {
          values,
          also: (rows) => {
            const counted = rows.filter((row) => row.value[0] === 'same' && row.counted).length;
            return counted === 1 ? undefined : `the same value is counted ${counted} times`;
          },
        };
      }),
  },
  {
    id: '13a',
    what: 'back/forward cache round trip',
    play: ({ engine, page, account, collector, site }) =>
      inBrowser(engine, async (browser) => {
        const tab = await browser.newTab();
        page('next', { snippet: '', body: LANDED });
        const back = site.next('GET /back');
        // Pages with no-store are not kept.
        const headers = { 'cache-control': 'no-cache' };
        await tab.visit(
          page('page', {
            headers,
            body: `<script>addEventListener('pageshow',function(e){if(e.persisted||performance.getEntriesByType('navigation')[0].type=='back_forward'){rtp('send','event','second');new Image().src='/back'+(e.persisted?'':'-anew');${tell('back')}}})</script>${whenCore(`if(performance.getEntriesByType('navigation')[0].type!='back_forward'){rtp('send','event','first');${GO}}`)}`,
          }),
        );
        await site.landed();
        await tab.back();
        await back;
        await collector.waitFor(account, (rows) => rows.length >= 2).catch(() => []);
        return {
          values: VALUES,
          also: () => (site.seen.has('GET /back-anew') ? 'the page came back loaded anew, not from the cache' : undefined),
        };
      }),
  },
  {
    id: '13b',
    what: 'prerendered and never shown: nothing is counted',
    not: NO_PRERENDERING,
    play: prerender('after', ({ page }) => page('after', { head: `<script>rtp('send','event','second')</script>`, body: 'after' })),
  },
  {
    id: '13c',
    what: 'prerendered, then shown: counted from then on, once',
    not: NO_PRERENDERING,
    play: prerender('ahead', ({ site, account }) => `${site.url}/${account}/ahead`),
  },
  { id: '14a', what: "visitor's clock two days ahead: times within 1 s", play: clock('') },
  { id: '14b', what: "visitor's clock set back by two days in mid-page: times within 1 s", play: clock('shift=0;') },
  ...HOSTILE.map(
    ([what, code], index): Fault => ({
      id: '16' + 'abcdef'[index],
      what,
      play: visit(() => ({ page: { head: `<script>${code}</script>`, body: whenCore(`${FIRE}${GO}`) }, values: VALUES })),
    }),
  ),
];
