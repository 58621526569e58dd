/** Before a yes nothing is stored and nothing is sent; after a no nothing is left; in between, and again. loader/consent.md has the table. */
import { consentAddress, fillStub } from '../loader/snippet.js';
import { minifiedStub } from '../loader/minify.js';
import type { Tab } from './support/engine.js';
import { expect, test, values } from './support/fixtures.js';
import type { Site } from './support/site.js';
import { may } from './support/may.js';
import { stored } from './support/stored.js';
import { until } from './support/until.js';

const STUB = await minifiedStub(new URL('../loader/stub.ts', import.meta.url), ['consent']);
const DOCUMENTED = `window.rtp=window.rtp||function(){(rtp.q=rtp.q||[]).push(arguments)};rtp('setAccount','ACCOUNT');var s=document.createElement('script');s.async=true;s.src='CORE';document.head.appendChild(s);`;

const ours = (account: string): string => `<script>${fillStub(STUB, { core: '/rtp.js', account, consent: '' })}</script>`;
const documented = (account: string): string =>
  `<script>${DOCUMENTED.replace('ACCOUNT', account).replace('CORE', consentAddress(`/rtp-api/v1/rtp.js?aid=${account}`, ''))}</script>`;
const say = (value: string): string => `rtp('send','event',{value:'${value}'})`;
const button = (id: string, code: string): string => `<button id="${id}" onclick="${code}">${id}</button>`;

/** What was asked for, but the pages themselves. */
const asked = (site: Site): string[] =>
  [...site.seen.keys()].filter((kind) => !/^GET \/t\d+\//.test(kind) && kind !== 'GET /landed').sort();
/** The consent bundle has come and is at work. */
const bundle = (tab: Tab): Promise<unknown> =>
  until(
    () => tab.run(() => (window as unknown as { rtp: { w?: number } }).rtp.w),
    (there) => there === 1,
    () => 'the consent bundle did not come',
  );
const gone = (tab: Tab, allowed: RegExp): Promise<unknown> =>
  until(
    async () => (await stored(tab)).filter((name) => !allowed.test(name)),
    (left) => !left.length,
    (left) => `still there: ${left.join(', ')}`,
  );

for (const [name, snippet] of [
  ['our snippet', ours],
  ['a documented stub', documented],
] as const)
  test(`${name}: nothing before the yes; then all of it, with its own times, for one visitor`, async ({
    tab,
    site,
    account,
    collector,
  }) => {
    const page = site.page(account, 'page', {
      snippet: snippet(account),
      head: `<script>rtp('send','view');${say('early')}</script>`,
      body: button('one', say('one')) + button('yes', `rtp('consent','granted')`) + button('two', say('two')),
    });
    await tab.open(page);
    await bundle(tab);
    await tab.click('#one');
    const before = Date.now();
    expect(await stored(tab)).toEqual([]);
    expect(asked(site)).toEqual([`GET ${name === 'our snippet' ? '' : '/rtp-api/v1'}/rtp-consent.js`]);
    await until(
      async () => Date.now() - before,
      (passed) => passed > 400,
      () => '',
    );
    await tab.click('#yes');
    await collector.waitFor(account, (rows) => rows.length === 3);
    await tab.click('#two');
    const events = await collector.waitFor(account, (rows) => rows.length === 4);
    expect(values(events)).toEqual(['early', 'one', 'two']);
    expect(new Set(events.map((event) => event.visitor)).size).toBe(1);
    const at = (value: string): number => Date.parse(events.find((event) => event.value[0] === value)?.at ?? '');
    expect(at('two') - at('one')).toBeGreaterThan(350);
  });

test('a yes on the third page: the first two are not stored, and are left without a trace', async ({ tab, site, account, collector }) => {
  const head = (value: string): string => `<script>rtp('send','view');${say(value)}</script>`;
  for (const name of ['first', 'second', 'third'])
    site.page(account, name, { snippet: ours(account), head: head(name), body: button('yes', `rtp('consent','granted')`) });
  for (const name of ['first', 'second', 'third']) {
    await tab.open(`${site.url}/${account}/${name}`);
    await bundle(tab);
    expect(await stored(tab)).toEqual([]);
  }
  expect(asked(site)).toEqual(['GET /rtp-consent.js']);
  await tab.click('#yes');
  expect(values(await collector.waitFor(account, (rows) => rows.length === 2))).toEqual(['third']);
  // From now on it is remembered.
  await tab.open(site.page(account, 'fourth', { snippet: ours(account), head: head('fourth') }));
  const events = await collector.waitFor(account, (rows) => rows.length === 4);
  expect(values(events)).toEqual(['fourth', 'third']);
  expect(new Set(events.map((event) => event.visitor)).size).toBe(1);
});

test('a no: what waited is dropped, the no alone is kept, and it holds on the next page; yes again begins anew', async ({
  tab,
  site,
  account,
  collector,
}) => {
  const body = button('no', `rtp('consent','denied')`) + button('yes', `rtp('consent','granted')`) + button('one', say('one'));
  const snippet = ours(account);
  await tab.open(site.page(account, 'page', { snippet, head: `<script>${say('waits')}</script>`, body }));
  await bundle(tab);
  await tab.click('#no');
  await tab.click('#one');
  const left = (await stored(tab)).filter((name) => name !== 'localStorage _rtp');
  expect(left.every((name) => /^_rtp=0-$/.test(name))).toBe(true);
  await tab.open(site.page(account, 'next', { snippet, head: `<script>${say('next')}</script>`, body }));
  await bundle(tab);
  await tab.click('#one');
  expect(asked(site)).toEqual(['GET /rtp-consent.js']);
  await tab.click('#yes');
  await tab.click('#one');
  expect(values(await collector.waitFor(account, (rows) => rows.length === 1))).toEqual(['one']);
});

test('withdrawn with events in flight, in one of two tabs: both stop, everything is erased; a yes again is another visitor', async ({
  visitor,
  tab,
  site,
  account,
  collector,
}) => {
  const body =
    button('no', `rtp('consent','denied')`) +
    button('yes', `rtp('consent','granted')`) +
    button('one', say('one')) +
    button('two', say('two'));
  const page = site.page(account, 'page', { snippet: ours(account), head: `<script>rtp('send','view')</script>`, body });
  await tab.open(page);
  await bundle(tab);
  await tab.click('#yes');
  const first = await collector.waitFor(account, (rows) => rows.length === 1);
  const other = await visitor.newTab();
  await other.open(page);
  await collector.waitFor(account, (rows) => rows.length === 2);
  // In flight: the collector takes the connection and says nothing.
  site.faults.collect = 'hang';
  await other.click('#one');
  await until(
    async () => site.seen.get('POST /e') ?? 0,
    (count) => count >= 3,
    () => 'nothing was sent',
  );
  await tab.click('#no');
  await gone(tab, /^_rtp=0-$|^localStorage _rtp$/);
  await may(other, 0);
  site.faults.collect = undefined;
  site.release();
  await other.click('#two');
  await tab.click('#two');
  await other.open(site.page(account, 'next', { snippet: ours(account), head: `<script>${say('next')}</script>` }));
  await bundle(other);
  await tab.click('#yes');
  await tab.click('#one');
  const later = await collector.waitFor(account, (rows) =>
    rows.some(({ value, visitor: who }) => value[0] === 'one' && who !== first[0]?.visitor),
  );
  // What was on its way already may arrive, once (Chromium sets out anew when a connection ends without an answer); nothing else of hers does.
  const hers = values(later.filter((event) => event.visitor === first[0]?.visitor));
  expect([[], ['one']]).toContainEqual(hers);
  expect(values(later.filter((event) => event.visitor !== first[0]?.visitor))).toEqual(['one']);
});

test('left before the bundle came: nothing before a yes; after one, nothing is lost', async ({ tab, site, account, collector }) => {
  const snippet = ours(account);
  const page = site.page(account, 'page', {
    snippet,
    head: `<script>${say('left')}</script>`,
    body: button('yes', `rtp('consent','granted')`),
  });
  const away = site.page(account, 'away', { snippet: '' });
  site.faults.core = 'missing';
  site.faults.consent = 'missing';
  await tab.open(page);
  await tab.open(away);
  expect(await stored(tab)).toEqual([]);
  expect(asked(site)).toEqual(['GET /rtp-consent.js']);
  site.faults.core = undefined;
  site.faults.consent = undefined;
  await tab.open(page);
  await bundle(tab);
  await tab.click('#yes');
  await collector.waitFor(account, (rows) => rows.length === 1);
  site.faults.consent = 'missing';
  await tab.open(site.page(account, 'later', { snippet, head: `<script>${say('later')}</script>` }));
  await tab.open(away);
  expect(values(await collector.waitFor(account, (rows) => rows.length === 2))).toEqual(['later', 'left']);
});

test('a no while offline: what waits for the network is erased, and nothing comes when it is back', async ({
  visitor,
  tab,
  site,
  account,
  collector,
}) => {
  const body = button('yes', `rtp('consent','granted')`) + button('no', `rtp('consent','denied')`) + button('one', say('one'));
  const snippet = ours(account);
  await tab.open(site.page(account, 'page', { snippet, head: `<script>rtp('send','view')</script>`, body }));
  await bundle(tab);
  await tab.click('#yes');
  await collector.waitFor(account, (rows) => rows.length === 1);
  // Where a driver cannot cut the network off, the collector's port is shut.
  site.faults.collect = 'refuse';
  await visitor.offline?.(true);
  await tab.click('#one');
  await tab.click('#no');
  await gone(tab, /^_rtp=0-$|^localStorage _rtp$/);
  await visitor.offline?.(false);
  site.faults.collect = undefined;
  await tab.run(() => void dispatchEvent(new Event('online')));
  await tab.open(
    site.page(account, 'next', {
      snippet,
      head: `<script>${say('never')}</script>`,
      body: button('yes', `rtp('consent','granted');${say('again')}`),
    }),
  );
  await bundle(tab);
  await tab.click('#yes');
  const events = await collector.waitFor(account, (rows) => rows.length > 1);
  expect(values(events)).toEqual(['again']);
  expect(new Set(events.map((event) => event.visitor)).size).toBe(2);
});
