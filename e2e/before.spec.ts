/** Campaigns that need no memory, before a yes: they are seen, and nothing is stored, sent or remembered (loader/consent.md). */
import { minifiedStub } from '../loader/minify.js';
import { fillStub } from '../loader/snippet.js';
import { withAccounts } from './support/accounts.js';
import type { Tab } from './support/engine.js';
import { expect } from './support/fixtures.js';
import type { Site } from './support/site.js';
import { may } from './support/may.js';
import { stored } from './support/stored.js';
import { until } from './support/until.js';

const STUB = await minifiedStub(new URL('../loader/stub.ts', import.meta.url), ['consent']);
const ACCOUNT = 'before';
const FILE = {
  segments: [{ id: 1, name: 'shoppers', filters: [{ page: '*/shop*' }] }],
  campaigns: [
    {
      id: 1,
      name: 'hours',
      type: 'in zone',
      zone: 'hours',
      content: '<p>Open until <a href="#!/eight">eight</a></p>',
      beforeConsent: true,
    },
    { id: 2, name: 'basket', type: 'widget', segments: 1, content: '<p>Free delivery</p>', beforeConsent: true },
    { id: 3, name: 'offer', type: 'in zone', zone: 'offer', content: '<p>For you</p>' },
  ],
};

const test = withAccounts({ [ACCOUNT]: FILE });

const button = (id: string, code: string): string => `<button id="${id}" onclick="${code}">${id}</button>`;
const BODY =
  `<div id="hours"><p>We are open.</p></div><div id="offer">Hello.</div>` +
  button('yes', `rtp('consent','granted')`) +
  button('no', `rtp('consent','denied')`);
const pageOf = (site: Site, name: string): string =>
  site.page(ACCOUNT, name, {
    snippet: `<script>${fillStub(STUB, { core: '/rtp.js', account: ACCOUNT, consent: 'before=1' })}</script>`,
    head: `<script>rtp('send','view');rtp('get','campaign',true)</script>`,
    body: BODY,
  });
/** What can be read in the zones, and on the widget. */
const seen = (tab: Tab): Promise<string> =>
  tab.run(() =>
    [
      ...['hours', 'offer'].map((id) => (document.getElementById(id) as HTMLElement).innerText.trim()),
      document.getElementById('rtp-w')?.shadowRoot?.textContent?.includes('Free delivery') ? 'widget' : 'no widget',
    ].join(', '),
  );
const shows = (tab: Tab, text: string): Promise<unknown> =>
  until(
    () => seen(tab),
    (now) => now === text,
    (now) => `it shows ${now}, and not ${text}`,
  );
const asked = (site: Site): string[] => [...site.seen.keys()].filter((kind) => !/\/before\/|landed/.test(kind)).sort();
const BEFORE = [`GET /c/${ACCOUNT}.json`, 'GET /rtp-before.js', 'GET /rtp-consent.js'];
const OPEN = 'Open until eight';

test('they are seen, nothing is stored or sent; a yes hands over to the campaigns of that visitor', async ({ tab, site, collector }) => {
  await tab.open(pageOf(site, 'shop'));
  await shows(tab, `${OPEN}, Hello., widget`);
  await tab.click('#hours a');
  await shows(tab, `${OPEN}, Hello., widget`);
  expect(await stored(tab)).toEqual([]);
  expect(asked(site)).toEqual(BEFORE);
  expect(await collector.events(ACCOUNT)).toEqual([]);
  await tab.click('#yes');
  await shows(tab, `${OPEN}, For you, widget`);
  // What was seen before the yes is not recorded, and what is seen after it is, once.
  const events = await collector.waitFor(ACCOUNT, (rows) => rows.filter(({ type }) => type === 'campaign-view').length === 3);
  const views = events.filter(({ type }) => type === 'campaign-view').map(({ value }) => value[0]);
  expect(views.sort()).toEqual(['1', '2', '3']);
  expect(events.filter(({ type }) => type === 'campaign-click')).toEqual([]);
  // Who has said yes needs no campaigns of before.
  site.seen.clear();
  await tab.open(pageOf(site, 'plain'));
  await shows(tab, `${OPEN}, For you, no widget`);
  expect(asked(site)).not.toContain('GET /rtp-before.js');
});

test('segments by the page hold; a no takes them down, and there are none on the next page', async ({ tab, site }) => {
  await tab.open(pageOf(site, 'plain'));
  await shows(tab, `${OPEN}, Hello., no widget`);
  await tab.click('#no');
  await shows(tab, 'We are open., Hello., no widget');
  site.seen.clear();
  await tab.open(pageOf(site, 'next'));
  await may(tab, 0);
  await shows(tab, 'We are open., Hello., no widget');
  expect(asked(site).filter((kind) => !kind.endsWith('rtp-consent.js'))).toEqual([]);
});
