/** Faults 5 and 6: kill -9 of the page's process; of the whole browser, restarted on the same profile. */
import { killAll } from '../support/processes.js';
import { inBrowser, stored, tell, whenCore, type Fault, type Stage } from './case.js';

const CALLS = `rtp('send','event','first');rtp('send','event','second');`;
const FIRE = CALLS + tell('fired');
const VALUES = ['first', 'second'];
/**
 * The same, and it tells once both rows are on the disk: a busy machine may take longer than the pause for the write, and then the kill
 * overtakes it, which is the platform's limit and has its rate in the table of `npm run faults`. A database that is not there yet is
 * left for the tag to make.
 */
const FIRE_AND_KEEP = `${CALLS}(function look() {
  function again() { setTimeout(look, 10); }
  var ask = indexedDB.open('rtp');
  ask.onupgradeneeded = function () { ask.transaction.abort(); };
  ask.onerror = again;
  ask.onsuccess = function () {
    var db = ask.result, count = db.transaction('o').objectStore('o').count();
    count.onsuccess = function () {
      db.close();
      if (count.result > 1) { ${tell('fired')} } else again();
    };
  };
})();`;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const killBrowser =
  (after: number, down: boolean) =>
  async (stage: Stage): Promise<{ values: string[] }> => {
    const { engine, site, folder, page, short } = stage;
    const first = await engine.lasting(folder);
    if (down) site.faults.collect = 'reset';
    const fired = site.next('GET /fired');
    await first.visit(page('page', { body: whenCore(short && down ? FIRE_AND_KEEP : FIRE) }));
    await fired;
    await pause(after);
    await first.kill();
    site.faults = {};
    const second = await engine.lasting(folder);
    await second.visit(page('after', { body: 'after' }));
    await stored(stage, VALUES);
    await second.kill();
    return { values: VALUES };
  };

/** The visitor has another tab, in a process of its own, and goes on in it. */
const killRenderer =
  (after: number) =>
  async (stage: Stage): Promise<{ values: string[] }> => {
    const { engine, site, page, account } = stage;
    return inBrowser(engine, async (browser) => {
      if (!browser.renderers) return killRenderers(after, stage);
      const other = await browser.newTab();
      page('other', { snippet: '', body: 'another site' });
      await other.open(`${site.other}/${account}/other`);
      const before = browser.renderers();
      const fired = site.next('GET /fired');
      const tab = await browser.newTab();
      await tab.visit(page('page', { body: whenCore(FIRE) }));
      await fired;
      await pause(after);
      killOwn(browser.renderers().filter((pid) => !before.includes(pid)));
      const answer = tab.run(() => 'alive').catch(() => 'dead');
      if ((await Promise.race([answer, pause(1000)])) === 'alive') throw new Error('the page outlived its process');
      await other.visit(page('after', { body: 'after' }));
      await stored(stage, VALUES);
      return { values: VALUES };
    });
  };

/** All pages' processes, in a browser without a driver. */
const killRenderers = async (after: number, stage: Stage): Promise<{ values: string[] }> => {
  const { engine, site, folder, page } = stage;
  const fired = site.next('GET /fired');
  const browser = await engine.lasting(folder);
  await browser.visit(page('page', { body: whenCore(FIRE) }));
  await fired;
  await pause(after);
  killOwn(browser.renderers());
  await browser.visit(page('after', { body: 'after' }));
  await stored(stage, VALUES);
  await browser.kill();
  return { values: VALUES };
};

const killOwn = (pids: number[]): void => {
  if (!pids.length) throw new Error('the page has no process of its own');
  killAll(pids);
};

const OVERTAKEN = 'the kill overtakes the write';

export const kills: Fault[] = [
  ...[0, 50, 500].map(
    (after): Fault => ({
      id: `5 ${after}`,
      what: `the page's process killed ${after} ms after firing`,
      race: true,
      long: after > 0,
      play: killRenderer(after),
    }),
  ),
  ...[0, 100, 1000].flatMap((after): Fault[] => [
    {
      id: `6 ${after} up`,
      what: `browser killed ${after} ms after firing, collector up`,
      race: true,
      long: after !== 100,
      limit: after ? {} : { webkit: OVERTAKEN },
      play: killBrowser(after, false),
    },
    {
      id: `6 ${after} down`,
      what: `browser killed ${after} ms after firing, collector down`,
      race: true,
      long: after !== 100,
      limit: after ? {} : { chromium: OVERTAKEN, webkit: OVERTAKEN },
      play: killBrowser(after, true),
    },
  ]),
];
