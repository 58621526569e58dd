/** What the outbox promises beyond single faults: bounds, expiry, time, refusals, opting out. */
import { clockOff } from './pages/clock.js';
import { expect, test, values } from './support/fixtures.js';
import type { Site } from './support/site.js';
import { until } from './support/until.js';

const DAY = 864e5;
/** a page whose visitor's clock is off */
const later = (site: Site, account: string, name: string, days: number, body = 'page'): string =>
  site.page(account, name, { snippet: `${clockOff(days * DAY)}<script>${site.script(account)}</script>`, body });

/** Bytes of the records in the tag's database. */
const stored = (): Promise<number> =>
  new Promise((resolve) => {
    const request = indexedDB.open('rtp');
    // It is the tag that makes the database.
    request.onupgradeneeded = () => request.transaction?.abort();
    request.onerror = () => resolve(0);
    request.onsuccess = () => {
      const db = request.result;
      db.transaction('o').objectStore('o').getAll().onsuccess = (read) => {
        const rows = (read.target as IDBRequest<{ h: string; e: string }[]>).result;
        db.close();
        resolve(rows.reduce((sum, row) => sum + row.h.length + row.e.length, 0));
      };
    };
  });

test('storage and memory are bounded: what did not fit is counted and reported, the rest arrives', async ({
  tab,
  site,
  account,
  collector,
}) => {
  test.setTimeout(150_000);
  site.faults.collect = 'unavailable';
  const fire = `for(var i=0;i<1500;i++)rtp('send','event',i+' '+new Array(1000).join('x'))`;
  await tab.open(
    site.page(account, 'page', { head: `<script>rtp('send','view')</script>`, body: `<button id="fire" onclick="${fire}">fire</button>` }),
  );
  await until(
    () => tab.run(stored),
    (bytes) => bytes > 0,
    (bytes) => `${bytes} bytes stored`,
  );
  await tab.click('#fire');
  await until(
    () => tab.run(stored),
    (bytes) => bytes > 2 ** 17,
    (bytes) => `${bytes} bytes stored`,
  );
  expect(await tab.run(stored)).toBeLessThanOrEqual(2 ** 20);
  site.faults = {};
  const events = await collector.waitFor(account, (rows) => rows.some((row) => row.type === 'overflow'));
  const lost = Number(events.find((row) => row.type === 'overflow')?.value[0]);
  expect(lost).toBeGreaterThan(0);
  // About a thousand, twenty a request, one request after the other.
  await collector.waitFor(account, (rows) => rows.filter((row) => row.type === 'event').length === 1500 - lost, 90_000);
  await until(
    () => tab.run(stored),
    (bytes) => bytes === 0,
    (bytes) => `${bytes} bytes stored after delivery`,
  );
});

test('delivered two days later: in order, at its own time', async ({ tab, site, account, collector }) => {
  site.faults.collect = 'unavailable';
  const since = Date.now();
  await tab.open(
    later(site, account, 'page', 0, `<button id="fire" onclick="rtp('send','event','a');rtp('send','event','b')">fire</button>`),
  );
  await tab.click('#fire');
  await until(
    () => tab.run(stored),
    (bytes) => bytes > 0,
    (bytes) => `${bytes} bytes stored`,
  );
  const fired = Date.now();
  await tab.open(later(site, account, 'after', 2));
  // Not before: a page that has asked in vain hands over what waits as it is left.
  site.faults = {};
  const rows = (await collector.waitFor(account, (all) => all.some((row) => row.value[0] === 'b'))).filter((row) => row.type === 'event');
  const times = rows.sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true })).map((row) => Date.parse(row.at) + 2 * DAY);
  expect(rows.map((row) => row.value[0])).toEqual(['a', 'b']);
  for (const time of times) {
    expect(time).toBeGreaterThan(since - 1000);
    expect(time).toBeLessThan(fired + 1000);
  }
  // Their numbers tell their order. Sent in two requests (after a refusal less is sent at a time), their times differ by the ways of these.
});

test('older than seven days: given up and reported, and gone from storage', async ({ tab, site, account, collector }) => {
  site.faults.collect = 'unavailable';
  await tab.open(later(site, account, 'page', 0, `<button id="fire" onclick="rtp('send','event','old')">fire</button>`));
  await tab.click('#fire');
  await until(
    () => tab.run(stored),
    (bytes) => bytes > 0,
    (bytes) => `${bytes} bytes stored`,
  );
  await tab.open(later(site, account, 'after', 8, `<button id="fire" onclick="rtp('send','event','new')">fire</button>`));
  // Not before: a page that has asked in vain hands over what waits as it is left.
  site.faults = {};
  await tab.click('#fire');
  const rows = await collector.waitFor(account, (all) => all.some(({ type }) => type === 'overflow') && values(all).includes('new'));
  await until(
    () => tab.run(stored),
    (bytes) => bytes === 0,
    (bytes) => `${bytes} bytes stored`,
  );
  expect(rows.filter(({ type }) => type === 'overflow').map(({ value }) => value)).toEqual([['1']]);
  expect(values(await collector.events(account))).toEqual(['new']);
});

test('older than seven days, and stored without the page having heard of it: nothing is reported as lost', async ({
  tab,
  site,
  account,
  collector,
}) => {
  // Beacons arrive, and no answer ever comes: so it is with whatever a page sends as it is left.
  const deaf = `<script>window.XMLHttpRequest=function(){return{open:function(){},send:function(){}}}</script>`;
  await tab.open(later(site, account, 'page', 0, `${deaf}<button id="fire" onclick="rtp('send','event','old')">fire</button>`));
  await tab.click('#fire');
  await collector.waitFor(account, (rows) => values(rows).includes('old'));
  await until(
    () => tab.run(stored),
    (bytes) => bytes > 0,
    (bytes) => `${bytes} bytes stored`,
  );
  await tab.open(later(site, account, 'after', 8, `<button id="fire" onclick="rtp('send','event','new')">fire</button>`));
  await tab.click('#fire');
  await collector.waitFor(account, (rows) => values(rows).includes('new'));
  await until(
    () => tab.run(stored),
    (bytes) => bytes === 0,
    (bytes) => `${bytes} bytes stored`,
  );
  expect((await collector.events(account)).map(({ type, value }) => `${type} ${value}`)).toEqual(['event old', 'event new']);
});

test('an event that the collector refuses is dropped with one line in the console, and not sent again', async ({
  tab,
  site,
  account,
  collector,
}) => {
  const told = `<script>window.told=[];console.warn=function(text){told.push(text)}</script>`;
  await tab.open(
    site.page(account, 'page', {
      snippet: `${told}<script>${site.script('no such account!')}</script>`,
      body: `<button id="fire" onclick="rtp('send','event','refused')">fire</button>`,
    }),
  );
  await tab.click('#fire');
  const lines = await until(
    () => tab.run(() => (window as unknown as { told: string[] }).told.filter((text) => /account/.test(text))),
    (found) => found.length > 0,
    () => 'nothing was told',
  );
  await until(
    () => tab.run(stored),
    (bytes) => bytes === 0,
    (bytes) => `${bytes} bytes stored`,
  );
  expect(lines).toHaveLength(1);
  const sent = site.seen.get('POST /e');
  // The next page has nothing to ask about.
  await tab.open(site.page(account, 'after', { head: `<script>rtp('send','event','fine')</script>`, body: 'after' }));
  await collector.waitFor(account, (rows) => rows.some((row) => row.value[0] === 'fine'));
  expect(sent).toBeLessThanOrEqual(4);
  expect(await collector.events('no such account!')).toEqual([]);
});

test('opting out clears the outbox, with what was fired a moment before', async ({ tab, site, account, collector }) => {
  site.faults.collect = 'unavailable';
  const out = `rtp('send','event','too late');rtp('set','settings',{optOut:true});rtp('send','event','out')`;
  await tab.open(
    site.page(account, 'page', {
      body: `<button id="fire" onclick="rtp('send','event','kept')">fire</button><button id="out" onclick="${out}">out</button>`,
    }),
  );
  await tab.click('#fire');
  await until(
    () => tab.run(stored),
    (bytes) => bytes > 0,
    (bytes) => `${bytes} bytes stored`,
  );
  await tab.click('#out');
  await until(
    () => tab.run(stored),
    (bytes) => bytes === 0,
    (bytes) => `${bytes} bytes stored`,
  );
  // It was called before the opt-out, so its beacon is under way: what comes when the collector is well again is stored.
  await until(
    async () => site.refused.join(),
    (bodies) => bodies.includes('too late'),
    (bodies) => `refused so far: ${bodies}`,
  );
  site.faults = {};
  await tab.open(
    site.page(account, 'after', {
      head: `<script>rtp('send','event','still out');rtp('set','settings',{optOut:false});rtp('send','event','in again')</script>`,
      body: 'after',
    }),
  );
  await collector.waitFor(account, (rows) => rows.some((row) => row.value[0] === 'in again'));
  expect(values(await collector.events(account))).toEqual(['in again']);
});

test('opting out in one tab clears what waits in another', async ({ visitor, tab, site, account, collector }) => {
  site.faults.collect = 'unavailable';
  await tab.open(site.page(account, 'page', { body: `<button id="fire" onclick="rtp('send','event','waits')">fire</button>` }));
  await tab.click('#fire');
  await until(
    async () => site.refused.join(),
    (bodies) => bodies.includes('waits'),
    (bodies) => `refused so far: ${bodies}`,
  );
  const other = await visitor.newTab();
  const set = (out: boolean): string => `<script>rtp('set','settings',{optOut:${out}})</script>`;
  await other.open(site.page(account, 'out', { head: set(true), body: 'out' }));
  await until(
    () => other.run(stored),
    (bytes) => bytes === 0,
    (bytes) => `${bytes} bytes stored`,
  );
  site.faults = {};
  // What waits leaves with its page, and what is there on the next one is brought by that.
  await tab.open(site.page(account, 'next', { body: 'next' }));
  await tab.open(site.page(account, 'in', { head: set(false) + `<script>rtp('send','event','in again')</script>`, body: 'in' }));
  await collector.waitFor(account, (rows) => rows.some((row) => row.value[0] === 'in again'));
  expect(values(await collector.events(account))).toEqual(['in again']);
});

for (const name of ['freeze', 'resume'])
  test(`what waits for an answer long overdue leaves at ${name}`, async ({ tab, site, account, collector }) => {
    site.faults = { collect: 'unavailable', retryAfter: 3600 };
    await tab.open(site.page(account, 'page', { body: `<button id="fire" onclick="rtp('send','event','cold')">fire</button>` }));
    await tab.click('#fire');
    // The beacon, and the question that is told to come back in an hour.
    await until(
      async () => site.seen.get('POST /e') ?? 0,
      (posts) => posts >= 2,
      (posts) => `${posts} requests`,
    );
    site.faults = {};
    const look = async (): Promise<number> => {
      // The document's, and it does not bubble (Page Lifecycle). The answer may still be on its way to the page.
      await tab.run((event: string) => document.dispatchEvent(new Event(event)), name);
      return (await collector.events(account)).length;
    };
    await until(
      look,
      (rows) => rows === 1,
      (rows) => `${rows} stored`,
    );
    await until(
      () => tab.run(stored),
      (bytes) => bytes === 0,
      (bytes) => `${bytes} bytes stored`,
    );
  });
