/** Faults 5 and 6: kill -9 of the page's process; of the whole browser, restarted on the same profile. */
import { killAll } from '../support/processes.js';
import { tell, whenCore, type Fault, type Stage } from './case.js';

const FIRE = `rtp('send','event','first');rtp('send','event','second');${tell('fired')}`;
const VALUES = ['first', 'second'];
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const kill =
  (after: number, down: boolean) =>
  async ({ engine, site, folder, page, account, collector }: Stage): Promise<{ values: string[] }> => {
    const first = await engine.lasting!(folder); // the engines without are named in `not`
    const tab = await first.newTab();
    if (down) site.faults.collect = 'reset';
    const fired = site.next('GET /fired');
    await tab.open(page('page', { body: whenCore(FIRE) }));
    await fired;
    await pause(after);
    await first.kill();
    site.faults = {};
    const second = await engine.lasting!(folder); // as above
    await (await second.newTab()).open(page('after', { body: 'after' }));
    await collector.waitFor(account, (rows) => VALUES.every((value) => rows.some((row) => row.value[0] === value))).catch(() => []);
    await second.kill();
    return { values: VALUES };
  };

/** The visitor has another tab, in a process of its own, and goes on in it. */
const killRenderer =
  (after: number) =>
  async ({ engine, site, page, account, collector }: Stage): Promise<{ values: string[] }> => {
    const browser = await engine.fresh();
    try {
      const other = await browser.newTab();
      page('other', { snippet: '', body: 'another site' });
      await other.open(`${site.other}/${account}/other`);
      const before = browser.renderers();
      const fired = site.next('GET /fired');
      await (await browser.newTab()).open(page('page', { body: whenCore(FIRE) }));
      await fired;
      await pause(after);
      const own = browser.renderers().filter((pid) => !before.includes(pid));
      if (!own.length) throw new Error('the page has no process of its own');
      killAll(own);
      await other.open(page('after', { body: 'after' }));
      await collector.waitFor(account, (rows) => VALUES.every((value) => rows.some((row) => row.value[0] === value))).catch(() => []);
    } finally {
      await browser.close();
    }
    return { values: VALUES };
  };

const EPHEMERAL = 'its driver keeps no profile';

export const kills: Fault[] = [
  ...[0, 50, 500].map((after): Fault => ({ id: `5 ${after}`, what: `the page's process killed ${after} ms after firing`, race: true, play: killRenderer(after) })),
  ...[0, 100, 1000].flatMap((after): Fault[] => [
    { id: `6 ${after} up`, what: `browser killed ${after} ms after firing, collector up`, race: true, not: { webkit: EPHEMERAL }, play: kill(after, false) },
    { id: `6 ${after} down`, what: `browser killed ${after} ms after firing, collector down`, race: true, not: { webkit: EPHEMERAL }, play: kill(after, true) },
  ]),
];
