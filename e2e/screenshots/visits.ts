/** Made-up visits to the demo site over two weeks, so that the live page has something to show: the same ones every time. */
import type { EventType, WireBody, WireEvent } from '../../core/wire.js';
import { idOf } from '../../collector/content/compile.js';
import type { Collector } from '../support/collector.js';

const DAYS = 6;
const DAY = 86_400_000;
const PAGES = ['/demo/', '/demo/pricing.html', '/demo/library.html', '/demo/glare.html'];

/** Content of the demo's account file, by id. */
const ENTRIES = ['glare', 'flicker', 'evening', 'shadows', 'meter'].map((name) => idOf({ address: `/demo/${name}.html` }));

/** A number from 0 to `below`, from a generator that begins the same way every time (Park and Miller, CACM 31, 1988). */
const random = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
};

/** Sends some hundred visits, of which the latest ended a minute ago. */
export const visits = async (collector: Collector): Promise<void> => {
  const pick = random(20);
  const now = Date.now();
  for (let day = DAYS; day >= 0; day--)
    for (let visit = 0; visit < 24 + pick(12); visit++) {
      const began = now - day * DAY - pick(day ? DAY : 10_000_000) - 60_000;
      const visitor = `${began - pick(5) * DAY}${String(pick(100_000)).padStart(6, '0')}`;
      const types: [EventType, ...string[]][] = [['view']];
      const reader = pick(3) === 0;
      if (reader) types.push(['event', 'download - example whitepaper'], ['segment', '101', 'White paper readers, two clicks on']);
      if (reader)
        types.push(['campaign-view', '201', ''], ...(pick(4) === 0 ? [['campaign-click', '201', ''] as [EventType, ...string[]]] : []));
      if (pick(5) === 0) types.push(['event', 'plan - floor']);
      const entry = ENTRIES[pick(ENTRIES.length)] ?? '';
      types.push(['content-view', entry, pick(3) ? 'WIDGET' : 'BAR', 'template1', '']);
      if (pick(4) === 0) types.push(['content-click', entry, 'WIDGET', 'template1', ''], ['content-read', entry]);
      if (pick(12) === 0)
        types.push([
          'content-found',
          'https://lantern.example/stories/reading-room',
          'The reading room of Delft',
          '',
          'Forty desks, four windows, one lamp each.',
        ]);
      const events = types.map(([type, ...value], at): WireEvent => [at + 1, now - began - at * 4000, type, ...value]);
      const body: WireBody = {
        v: 2,
        b: [
          {
            p: `${began}${String(pick(1_000_000)).padStart(7, '0')}`,
            a: 'demo',
            u: visitor,
            s: `${began}${visitor.slice(-4)}`,
            l: collector.url + (PAGES[pick(PAGES.length)] ?? ''),
            e: events,
          },
        ],
      };
      const answer = await fetch(collector.url + '/e', { method: 'POST', body: JSON.stringify(body) });
      if (answer.status !== 204) throw new Error(`a made-up visit was not taken: ${answer.status} ${await answer.text()}`);
    }
};
