/** Fault 15: the collector is killed (kill -9) while 200 visitors fire, and started again. */
import { openPlaywright } from '../support/playwright.js';
import type { Fault, Stage } from './case.js';

const VISITORS = 200;
const FEW = 50;
/** ms: two hundred pages share two cores. */
const PATIENCE = 50_000;
const EVENTS = 4;

/** A visitor is a frame with an origin, so a storage, of its own. It fires an event about every 500 ms. */
const visitor = (fires: boolean): string =>
  fires
    ? `<script>(function f(i){if(i<${EVENTS}){rtp('send','event',location.hostname+' '+i);setTimeout(f,250+Math.random()*500,i+1)}})(0)</script>`
    : '';

const crowd = (visitors: number, port: string, path: string): string =>
  `<script>for(var i=1;i<=${visitors};i++)document.write('<iframe src="http://127.0.1.'+i+':${port}${path}" width=20 height=20></iframe>')</script>`;

const play = async ({ engine, site, page, account, collector, short }: Stage): Promise<{ values: string[] }> => {
  const crowded = engine.name === 'webkit' ? engine : await openPlaywright(engine.name, 'crowded');
  const { port } = new URL(site.url);
  const visitors = short ? FEW : VISITORS;
  page('visitor', { head: visitor(true) });
  page('again', { head: visitor(false) });
  const values = Array.from({ length: visitors * EVENTS }, (_, i) => `127.0.1.${1 + Math.floor(i / EVENTS)} ${i % EVENTS}`);
  const browser = await crowded.fresh();
  try {
    const tab = await browser.newTab();
    await tab.visit(page('crowd', { snippet: '', body: crowd(visitors, port, `/${account}/visitor`) }));
    await collector.waitFor(account, (rows) => rows.length > visitors / 2, PATIENCE);
    await collector.kill();
    // Somebody has asked in vain.
    await site.next('POST /e');
    await collector.restart();
    const all = (): Promise<unknown> =>
      collector.waitFor(account, (rows) => new Set(rows.map((row) => row.value[0])).size > values.length - 1, PATIENCE);
    await all().catch(async () => {
      await tab.visit(page('crowd again', { snippet: '', body: crowd(visitors, port, `/${account}/again`) }));
      await all().catch(() => undefined);
    });
  } finally {
    await browser.close();
    if (crowded !== engine) await crowded.end();
  }
  return { values };
};

export const crowds: Fault[] = [
  { id: '15', what: `collector killed while ${VISITORS} visitors (${FEW} in npm test) fire, and started again`, play },
];
