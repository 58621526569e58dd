/** The inspector: what it says is what is so, and the page does not feel it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { minifiedStub } from '../loader/minify.js';
import { fillStub } from '../loader/snippet.js';
import { violations } from './support/axe.js';
import { startCollector, type Collector } from './support/collector.js';
import type { Tab } from './support/engine.js';
import { expect, test as base } from './support/fixtures.js';
import { until } from './support/until.js';

const dialog = { type: 'dialog', content: '<p>Hello</p>' };
const ACCOUNT = {
  segments: [
    { id: 1, name: 'Readers', filters: [{ page: '*' }] },
    { id: 2, name: 'Buyers', filters: [{ event: 'bought' }] },
  ],
  campaigns: [
    { id: 'pages', name: 'P', pages: '/elsewhere', ...dialog },
    { id: 'segment', name: 'S', segments: 2, ...dialog },
    { id: 'paused', name: 'Q', state: 'paused', ...dialog },
    { id: 'late', name: 'L', from: '2099-01-01', ...dialog },
    { id: 'place', name: 'Z', type: 'in zone', zone: 'nowhere', content: '<p>Hi</p>' },
    { id: 'free', name: 'F', segments: 1, show: { after: 900 }, ...dialog },
  ],
};

const test = base.extend<object, { collector: Collector }>({
  collector: [
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'rtp-inspect-'));
      await writeFile(join(folder, 'rules.json'), JSON.stringify(ACCOUNT));
      await writeFile(join(folder, 'closed.json'), JSON.stringify({ origins: ['https://other.test'] }));
      const collector = await startCollector({ RTP_CONFIG: folder });
      await use(collector);
      await collector.close();
      await rm(folder, { recursive: true });
    },
    { scope: 'worker' },
  ],
});

const read = (tab: Tab): Promise<string> =>
  tab.run(() => [...(document.getElementById('rtp-i')?.shadowRoot?.querySelectorAll('li') ?? [])].map((li) => li.innerText).join('\n'));
const says = (tab: Tab, ...texts: string[]): Promise<unknown> =>
  until(
    () => read(tab),
    (text) => texts.every((one) => text.includes(one)),
    (text) => `expected ${texts.join(', ')}; the panel says: ${text}`,
  );
const press = (tab: Tab, label: string): Promise<unknown> =>
  tab.run((text) => {
    for (const button of document.getElementById('rtp-i')?.shadowRoot?.querySelectorAll('button') ?? [])
      if (button.textContent?.startsWith(text)) button.click();
  }, label);

const CALLS = `<script>rtp('send','view');rtp('send','event',{value:'bright idea'});rtp('get','campaign')</script>`;

test('segments, and each campaign with the rule that holds it back', async ({ tab, site }) => {
  await tab.open(site.page('rules', 'rules', { head: CALLS }) + '?rtp_inspect');
  await says(
    tab,
    'bright idea',
    'Readers\nmet',
    'Buyers\nnot met',
    'pages: P\nheld back by pages:',
    'segment: S\nheld back by segments: the visitor is in none of 2',
    'paused: Q\nheld back by state:',
    'late: L\nheld back by from, to: not yet',
    'place: Z\nheld back by zone:',
    'free: F\nnothing holds it back; it comes after 900 s',
    'Visitor id',
    'IndexedDB rtp\n0 rows wait',
  );
});

test('what waits, what is confirmed, and what is refused', async ({ tab, site, collector, account }) => {
  site.faults.collect = 'unavailable';
  await tab.open(site.page(account, 'waits', { head: CALLS }) + '?rtp_inspect');
  await says(tab, 'event: bright idea\nstored in the browser, waiting');
  delete site.faults.collect;
  await says(tab, 'event: bright idea\nconfirmed: the collector has it', '0 rows wait');
  expect((await collector.events(account, 'event')).length).toBe(1);
  site.faults.collect = 'unavailable';
  await tab.open(site.page('closed', 'refused', { head: CALLS }) + '?rtp_inspect');
  await says(tab, 'event: bright idea\nstored in the browser, waiting');
  delete site.faults.collect;
  await says(tab, 'event: bright idea\nrefused for good');
});

test('an excluded browser stores nothing, nothing waits, and it can be undone', async ({ tab, site, collector, account }) => {
  await tab.open(site.page(account, 'out', { head: CALLS }) + '?rtp_inspect');
  await collector.waitFor(account, (all) => all.some(({ type }) => type === 'event'));
  await says(tab, 'Visitor id');
  await press(tab, 'Exclude');
  await says(tab, 'Excluded\nThis browser has opted out');
  const before = (await collector.events(account)).length;
  const send = (value: string): Promise<unknown> =>
    tab.run((text) => (window as unknown as { rtp(...call: unknown[]): void }).rtp('send', 'event', { value: text }), value);
  await send('unseen');
  await says(tab, '0 rows wait');
  await press(tab, 'Count');
  await send('seen again');
  const after = await collector.waitFor(account, (all) => all.some(({ value }) => value[0] === 'seen again'));
  expect(after.length).toBe(before + 1);
});

test('a strict policy with Trusted Types refuses nothing of it, it leaves no global, and Escape closes it', async ({
  tab,
  site,
  account,
}) => {
  const policy = `default-src 'none'; script-src 'nonce-n1' 'strict-dynamic'; connect-src 'self'; img-src data:; require-trusted-types-for 'script'; trusted-types rtp`;
  const told = `<script nonce="n1">refused=[];addEventListener('securitypolicyviolation',function(e){refused.push(e.violatedDirective)});known=Object.keys(window).concat('known')</script>`;
  const calls = CALLS.replace('<script', '<script nonce="n1"');
  const stub = await minifiedStub(new URL('../loader/stub.ts', import.meta.url), ['trusted']);
  const snippet = `<script nonce="n1">${fillStub(stub, { core: '/rtp.js', account })}</script>`;
  const headers = { 'content-security-policy': policy };
  await tab.open(site.page(account, 'strict', { snippet, head: told + calls, headers }) + '?rtp_inspect');
  await says(tab, 'Visitor id');
  const seen = await tab.run(() => {
    const page = window as unknown as { refused: string[]; known: string[] };
    const panel = document.getElementById('rtp-i')?.shadowRoot?.querySelector('section') as Element;
    return [
      page.refused.join(),
      Object.keys(window)
        // Firefox's driver has a global of its own.
        .filter((name) => !page.known.includes(name) && !['rtp', 'rtpUserContext'].includes(name) && !name.startsWith('__pw'))
        .join(),
      getComputedStyle(panel).position,
    ];
  });
  expect(seen).toEqual(['', '', 'fixed']);
  await tab.run(() => document.getElementById('rtp-i')?.shadowRoot?.querySelector('button')?.focus());
  await tab.press('Escape');
  expect(await tab.run(() => !!document.getElementById('rtp-i'))).toBe(false);
});

test('axe finds nothing', async ({ tab, site, engine }) => {
  test.skip(engine.name !== 'chromium', 'axe is asked in Chromium; the mark-up is the same');
  await tab.open(site.page('rules', 'axe', { head: CALLS, body: '<main><h1>Page</h1></main>' }) + '?rtp_inspect');
  await says(tab, 'Readers\nmet');
  expect((await violations(tab)).filter((text) => !/^(document-title|html-has-lang)/.test(text))).toEqual([]);
});
