/** The page of a step: storage and clock as the story wants them, the snippet, and a script that runs its orders and leaves. */
import { readFileSync } from 'node:fs';
import { fillStub } from '../../loader/snippet.js';
import { clockOff } from '../pages/clock.js';
import { STUB_FORMS } from '../pages/stubs.js';
import type { Plan, Step } from './plan.js';
import type { Storage, Visit } from './story.js';

const blocked = (name: string): string =>
  `Object.defineProperty(window,'${name}',{get:function(){throw new DOMException('blocked','SecurityError')}});`;
const NO_COOKIE = `Object.defineProperty(document,'cookie',{get:function(){return ''},set:function(){}});`;
const STORAGE: Record<Storage, string> = {
  well: '',
  'no localStorage': blocked('localStorage'),
  'no database': blocked('indexedDB'),
  'silent database': `Object.defineProperty(window,'indexedDB',{value:{open:function(){return {}},databases:function(){return Promise.resolve([])},deleteDatabase:function(){return {}}}});`,
  'no cookies': NO_COOKIE,
  none: blocked('localStorage') + blocked('sessionStorage') + blocked('indexedDB') + NO_COOKIE,
};

/** Runs in the page. `P` is the step, `told` the site's address for what the page has to say. */
const RUNNER = `
var tell = function (what, done) {
  var image = new Image();
  if (done) image.onload = image.onerror = function () { done(); };
  image.src = P.told + '?key=' + P.key + '&' + what + '&random=' + P.random();
};
var text = function (error) { return encodeURIComponent(String(error && error.stack || error)); };
addEventListener('error', function (event) { if (event.message) tell('error=' + text(event.message + ' ' + event.filename + ' ' + (event.error && event.error.stack))); });
addEventListener('unhandledrejection', function (event) { tell('error=' + text(event.reason)); });
var call = function () {
  if (typeof window.rtp !== 'function') return;
  try { window.rtp.apply(null, arguments); } catch (error) { tell('threw=' + text(error)); }
};
/* before its own script changed it */
var began = location.href;
var odd = {
  NaN: function (m) { return [m, NaN]; }, Infinity: function (m) { return [m, Infinity]; }, 'null': function (m) { return [m, null]; },
  undefined: function (m) { return [m, undefined]; }, 'function': function (m) { return [m, function () {}]; },
  symbol: function (m) { return [m, Symbol('odd')]; }, BigInt: function (m) { return [m, BigInt(7)]; }, Date: function (m) { return [m, new Date(0)]; },
  'String object': function (m) { return new String(m); }, toJSON: function (m) { return { value: m, toJSON: function () { return { value: m + ' json' }; } }; },
  'throwing getter': function (m) { return { get value() { throw new Error('odd'); } }; },
  circular: function (m) { var list = [m]; list.push(list); return list; }, 'nested list': function (m) { return [m, ['in', ['it']]]; },
  'empty object': function () { return {}; }, nothing: function () { return undefined; }
};
var clear = {
  localStorage: function () { localStorage.clear(); },
  database: function () { indexedDB.databases ? indexedDB.databases().then(function (all) { all.forEach(function (one) { indexedDB.deleteDatabase(one.name); }); }) : indexedDB.deleteDatabase('rtp'); },
  cookies: function () { document.cookie.split('; ').forEach(function (one) { document.cookie = one.split('=')[0] + '=;path=/;max-age=0'; }); }
};
var obey = function (orders, done) {
  for (var i = 0; i < orders.length; i++) {
    var order = orders[i];
    try {
      if (order.call) call.apply(null, order.call.map(function (item) { return item === 'a function' ? function () { } : item; }));
      else if (order.odd) call('send', 'event', odd[order.odd](order.marker));
      else if (order.reuse) {
        var list = [order.reuse[0]], object = { value: order.list ? list : order.reuse[0] };
        call('send', 'event', object);
        if (order.list) list[0] = order.reuse[1]; else object.value = order.reuse[1];
        call('send', 'event', object);
      } else if (order.how) {
        var to = order.address.replace('@', location.pathname.split('/').slice(0, 3).join('/'));
        if (order.how === 'replace') history.replaceState(null, '', to);
        else if (order.how === 'push') history.pushState(null, '', to);
        else location.hash = to;
      }
      else if (order.clear) clear[order.clear]();
      else if ('clock' in order) window.shift = order.clock;
    } catch (error) { if (!/blocked|SecurityError/.test(error)) tell('wrong=' + text(error)); }
    if ('timer' in order) {
      setTimeout(obey, order.timer, orders.slice(i + 1), done);
      return;
    }
  }
  done();
};
var ways = {
  link: function () { var a = document.createElement('a'); a.href = P.next; document.body.appendChild(a); a.click(); },
  location: function () { location.href = P.next; },
  replace: function () { location.replace(P.next); },
  form: function () { var f = document.createElement('form'); f.action = P.next; document.body.appendChild(f); f.submit(); },
  away: function () { location.href = P.away; },
  reload: function () { location.reload(); },
  back: function () { history.back(); },
  close: function () { tell('close=1'); },
  kill: function () { tell('kill=1'); },
  end: function () { tell('end=1'); }
};
/* The visitor has seen the page: its content, and its core where that is to come. */
var ready = function (again, run) {
  var since = performance.now();
  (function look() {
    var there = window.rtp && window.rtp.q && window.rtp.q.base;
    if (!there && P.core && performance.now() - since < 5000) return setTimeout(look, 5);
    tell('shown=' + (again ? 'again' : 'first') + '&core=' + (there ? 1 : 0) + '&href=' + encodeURIComponent(again ? location.href : began) + '&referrer=' + encodeURIComponent(document.referrer), run);
  })();
};
var leave = function (by, after) {
  var go = ways[by];
  /* A page that is left before it has loaded has no entry in the history (HTML, 'navigate'). */
  if (P.settled && document.readyState !== 'complete') addEventListener('load', function () { setTimeout(go, after); });
  else if (after) setTimeout(go, after); else go();
};
var hid = P.seen;
addEventListener('pagehide', function () { if (!hid) { hid = true; obey(P.pagehide, function () {}); } });
addEventListener('visibilitychange', function () { if (document.hidden && !P.seen && P.hidden.length) obey(P.hidden.splice(0), function () {}); });
var again = function () {
  ready(true, function () {
    obey(P.back.main, function () { P.next = P.back.next; leave(P.back.by, P.back.after); });
  });
};
addEventListener('pageshow', function (event) { if (event.persisted) again(); });
addEventListener('DOMContentLoaded', function () {
  if (P.seen) again();
  else ready(false, function () { obey(P.main, function () { leave(P.by, P.after); }); });
});
if (!P.seen) obey(P.head, function () {});
`;

const query = (visit: Visit, key: string): string => (visit.core === 'well' ? '' : `?k=${key}`);

/** The snippet of the page: our own, a documented form, or the core's script by itself. */
const snippetOf = (visit: Visit, key: string, core: string, account: string, stub: string): string => {
  const asked = query(visit, key);
  if (visit.form === 'ours') return `<script>${fillStub(stub, { core: core + asked, account })}</script>`;
  if (visit.form === 'none') return `<script async src="${core}${asked ? asked + '&' : '?'}aid=${account}"></script>`;
  const form = STUB_FORMS[visit.form]?.stub ?? '';
  const text = asked ? form.replace(/(['"])\?(aid|rh)=/g, `$1${asked}&$2=`).replaceAll(`g.src=f+''`, `g.src=f+'${asked}'`) : form;
  return `<script>${text.replaceAll('CORE', core).replaceAll('ACCOUNT', account)}</script>`;
};

export interface Addresses {
  account: string;
  /** address of a page of the story, and of the way there over another site */
  of(key: string): string;
  away(key: string): string;
  core: string;
  told: string;
  /** folder of the snippet and the core */
  dist: string;
}

export const pageOf = (plan: Plan, step: Step, addresses: Addresses): string => {
  const { visit, key } = step;
  const back = plan.tabs[step.tab]?.find((other) => other.again && other.key === key);
  const given = {
    key,
    core: step.core,
    head: step.head,
    main: step.main,
    pagehide: step.pagehide,
    hidden: step.hidden,
    by: step.leave,
    after: step.after,
    settled: step.settled,
    next: step.next && addresses.of(step.next),
    away: step.next && addresses.away(step.next),
    back: back && { main: back.main, by: back.leave, after: back.after, next: addresses.of(back.next) },
    told: addresses.told,
  };
  const stub = /<script>(.*)<\/script>/s.exec(readFileSync(`${addresses.dist}/snippet.html`, 'utf8'))?.[1] ?? '';
  const json = JSON.stringify(given).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028');
  // Which showing of the page this is must be known before its storage goes.
  const opening = `<script>window.chaos=${json};chaos.random=Math.random;chaos.seen=sessionStorage['seen${key}'];sessionStorage['seen${key}']=1;</script>`;
  const clock = plan.clocks ? clockOff(step.shift) : '';
  const storage = STORAGE[visit.storage] && `<script>${STORAGE[visit.storage]}</script>`;
  const runner = `<script>(function(P){${RUNNER}})(window.chaos)</script>`;
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${key}</title><link rel="icon" href="data:,">` +
    `${opening}${clock}${storage}${snippetOf(visit, key, addresses.core, addresses.account, stub)}${runner}</head><body>${key}</body></html>`
  );
};

/** One more page, on which nothing goes wrong. */
export const lastPage = (addresses: Addresses, shift: number | undefined): string => {
  const stub = /<script>(.*)<\/script>/s.exec(readFileSync(`${addresses.dist}/snippet.html`, 'utf8'))?.[1] ?? '';
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>last</title><link rel="icon" href="data:,">` +
    `${shift === undefined ? '' : clockOff(shift)}<script>${fillStub(stub, { core: addresses.core, account: addresses.account })}</script>` +
    `<script>new Image().src='${addresses.told}?key=last&shown=first';rtp('get','visitor',function(){new Image().src='${addresses.told}?key=last&answered=1'})</script></head><body>last</body></html>`
  );
};

export const awayPage = (to: string): string =>
  `<!doctype html><html lang="en"><title>away</title><link rel="icon" href="data:,"><script>addEventListener('load',function(){setTimeout(function(){location.href=${JSON.stringify(to)}},30)})</script></html>`;
