/** Faults 11 to 16: storage, tabs, the life of a page, clocks, hostile pages. */
import type { Stored } from '../support/collector.js';
import { LANDED } from '../support/site.js';
import { tell, visit, whenCore, type Fault } from './case.js';

const VALUES = ['first', 'second'];
const FIRE = `rtp('send','event','first');rtp('send','event','second');`;
const GO = `location.href='next'`;
const getter = (name: string): string => `Object.defineProperty(window,'${name}',{get:function(){throw new DOMException('blocked','SecurityError')}});`;
const NO_COOKIE = `Object.defineProperty(document,'cookie',{get:function(){return ''},set:function(){}});`;

const STORAGE: [string, string, string][] = [
  ['localStorage full', `try{for(var s=new Array(1<<18).join('x'),i=0;;i++)localStorage['fill'+i]=s}catch(e){try{for(var j=0;;j++)localStorage['f'+j]=new Array(100).join('x')}catch(e){}}`, ''],
  ['localStorage blocked', getter('localStorage'), ''],
  ['localStorage cleared by the page in mid-flight', '', 'localStorage.clear();'],
  ['cookies blocked', NO_COOKIE, ''],
  ['all storage blocked', getter('localStorage') + getter('sessionStorage') + getter('indexedDB') + NO_COOKIE, ''],
];
const HOSTILE: [string, string][] = [
  ['Array.prototype.toJSON', `Array.prototype.toJSON=function(){return '['+[].map.call(this,function(x){return JSON.stringify(x)})+']'}`],
  ['Object.prototype extended', `Object.prototype.each=function(){};Object.prototype.key='x'`],
  ['JSON.stringify replaced', `JSON.stringify=function(){return '{}'}`],
  ['addEventListener wrapped', `(function(a){EventTarget.prototype.addEventListener=function(t,l,o){return a.call(this,t,function(e){return l.call(this,e)},o)}})(EventTarget.prototype.addEventListener)`],
  ['Promise replaced', `window.Promise=function(){throw new Error('mine')}`],
  ['fetch wrapped as a blocker does', `(function(f){window.fetch=function(u){return /ads/.test(u)?f('/none'):f.apply(this,arguments)}})(fetch)`],
];
/** the rows' times, against when the page was played */
const onTime = (since: number) => (rows: Stored[]): string | undefined => {
  const late = rows.filter((row) => row.type === 'event').map((row) => Date.parse(row.at)).find((at) => at < since - 1000 || at > Date.now() + 1000);
  return late === undefined ? undefined : `an event's time is off: ${new Date(late).toISOString()}`;
};
const clock = (code: string): Fault['play'] => async (stage) => {
  const since = Date.now();
  const shift = `(function(now){window.shift=1728e5;Date.now=function(){return now()+shift};var D=Date;window.Date=function(a){return arguments.length?new D(a):new D(D.now())};window.Date.now=D.now;window.Date.prototype=D.prototype})(Date.now);`;
  return visit(() => ({
    page: { snippet: `<script>${shift}</script><script>${stage.site.script(stage.account)}</script>`, body: whenCore(`rtp('send','event','first');${code}rtp('send','event','second');${GO}`) },
    values: VALUES,
    also: onTime(since),
  }))(stage);
};

export const pages: Fault[] = [
  ...STORAGE.map(([what, code, during], index): Fault => ({ id: '11' + 'abcde'[index], what, play: visit(() => ({ page: { head: `<script>${code}</script>`, body: whenCore(`${FIRE}${during}${GO}`) }, values: VALUES })) })),
  {
    id: '12',
    what: 'six tabs fire at once, two of them closed; the same value in all: one count',
    race: true,
    play: async ({ engine, site, page, account, collector }) => {
      const browser = await engine.fresh();
      const home = await browser.newTab();
      await home.open(page('home', { head: `<script>rtp('send','view')</script>`, body: 'home' }));
      await collector.waitFor(account, (rows) => rows.length === 1);
      const values: string[] = [];
      const tabs = [];
      for (let i = 0; i < 6; i++) {
        const tab = await browser.newTab();
        const ready = site.next(`GET /ready${i}`);
        // A signal that all tabs of the origin hear at the same moment.
        await tab.open(page(`tab${i}`, { body: `<script>new BroadcastChannel('go').onmessage=function(){rtp('send','event','tab${i}');rtp('send','event','same');${tell('fired')}}</script>${whenCore(tell(`ready${i}`))}` }));
        await ready;
        tabs.push(tab);
        values.push(`tab${i}`, 'same');
      }
      const fired = site.next('GET /fired');
      await home.run(() => new BroadcastChannel('go').postMessage(1));
      await fired;
      await tabs[1]?.close();
      await tabs[4]?.close();
      await (await browser.newTab()).open(page('after', { body: 'after' }));
      await collector.waitFor(account, (rows) => rows.filter((row) => row.type === 'event').length >= 12).catch(() => []);
      await browser.close();
      return {
        values,
        also: (rows) => {
          const counted = rows.filter((row) => row.value[0] === 'same' && row.counted).length;
          return counted === 1 ? undefined : `the same value is counted ${counted} times`;
        },
      };
    },
  },
  {
    id: '13a',
    what: 'back/forward cache round trip',
    play: async ({ engine, page, account, collector, site }) => {
      const browser = await engine.fresh();
      const tab = await browser.newTab();
      page('next', { snippet: '', body: LANDED });
      const back = site.next('GET /back');
      await tab.open(page('page', { body: `<script>addEventListener('pageshow',function(e){if(e.persisted||performance.getEntriesByType('navigation')[0].type=='back_forward'){rtp('send','event','second');${tell('back')}}})</script>${whenCore(`rtp('send','event','first');${tell('fired')}${GO}`)}` }));
      await site.landed();
      await tab.back();
      await back;
      await collector.waitFor(account, (rows) => rows.length >= 2).catch(() => []);
      await browser.close();
      return { values: VALUES, also: (rows) => (rows.filter((row) => row.value[0] === 'first').length > 2 ? 'fired more often than shown' : undefined) };
    },
  },
  {
    id: '13b',
    what: 'prerendered and never shown: nothing is counted',
    not: { firefox: 'it does not prerender', webkit: 'it does not prerender' },
    play: async ({ engine, page, account, collector, site }) => {
      const browser = await engine.fresh();
      const tab = await browser.newTab();
      const there = site.next('GET /prerendered');
      const url = page('ahead', { body: `<script>rtp('send','event','never')</script>${`<script>setTimeout(function(){${tell('prerendered')}},400)</script>`}` });
      await tab.open(page('page', { head: `<script>rtp('send','event','first')</script><script type="speculationrules">{"prerender":[{"urls":["${url}"]}]}</script>`, body: 'page' }));
      await there;
      await tab.open(page('after', { head: `<script>rtp('send','event','second')</script>`, body: 'after' }));
      await collector.waitFor(account, (rows) => rows.length >= 2).catch(() => []);
      await browser.close();
      return { values: VALUES, also: (rows) => (rows.some((row) => row.value[0] === 'never') ? 'a page that was never shown is counted' : undefined) };
    },
  },
  { id: '14a', what: "visitor's clock two days ahead: times within 1 s", play: clock('') },
  { id: '14b', what: "visitor's clock set back by two days in mid-page: times within 1 s", play: clock('shift=0;') },
  ...HOSTILE.map(([what, code], index): Fault => ({ id: '16' + 'abcdef'[index], what, play: visit(() => ({ page: { head: `<script>${code}</script>`, body: whenCore(`${FIRE}${GO}`) }, values: VALUES })) })),
];
