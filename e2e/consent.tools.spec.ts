/**
 * What the sites' own tools say is heard: Consent Mode, IAB TCF, OneTrust, Cookiebot, vanilla-cookieconsent and Klaro by stand-ins with the same
 * globals and events (npm run pages plays the last two themselves), and Global Privacy Control. What is stored is the tools' own affair, so a no leaves nothing.
 */
import { minifiedStub } from '../loader/minify.js';
import { fillStub } from '../loader/snippet.js';
import type { Tab } from './support/engine.js';
import { expect, test, values } from './support/fixtures.js';
import { may } from './support/may.js';
import { stored } from './support/stored.js';
import { until } from './support/until.js';

const STUB = await minifiedStub(new URL('../loader/stub.ts', import.meta.url), ['consent']);
const say = (value: string): string => `rtp('send','event',{value:'${value}'})`;

interface Tool {
  name: string;
  options?: string;
  /** in the page before the snippet: the visitor has not been asked */
  before: string;
  /** what the tool does when she answers */
  yes: string;
  no: string;
}
const GTAG = `window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments)}`;
const update = (word: string): string => `gtag('consent','update',{analytics_storage:'${word}'})`;
const tcf = (granted: boolean): string =>
  `tcf({eventStatus:'useractioncomplete',gdprApplies:true,purpose:{consents:{1:true,7:${granted},8:${granted}}},vendor:{consents:{12:true}}},true)`;
const oneTrust = (groups: string): string =>
  `OnetrustActiveGroups=',${groups},';answered=true;window.dispatchEvent(new CustomEvent('OneTrustGroupsUpdated',{detail:'${groups}'.split(',')}))`;
const cookiebot = (yes: boolean): string =>
  `Cookiebot.consent.statistics=${yes};Cookiebot.hasResponse=true;window.dispatchEvent(new Event('CookiebotOn${yes ? 'Accept' : 'Decline'}'))`;
const cc = (yes: boolean): string =>
  `window.dispatchEvent(new CustomEvent('cc:on${yes ? 'Consent' : 'Change'}',{detail:{cookie:{categories:[${yes ? `'analytics'` : ''}]}}}))`;
const TOOLS: Tool[] = [
  {
    name: 'Consent Mode, a default of no',
    before: `${GTAG};gtag('consent','default',{analytics_storage:'denied',wait_for_update:1})`,
    yes: update('granted'),
    no: update('denied'),
  },
  {
    name: 'Consent Mode, arrays, the update before a default that grants',
    before: `${GTAG};dataLayer.push({event:'gtm.js'},null,['consent','update',{analytics_storage:'denied'}],['consent','default',{analytics_storage:'granted'}]);first='denied'`,
    yes: update('granted'),
    no: update('denied'),
  },
  {
    name: 'Consent Mode, defaults by region',
    before: `${GTAG};gtag('consent','default',{analytics_storage:'denied',region:['DE']});gtag('consent','default',{analytics_storage:'granted'})`,
    yes: update('granted'),
    no: update('denied'),
  },
  {
    name: 'IAB TCF 2',
    options: 'tcf=1,7,8&vendor=12',
    before: `function __tcfapi(command,version,told){window.tcf=told;told({eventStatus:'cmpuishown',gdprApplies:true,purpose:{consents:{}},vendor:{consents:{}}},true)}`,
    yes: tcf(true),
    no: tcf(false),
  },
  {
    name: 'OneTrust',
    before: `answered=false;OneTrust={IsAlertBoxClosed:function(){return answered}};OnetrustActiveGroups=',C0001,'`,
    yes: oneTrust('C0001,C0002'),
    no: oneTrust('C0001'),
  },
  {
    name: 'Cookiebot',
    before: `Cookiebot={hasResponse:false,consent:{necessary:true,statistics:false}}`,
    yes: cookiebot(true),
    no: cookiebot(false),
  },
  { name: 'vanilla-cookieconsent as a module', before: '', yes: cc(true), no: cc(false) },
  {
    name: 'Klaro, chosen and then saved',
    options: 'klaro=stats',
    before: `chosen={consents:{stats:true},confirmed:false,savedConsents:{}};klaro={getManager:function(){return chosen}}`,
    yes: `chosen.savedConsents.stats=chosen.confirmed=true`,
    no: `chosen.savedConsents.stats=false`,
  },
];

const emptied = (tab: Tab): Promise<unknown> =>
  until(
    () => stored(tab),
    (all) => !all.length,
    (all) => `still there: ${all.join(', ')}`,
  );
const button = (id: string, code: string): string => `<button id="${id}" onclick="${code.replaceAll('"', '&quot;')}">${id}</button>`;

for (const { name, options = '', before, yes, no } of TOOLS)
  test(`${name}: not yet, yes, withdrawn, yes again`, async ({ tab, site, account, collector }) => {
    const page = site.page(account, 'page', {
      snippet: `<script>${before}</script><script>${fillStub(STUB, { core: '/rtp.js', account, consent: options })}</script>`,
      head: `<script>rtp('send','view');${say('early')}</script>`,
      body: ['early', 'yes', 'no', 'one', 'two', 'three']
        .map((id) => button(id, id === 'yes' ? `${yes};${say('with the yes')}` : id === 'no' ? `${no};${say('with the no')}` : say(id)))
        .join(''),
    });
    const refused = before.includes(`first='denied'`);
    await tab.open(page);
    await may(tab, refused ? 0 : '');
    await tab.click('#one');
    expect(await stored(tab)).toEqual([]);
    expect([...site.seen.keys()].filter((kind) => /rtp|POST/.test(kind))).toEqual(['GET /rtp-consent.js']);
    await tab.click('#yes');
    await may(tab, 1);
    const events = await collector.waitFor(account, (rows) => values(rows).includes('with the yes'));
    expect(values(events)).toEqual(refused ? ['with the yes'] : ['early', 'one', 'with the yes']);
    // At the very call: the tool has said it, and nobody has looked since.
    await tab.click('#no');
    await tab.click('#two');
    await emptied(tab);
    await tab.click('#yes');
    await tab.click('#three');
    const all = await collector.waitFor(account, (rows) => values(rows).includes('three'));
    expect(values(all)).toEqual([...values(events), 'three', ...(all.length > events.length + 1 ? ['with the yes'] : [])].sort());
    const visitors = [...new Set(all.map((event) => event.visitor))];
    expect(visitors).toHaveLength(2);
    expect(all.filter((event) => event.visitor === visitors[1]).map((event) => event.value[0])).not.toContain('two');
  });

test('Consent Mode: a default that grants holds when the wait for an update is over', async ({ tab, site, account, collector }) => {
  const snippet = `<script>${GTAG};gtag('consent','default',{analytics_storage:'granted',wait_for_update:1500});began=Date.now()</script><script>${fillStub(STUB, { core: '/rtp.js', account, consent: '' })}</script>`;
  await tab.open(site.page(account, 'page', { snippet, head: `<script>${say('early')}</script>` }));
  const core = site.next('GET /rtp.js').then(() => Date.now());
  const began = await tab.run(() => (window as unknown as { began: number }).began);
  expect((await core) - began).toBeGreaterThan(1400);
  expect(values(await collector.waitFor(account, (rows) => rows.length === 1))).toEqual(['early']);
});

test('Consent Mode: campaigns ask for a yes of their own', async ({ tab, site, account, collector }) => {
  const type = (word: string): string => `gtag('consent','update',{personalization_storage:'${word}'})`;
  const snippet = `<script>${GTAG};gtag('consent','default',{analytics_storage:'denied',personalization_storage:'denied'})</script><script>${fillStub(STUB, { core: '/rtp.js', account, consent: '' })}</script>`;
  await tab.open(
    site.page(account, 'page', {
      snippet,
      head: `<script>rtp('send','view');rtp('get','campaign',true)</script>`,
      body: button('yes', update('granted')) + button('more', type('granted')),
    }),
  );
  await tab.click('#yes');
  await collector.waitFor(account, (rows) => rows.length === 1);
  await tab.run(() => (window as unknown as { rtp(...call: unknown[]): void }).rtp('send', 'event', 'again'));
  await collector.waitFor(account, (rows) => rows.length === 2);
  expect(site.seen.get('GET /rtp-campaigns.js')).toBe(undefined);
  const asked = site.next('GET /rtp-campaigns.js');
  await tab.click('#more');
  await asked;
});

test('Global Privacy Control is a no where the owner honours it, whatever else is said', async ({ tab, site, account }) => {
  const gpc = `Object.defineProperty(Navigator.prototype,'globalPrivacyControl',{get:function(){return true},configurable:true})`;
  const page = (name: string, options: string): string =>
    site.page(account, name, {
      snippet: `<script>${gpc}</script><script>${fillStub(STUB, { core: '/rtp.js', account, consent: options })}</script>`,
      head: `<script>${say('early')};rtp('consent','granted')</script>`,
    });
  await tab.open(page('honoured', 'gpc=1'));
  await may(tab, 0);
  await tab.run(() => (window as unknown as { rtp(...call: unknown[]): void }).rtp('consent', 'granted'));
  await emptied(tab);
  expect([...site.seen.keys()].filter((kind) => /rtp|POST/.test(kind))).toEqual(['GET /rtp-consent.js']);
  await tab.open(page('not', ''));
  await may(tab, 1);
});
