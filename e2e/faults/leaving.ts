/** Faults 1 to 4: the page is left, the core late or missing. */
import { inBrowser, stored, tell, visit, whenCore, type Fault } from './case.js';

const VALUES = ['first', 'second'];
const FIRE = `rtp('send','event','first');rtp('send','event','second');`;
/** fires and leaves in one task, after the code's own time */
const leave = (how: string, after = 200): string => `<script>setTimeout(function(){${FIRE}${how}},${after})</script>`;

/** The window tells by a beacon that it is closing: an image would go with it. */
const popup = (page: { head: string }, faults?: Parameters<typeof visit>[1]): Fault['play'] =>
  visit(({ page: write }) => {
    const url = write('popup', page);
    return {
      page: { snippet: '', body: `<button id="open" onclick="window.open('${url}')">open</button>` },
      values: VALUES,
      until: 'POST /closing',
      click: '#open',
    };
  }, faults);

export const leaving: Fault[] = [
  {
    id: '1a',
    what: 'core after 3 s; fires and leaves before, same origin',
    race: true,
    play: visit(({ site }) => ((site.faults.core = { delay: 3000 }), { page: { body: leave(`location.href='next'`) }, values: VALUES })),
  },
  {
    id: '1b',
    what: 'core after 3 s; fires and leaves before, other origin',
    race: true,
    play: visit(
      ({ site, account }) => (
        (site.faults.core = { delay: 3000 }), { page: { body: leave(`location.href='${site.other}/${account}/next'`) }, values: VALUES }
      ),
    ),
  },
  {
    id: '2a',
    what: 'core 404 on this page, fine on the next',
    play: visit(({ site }) => ((site.faults.core = 'missing'), { page: { body: leave(`location.href='next'`) }, values: VALUES })),
  },
  {
    id: '2b',
    what: 'core refused on the network on this page, fine on the next',
    play: visit(({ site }) => ((site.faults.core = 'reset'), { page: { body: leave(`location.href='next'`) }, values: VALUES })),
  },
  {
    id: '2c',
    what: 'core refused by CSP on this page, fine on the next',
    play: visit(({ site, account }) => ({
      page: {
        body: leave(`location.href='next'`).replace('<script>', '<script nonce="n">'),
        headers: { 'content-security-policy': `script-src ${site.hash(account)} 'nonce-n'` },
      },
      values: VALUES,
    })),
  },
  {
    id: '3a',
    what: 'fires and navigates in one task, core loaded, same origin',
    race: true,
    play: visit(() => ({ page: { body: whenCore(`${FIRE}location.href='next'`) }, values: VALUES })),
  },
  {
    id: '3b',
    what: 'fires and navigates in one task, core loaded, other origin',
    race: true,
    play: visit(({ site, account }) => ({
      page: { body: whenCore(`${FIRE}location.href='${site.other}/${account}/next'`) },
      values: VALUES,
    })),
  },
  {
    id: '4a',
    what: 'window.close() right after firing, core loaded',
    race: true,
    play: popup({ head: whenCore(`navigator.sendBeacon('/closing');${FIRE}close()`) }),
  },
  {
    id: '4b',
    what: 'tab closed right after firing, core loaded',
    race: true,
    play: (stage) =>
      inBrowser(stage.engine, async (browser) => {
        const { site, page } = stage;
        const other = await browser.newTab();
        const fired = site.next('GET /fired');
        const tab = await browser.newTab();
        await tab.visit(page('page', { body: whenCore(FIRE + tell('fired')) }));
        await fired;
        await tab.close();
        await other.open(page('after', { body: 'after' }));
        await stored(stage, VALUES);
        return { values: VALUES };
      }),
  },
  {
    id: '1c',
    what: 'core after 3 s; fires and window.close() before',
    race: true,
    play: async (stage) => {
      // Once it is shown, which a busy machine may take long for: a page that never was is told nothing when it is closed.
      const fire = `setTimeout(function(){navigator.sendBeacon('/closing');${FIRE}close()},200)`;
      const play = popup({ head: `<script>(function w(){document.hidden?setTimeout(w,10):${fire}})()</script>` });
      stage.site.faults.core = { delay: 3000 };
      return play(stage);
    },
  },
  {
    id: '1d',
    what: 'window.close() in the head of its own page, before the core has come',
    race: true,
    long: true,
    limit: { webkit: 'it tells a page that is still loading of nothing' },
    play: popup({ head: `<script>navigator.sendBeacon('/closing');${FIRE}close()</script>` }),
  },
];
