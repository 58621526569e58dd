/** The shipped snippet and core in a page whose parts are not what they were, and values of every kind: live, queued and rescued. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import { readBody } from '../collector/ingest.js';
import { requestOf } from './testing/request.js';
import type { WireBody } from './wire.js';

const dist = (name: string): string => readFileSync(new URL('../dist/' + name, import.meta.url), 'utf8');
const stub = (/<script>(.*)<\/script>/s.exec(dist('snippet.html'))?.[1] ?? '')
  .replace('__CORE_URL__', 'https://stats.test/rtp.js')
  .replace('__ACCOUNT__', 'demo');
const core = dist('rtp.js');
/** The task behind those that have been asked for: timers of one length come in their order. */
const task = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

interface Page {
  run(code: string): unknown;
  /** the core comes */
  core(): Promise<void>;
  /** what was sent so far, event by event; the rescue as the collector reads it */
  sent(): string[];
  hide(): void;
}

/** As much of a browser as they need; the stub has run. @param before a script of the page's in front of it */
const open = (before = ''): Page => {
  const bodies: string[] = [];
  const listeners: (() => void)[] = [];
  const script = { dataset: {} };
  const document = {
    URL: 'https://shop.test/',
    referrer: 'https://from.test/',
    hidden: false,
    cookie: '',
    head: { appendChild: <T>(node: T): T => node },
    createElement: () => script,
    currentScript: null as unknown,
  };
  const page = createContext({
    document,
    location: { href: document.URL, hostname: 'shop.test', origin: 'https://shop.test', toString: () => document.URL },
    navigator: { sendBeacon: (_: string, text: string) => bodies.push(text) > 0 },
    localStorage: {},
    indexedDB: { open: () => ({}) },
    performance: { now: () => performance.now() },
    addEventListener: (name: string, heard: () => void) => name === 'visibilitychange' && listeners.push(heard),
    setTimeout: (run: () => void, ms?: number) => (ms ? 1 : setTimeout(run)),
    clearTimeout: () => {},
    queueMicrotask,
    console,
    URL,
    XMLHttpRequest: requestOf((text) => bodies.push(text)),
    MutationObserver: class {
      observe(): void {}
    },
  });
  runInContext('var window = this;' + before + ';\n' + stub, page);
  return {
    run: (code) => runInContext(code, page) as unknown,
    core: async () => {
      document.currentScript = script;
      runInContext(core, page);
      await task();
    },
    hide: () => {
      document.hidden = true;
      for (const heard of listeners) heard();
    },
    sent: () =>
      bodies.flatMap((text) =>
        text[0] === '['
          ? readBody(text, Date.now()).events.map(({ type, value }) => [type, ...value].join('|'))
          : ((JSON.parse(text) as WireBody).b ?? []).flatMap(({ e }) => e.map(([, , type, ...value]) => [type, ...value].join('|'))),
      ),
  };
};

for (const [what, before] of [
  ['frozen prototypes', '[Object,Array,Function,String,RegExp].forEach(function(c){Object.freeze(c);Object.freeze(c.prototype)})'],
  ['no console', 'console=null'],
  ['a console that has only log', 'console={log:function(){}}'],
  ['a form named referrer', 'document.referrer={tagName:"FORM"}'],
  ['enumerable properties of all objects and lists', 'Object.prototype.extend=function(){};Array.prototype.last=1'],
  ['a toJSON of lists and strings', 'Array.prototype.toJSON=String.prototype.toJSON=function(){return "lost"}'],
  ['no clock', 'performance=null'],
] as const)
  test(`a page with ${what}: what is called before the core and after is sent, and a wrong call throws nothing`, async () => {
    const page = open(before);
    page.run(`rtp('send','event','a');rtp('none');rtp('send','event',Symbol())`);
    await page.core();
    page.run(`rtp('send','event','b');rtp('none at all');rtp('send','event',{value:[Symbol(),'c']})`);
    await task();
    assert.deepEqual(page.sent(), ['event|a', 'event|b', 'event|c']);
  });

/** Kinds of value, as expressions: what JSON cannot hold, what lies about itself, what throws. */
const VALUES = `Symbol('x')
{value:['l',Symbol('x')]}
new Map([['value','m']])
10n
{value:['l',10n]}
(function(){var r=Proxy.revocable([],{});r.revoke();return {value:r.proxy}})()
{value:{toJSON:function(){throw 1}}}
{value:'kept',toJSON:function(){}}
{value:'mine',toJSON:function(){return {value:'theirs'}}}
{value:[{toJSON:function(){return 'q'}},'q']}
{get value(){return 'got'}}
{value:'v',get other(){throw 1}}
new Date(0)
{value:new Date(NaN)}
new (class{constructor(){this.value='inst'}})
{value:new (class{toString(){return 'ts'}})}
Object.freeze({value:Object.freeze(['fr'])})
{value:new Uint8Array([1,2])}
{value:-0}
0
true
{value:['y',null,undefined]}
{value:[['n1'],['n2']]}
{value:[,'h',,]}
['a','b','c','d','e','f']
{value:function(){}}
new String('ns')
{value:new String('nsi')}
{value:new Boolean(false)}
'\\ud83d'
'x'.repeat(2047)+'😀'
''
null
{value:undefined}`.split('\n');
const calls = VALUES.map((value, i) => `rtp('send','event','<${i}');rtp('send','event',${value})`).join(';');

test('values of every kind are the same events whether they were called live, had waited, or were rescued', async () => {
  const live = open();
  await live.core();
  live.run(calls);
  await task();
  const queued = open();
  queued.run(calls);
  await queued.core();
  await task();
  const rescued = open();
  rescued.run(calls);
  rescued.hide();
  const clean = (list: string[]): string[] => list.map((text) => (text as string & { toWellFormed(): string }).toWellFormed());
  assert.deepEqual(clean(queued.sent()), clean(rescued.sent()), 'queued and rescued');
  assert.deepEqual(clean(live.sent()), clean(queued.sent()), 'live and queued');
  assert.equal(live.sent().filter((text) => text.startsWith('event|<')).length, VALUES.length);
});
