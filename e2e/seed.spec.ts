/** The three examples of the Custom Data Events page, word for word. */
import { expect, test, values } from './support/fixtures.js';

const EXAMPLES = [
  {
    name: 'a string',
    head: `<script>var customData = {value: 'MyEvent'};\nrtp('send', 'event', customData);</script>`,
    values: ['MyEvent'],
  },
  {
    name: 'an array of strings',
    head: `<script>var customData = {value: ['MyEvent', 'download - example whitepaper']};\nrtp('send', 'event', customData);</script>`,
    values: ['MyEvent|download - example whitepaper'],
  },
];

for (const example of EXAMPLES)
  test(`the example with ${example.name} is stored`, async ({ tab, site, account, collector }) => {
    await tab.open(site.page(account, 'page', { head: example.head }));
    const events = await collector.waitFor(account, (stored) => stored.length > 0);
    expect(values(events)).toEqual(example.values);
  });

test('the white paper button, clicked twice: two rows, counted once', async ({ tab, site, account, collector }) => {
  await tab.open(
    site.page(account, 'page', {
      body: `<button id="download-whitepaper" onclick="rtp('send', 'event', {value :'download - example whitepaper'})">Download</button>`,
    }),
  );
  await tab.click('#download-whitepaper');
  await collector.waitFor(account, (stored) => stored.length === 1);
  await tab.click('#download-whitepaper');
  const events = await collector.waitFor(account, (stored) => stored.length === 2);
  expect(values(events)).toEqual(['download - example whitepaper', 'download - example whitepaper']);
  expect(events.filter((event) => event.counted)).toHaveLength(1);
  expect(new Set(events.map((event) => event.session)).size).toBe(1);
});
