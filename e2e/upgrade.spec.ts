/** Pages of 0.1.0 beside a collector of today: the snippet that was pasted then, with the present core, and with the core that it pinned. */
import { readFileSync } from 'node:fs';
import { expect, test, values } from './support/fixtures.js';

const STUB = readFileSync(new URL('support/stub-0.1.0.js.txt', import.meta.url), 'utf8').trim();
const [FIRST] = (
  JSON.parse(readFileSync(new URL('../dist/versions.json', import.meta.url), 'utf8')) as { version: string; hash: string }[]
).filter(({ version }) => version === '0.1.0');

const page = (core: string, account: string, calls: string): { snippet: string; head: string; body: string } => ({
  snippet: `<script>${STUB.replace('__CORE_URL__', core).replace('__ACCOUNT__', account)}</script>`,
  head: `<script>${calls}</script>`,
  body: `<button id="now" onclick="rtp('send','event',{value:'after'})">now</button>`,
});
const CALLS = `rtp('send','view');rtp('send','event',{value:'before'})`;

for (const [name, core] of [
  ['the present core', '/rtp.js'],
  ['the core that it pinned', `/v/${FIRST?.hash}/rtp.js`],
] as const) {
  test(`the snippet of 0.1.0 with ${name}: calls before and after it came`, async ({ tab, site, account, collector }) => {
    await tab.open(site.page(account, 'page', page(core, account, CALLS)));
    await collector.waitFor(account, (stored) => stored.length === 2);
    await tab.click('#now');
    const events = await collector.waitFor(account, (stored) => stored.length >= 3);
    expect(values(events)).toEqual(['after', 'before']);
    expect(new Set(events.map((event) => event.session)).size).toBe(1);
  });

  test(`the snippet of 0.1.0 with ${name}, left before it came: stored once`, async ({ tab, site, account, collector }) => {
    site.faults.core = 'never';
    await tab.open(site.page(account, 'page', page(core, account, CALLS)));
    await tab.open(site.page(account, 'next', { snippet: '' }));
    const events = await collector.waitFor(account, (stored) => stored.length >= 2);
    expect(values(events)).toEqual(['before']);
    expect(events[0]?.page).toBeTruthy();
  });
}

test('the pinned core of 0.1.0 keeps what the collector did not take, and asks for it later', async ({ tab, site, account, collector }) => {
  site.faults.collect = 'unavailable';
  await tab.open(site.page(account, 'page', page(`/v/${FIRST?.hash}/rtp.js`, account, CALLS)));
  await site.next('POST /e');
  site.faults.collect = undefined;
  const events = await collector.waitFor(account, (stored) => stored.length >= 2);
  expect(values(events)).toEqual(['before']);
});
