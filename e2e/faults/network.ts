/** Faults 7 to 10: the collector, the network, the ways out of the page. */
import { inBrowser, visit, whenCore, type Fault } from './case.js';

const VALUES = ['first', 'second'];
const FIRE = `rtp('send','event','first');rtp('send','event','second');`;
const thenLeave = (code: string): string => whenCore(`${code}setTimeout(function(){location.href='next'},300)`);
/** in <head>, before the snippet's core can come */
const before = (code: string, body: string): { head: string; body: string } => ({ head: `<script>${code}</script>`, body });

const BEACONS: [string, string][] = [
  ['returns true and sends nothing', 'navigator.sendBeacon=function(){return true}'],
  ['returns false', 'navigator.sendBeacon=function(){return false}'],
  ['throws', `navigator.sendBeacon=function(){throw new Error('no')}`],
  ['is absent', 'navigator.sendBeacon=undefined'],
];
const DRIVER = 'its driver cannot cut the network off';

export const network: Fault[] = [
  ...(['refuse', 'unavailable', 'hang', 'reset', 'portal'] as const).map(
    (collect, index): Fault => ({
      id: '7' + 'abcde'[index],
      what: `collector ${{ refuse: 'closes connections', unavailable: 'answers 503', hang: 'hangs', reset: 'resets mid-body', portal: 'is a captive portal that answers 200' }[collect]} during the page, then well`,
      play: visit(
        ({ site }) => (
          (site.faults.collect = collect), { page: { head: `<script>rtp('send','view')</script>`, body: thenLeave(FIRE) }, values: VALUES }
        ),
      ),
    }),
  ),
  {
    id: '8a',
    what: 'offline during the page, online later in the same page',
    not: { webkit: DRIVER },
    play: ({ engine, account, page, collector }) =>
      inBrowser(engine, async (browser) => {
        const tab = await browser.newTab();
        await tab.open(
          page('page', {
            head: `<script>rtp('send','view')</script>`,
            body: `<button id="b" onclick="${FIRE.replaceAll('"', '&quot;')}">b</button>`,
          }),
        );
        await collector.waitFor(account, (rows) => rows.length === 1);
        await browser.offline!(true); // the engines without are named in `not`
        await tab.click('#b');
        await tab.run(() => new Promise((resolve) => setTimeout(resolve, 1500)));
        await browser.offline!(false);
        await collector.waitFor(account, (rows) => rows.length === 3).catch(() => []);
        return { values: VALUES };
      }),
  },
  {
    id: '8b',
    what: 'offline during the page, online on the next page',
    not: { webkit: DRIVER },
    play: ({ engine, account, page, collector }) =>
      inBrowser(engine, async (browser) => {
        const tab = await browser.newTab();
        await tab.open(
          page('page', {
            head: `<script>rtp('send','view')</script>`,
            body: `<button id="b" onclick="${FIRE.replaceAll('"', '&quot;')}">b</button>`,
          }),
        );
        await collector.waitFor(account, (rows) => rows.length === 1);
        await browser.offline!(true); // see above
        await tab.click('#b');
        await tab.close();
        await browser.offline!(false);
        await (await browser.newTab()).open(page('after', { body: 'after' }));
        await collector.waitFor(account, (rows) => rows.length === 3).catch(() => []);
        return { values: VALUES };
      }),
  },
  ...BEACONS.map(
    ([name, code], index): Fault => ({
      id: '9' + 'abcd'[index],
      race: true,
      what: `sendBeacon ${name}`,
      play: visit(() => ({ page: before(code, whenCore(`${FIRE}location.href='next'`)), values: VALUES })),
    }),
  ),
  {
    id: '10a',
    what: "keepalive quota eaten by the page's own code, then fires and leaves",
    race: true,
    play: visit(() => ({
      page: {
        body: whenCore(
          `fetch('/swallow',{method:'POST',keepalive:true,body:new Array(64001).join('x')}).catch(function(){});${FIRE}location.href='next'`,
        ),
      },
      values: VALUES,
    })),
  },
  {
    id: '10b',
    what: '500 events of 1 KB in one tick, then the page is left',
    race: true,
    play: visit(() => ({
      page: { body: whenCore(`for(var i=0;i<500;i++)rtp('send','event',i+' '+new Array(1020).join('x'));location.href='next'`) },
      values: Array.from({ length: 500 }, (_, i) => i + ' ' + 'x'.repeat(1019)),
    })),
  },
];
