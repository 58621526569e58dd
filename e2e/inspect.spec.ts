/** The inspector: what it says is what is so, and the page does not feel it. */
import { bucketOf } from '../core/campaigns/groups.js';
import { minifiedStub } from '../loader/minify.js';
import { fillStub } from '../loader/snippet.js';
import { violations } from './support/axe.js';
import { withAccounts } from './support/accounts.js';
import type { Tab } from './support/engine.js';
import { expect } from './support/fixtures.js';
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
/** What holds back by chance: the test computes from the visitor's id what is so. */
const chance = (id: string) => ({ id, name: id, type: 'dialog', show: { after: 900 } });
const CHANCES = {
  campaigns: [
    { id: 'stands', name: 'W', type: 'widget', repeat: 'sticky', content: '<p>Hi</p>' },
    { id: 'waits', name: 'V', type: 'widget', show: { after: 900 }, content: '<p>Hi</p>' },
    {
      ...chance('tested'),
      groups: [
        { name: 'A', share: 50, content: '<p>A</p>' },
        { name: 'control', share: 50 },
      ],
    },
    { ...chance('low'), range: { name: 'spring', from: 0, to: 50 }, content: '<p>Low</p>' },
    { ...chance('high'), range: { name: 'spring', from: 50, to: 100 }, content: '<p>High</p>' },
  ],
};

/** An account's file each, by the account's name. */
const FILES = {
  rules: ACCOUNT,
  chances: CHANCES,
  held: {
    holdout: 50,
    goals: [{ name: 'reads', event: 'read' }],
    campaigns: [{ ...chance('later'), content: '<p>Hi</p>' }],
  },
  office: { exclude: ['127.0.0.1', '::1'] },
  closed: { origins: ['https://other.test'] },
};

const test = withAccounts(FILES);

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
  await says(
    tab,
    'event: bright idea\nrefused: origin not allowed for account closed',
    'what would become of a view of this page now\nrefused: origin not allowed for account closed',
  );
});

test('an address that the account file excludes: nothing waits, nothing is stored, and the panel says why', async ({
  tab,
  site,
  collector,
}) => {
  site.faults.collect = 'unavailable';
  await tab.open(site.page('office', 'office', { head: CALLS }) + '?rtp_inspect');
  await says(tab, 'event: bright idea\nstored in the browser, waiting');
  delete site.faults.collect;
  const why = 'left out of the figures: the account file of office excludes the address of this browser';
  await says(tab, 'event: bright idea\n' + why, 'now\n' + why, '0 rows wait');
  expect(await collector.events('office')).toEqual([]);
});

const visitorOf = async (tab: Tab): Promise<string> => /^Visitor id\n(.+)$/m.exec(await read(tab))?.[1] ?? '';

test('a range, a control group, and a place that is taken', async ({ tab, site }) => {
  await tab.open(site.page('chances', 'chances', { head: CALLS }) + '?rtp_inspect');
  await says(tab, 'Visitor id', 'waits: V\nheld back by place: a widget stands on the page');
  const visitor = await visitorOf(tab);
  const [low] = [bucketOf(visitor + 'spring') < 50];
  const free = 'nothing holds it back; it comes after 900 s';
  const outside = 'held back by range: the visitor is not in its range';
  await says(
    tab,
    'tested\n' +
      (bucketOf(visitor + 'tested') < 50
        ? free + ', group A'
        : 'held back by groups: the visitor is in group control, which shows nothing'),
    'low\n' + (low ? free : outside),
    'high\n' + (low ? outside : free),
  );
});

test('the holdout, of which every visitor is told', async ({ tab, site }) => {
  await tab.open(site.page('held', 'held', { head: CALLS }) + '?rtp_inspect');
  await says(tab, 'Visitor id', 'holdout\n');
  const out = bucketOf((await visitorOf(tab)) + 'holdout') < 50;
  await says(
    tab,
    'holdout\n' + (out ? 'holdout: the visitor is held out of all campaigns' : 'the visitor is not held out'),
    'later\n' + (out ? 'held back by holdout: the visitor is held out' : 'nothing holds it back'),
  );
});

test('a preview says which rules would hold the campaign back, and opens the inspector', async ({ tab, site, collector }) => {
  await tab.open(site.page('rules', 'preview', { head: CALLS }) + '?rtp_preview=segment');
  await says(tab, 'segment: S\nA preview', 'Would be held back by segments\nthe visitor is in none of 2');
  // In sight, though the dialog is modal: where the browser has popovers, in the top layer.
  await until(
    () =>
      tab.run(() => {
        const box = document.getElementById('rtp-i');
        return !!document.getElementById('rtp-d') && (!box?.showPopover || box.matches(':popover-open'));
      }),
    Boolean,
    String,
  );
  await tab.open(site.page('rules', 'free', { head: CALLS }) + '?rtp_preview=free');
  await says(tab, 'free: F\nA preview', 'Nothing would hold it back\nFor this visitor on this page it comes after 900 s.');
  await press(tab, 'Open the inspector');
  await says(tab, 'Nothing would hold it back', 'Readers\nmet', 'Visitor id');
  await tab.open(site.page('rules', 'none', { head: CALLS }) + '?rtp_preview=nobody');
  await says(tab, 'There is no campaign nobody\nThe account has pages, segment, paused');
  expect((await collector.events('rules')).filter(({ type }) => /^campaign/.test(type))).toEqual([]);
});

test('a link asks whether the browser is to be excluded, and only a press does it', async ({ tab, site, collector, account }) => {
  await tab.open(site.page(account, 'asked', { head: CALLS }) + '?rtp_inspect=exclude');
  await says(tab, 'Visitor id');
  await collector.waitFor(account, (all) => all.some(({ type }) => type === 'event'));
  const focused = (): Promise<string> => tab.run(() => document.getElementById('rtp-i')?.shadowRoot?.activeElement?.textContent ?? '');
  expect(await focused()).toBe('Exclude this browser');
  await tab.press('Enter');
  await says(tab, 'Excluded\nThis browser has opted out');
  await tab.open(site.page(account, 'again', { head: CALLS }) + '?rtp_inspect=exclude');
  await says(tab, 'Excluded\nThis browser has opted out');
  expect(await focused()).toBe('Count this browser again');
  await tab.press('Enter');
  await until(
    () => focused(),
    (text) => text === 'Exclude this browser',
    String,
  );
});

test('Tab goes to each of its controls, and out again', async ({ tab, site, account }) => {
  await tab.open(site.page(account, 'tab', { head: CALLS, body: '<button id="before">Before</button>' }) + '?rtp_inspect');
  await says(tab, 'Visitor id');
  await tab.run(() => document.getElementById('before')?.focus());
  const names: string[] = [];
  for (let i = 0; i < 10; i++) {
    await tab.press('Tab');
    names.push(
      await tab.run(() => {
        const inside = document.getElementById('rtp-i')?.shadowRoot?.activeElement;
        return (inside?.getAttribute('aria-label') || inside?.textContent || 'outside').replace(/\(.*/, '').trim();
      }),
    );
  }
  const sections = ['Calls', 'Visitor', 'Segments', 'Campaigns', 'Storage', "Collector's answers"];
  expect(names).toEqual(['Close', 'What the tag does here', ...sections, 'Exclude this browser', 'outside']);
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
