/** The main job as a person does it: the demo, three clicks, three rows, and both pages fit for everybody. */
import { violations } from './support/axe.js';
import type { Stored } from './support/collector.js';
import { expect, test } from './support/fixtures.js';
import { until } from './support/until.js';

test('three clicks in the demo: three rows, the repeated one counted once', async ({ tab, collector }) => {
  // Other rows than the clicks' are the demo's segments and campaigns, which the third click shows.
  const downloads = (stored: Stored[]): Stored[] => stored.filter(({ type }) => type === 'event');
  const before = (await collector.events('demo')).length;
  await tab.visit(collector.url + '/demo/');
  // WebKit's driver loses a script that comes while one page takes the other's place.
  await collector.waitFor('demo', (stored) => stored.length > before);
  // The style sheet moves the button.
  await until(
    () => tab.run(() => document.readyState),
    (state) => state === 'complete',
    String,
  );
  for (let clicks = 1; clicks <= 3; clicks++) {
    await tab.click('#download-whitepaper');
    await collector.waitFor('demo', (stored) => downloads(stored.slice(before)).length === clicks);
  }
  const events = downloads((await collector.events('demo')).slice(before));
  expect(events.map((event) => event.value)).toEqual(Array(3).fill(['download - example whitepaper']));
  expect(events.filter((event) => event.counted)).toHaveLength(1);
});

for (const path of ['/demo/', '/demo/pricing.html', '/demo/library.html', '/'])
  test(`${path} has no accessibility violations that axe finds`, async ({ tab, collector, engine }) => {
    test.skip(engine.name !== 'chromium', 'axe reads the same markup in every engine');
    await tab.open(collector.url + path);
    expect(await violations(tab)).toEqual([]);
  });
