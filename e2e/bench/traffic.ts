/** (3) Requests and bytes of a page view, as they passed in front of the collector. */
import type { Chrome } from './chrome.js';
import { stub, type Ground, type Passed } from './ground.js';
import type { Row } from './table.js';

const BURSTS = [0, 1, 10, 100];
const VIEWS = 40;
/** ms after which a page that is well has nothing more to say: it asks a second after a burst. */
const SETTLED = 4000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const READY = `(async () => { while (!rtp.q.base) await new Promise((resolve) => setTimeout(resolve, 10)); await fetch('/quiet') })()`;
const sum = (list: Passed[], what: 'request' | 'answer'): number => list.reduce((total, one) => total + one[what], 0);
const posts = (list: Passed[]): Passed[] => list.filter(({ kind }) => kind === 'POST /e');

export const measureTraffic = async (chrome: Chrome, ground: Ground): Promise<Row[]> => {
  const rows: Row[] = [];
  const snippet = `<script>${stub('/rtp.js', 'bench')};rtp('send','view')</script>`;
  // All at once, each with a visitor and an address of its own.
  await Promise.all(
    BURSTS.map(async (count) => {
      const tab = await chrome.fresh();
      await tab.open(ground.page(`burst-${count}`, snippet));
      await tab.run(READY);
      await tab.run(
        `(() => { for (let i = 0; i < ${count}; i++) rtp('send', 'event', { value: 'download - example whitepaper ' + i }) })()`,
      );
      await pause(SETTLED);
    }),
  );
  for (const count of BURSTS) {
    const all = ground.passed.filter(({ from }) => from === `burst-${count}`);
    // The view is the first that is posted; the core and the view are what every page view costs.
    const more = posts(all).slice(1);
    const bodies = more.reduce((total, { body }) => total + body.length, 0);
    const each = count ? `; an event: ${(sum(more, 'request') / count).toFixed(0)} bytes` : '';
    rows.push({
      group: '(3) requests beyond the core and the view; bytes as sent over HTTP/1.1',
      name: `${count} events in one burst`,
      figures: `${more.length} requests, ${sum(more, 'request')} bytes (bodies ${bodies}), ${sum(more, 'answer')} back${each}; in all ${all.length} requests, ${sum(all, 'request')} bytes`,
      value: more.length,
      ...(count <= 10 && { aim: count ? 2 : 0, wanted: count ? 'at most 2 requests' : 'no request' }),
    });
  }
  // Who leaves before the view's answer is there leaves it unconfirmed: the next page asks once.
  for (const [name, seen, aim] of [
    ['each seen for half a second', 500, 0],
    ['each left as soon as the core is there', 0, VIEWS],
  ] as const) {
    const tab = await chrome.fresh();
    const first = ground.passed.length;
    for (let i = 0; i < VIEWS; i++) {
      await tab.open(ground.page(`views-${seen}-${i}`, snippet));
      await tab.run(READY);
      await pause(seen);
    }
    await pause(SETTLED);
    const all = ground.passed.slice(first);
    const more = posts(all).length - VIEWS;
    rows.push({
      group: rows[0]?.group ?? '',
      name: `${VIEWS} page views, no event, ${name}`,
      figures: `${more} requests beyond ${VIEWS} views; ${all.length - posts(all).length} for the core`,
      value: more,
      aim,
      wanted: aim ? 'at most one a page view' : 'none',
    });
  }
  return rows;
};
