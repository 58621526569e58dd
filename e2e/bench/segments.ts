/**
 * (4) What personalisation costs a page: 100 segments looked at for a visitor with 200 events, at 4x CPU throttle; and the way from
 * the click that qualifies to the campaign on the screen, with the requests that it takes. Run by `npm run bench`.
 *
 * Chromium throttles by stopping the page's thread, on a small machine for 3 to 20 ms at a time: a task of 0.2 ms is either not
 * stopped at all or for a hundred times its length. Such tasks are therefore measured without the throttle and multiplied, and with
 * it many in a row, where the stops fall in proportion.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { compile } from '../../collector/accounts/compile.js';
import { check } from '../../collector/accounts/check.js';
import type { AccountFile } from '../../collector/accounts/account.js';
import { openChrome, type Tab } from './chrome.js';
import { openGround, stub } from './ground.js';
import { median, print, quantile, type Row } from './table.js';

const SEGMENTS = 100;
const EVENTS = 200;
const ROUNDS = 200;
/** ms of evaluations in a row */
const ROW = 3000;
const VISITORS = 6;
const THROTTLE = 4;
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

/** Each kind of filter, by number: plain values, wildcards at either end and inside, pages, lists, exclusions. */
const filtersOf = (n: number): object[] =>
  [
    [{ event: `download - paper ${n}` }],
    [{ event: `download*${n}` }, { page: `*/products/${n}*` }],
    [{ page: [`/products/${n}/*`, `*/plans/*/${n}`] }],
    [
      { event: [`plan ${n}`, `order ${n}`], match: 'all' },
      { page: '*/legal*', not: true },
    ],
    [{ search: `*light ${n}*` }, { visits: { min: 2 } }, { browser: 'chrome' }],
  ][n % 5] as object[];

const account = (): AccountFile => {
  const segments = Array.from({ length: SEGMENTS }, (_, n) => ({ id: n + 1, name: `Segment ${n}`, filters: filtersOf(n) }));
  // The one that the click brings about.
  segments.push({ id: 900, name: 'white paper', filters: [{ event: 'download - example whitepaper' }] });
  const campaigns = [{ id: 1, name: 'light', type: 'dialog', segments: 900, content: '<h2>More light</h2><p>Come and see.</p>' }];
  const checked = check(JSON.stringify({ segments, campaigns }));
  if (!checked.account) throw new Error(JSON.stringify(checked.problems[0]));
  return checked.account;
};

/** The bundle's own module, as its names are in the source. */
const evaluation = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [new URL('../../core/campaigns/segments.ts', import.meta.url).pathname],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'segments',
    target: 'es2020',
    minify: true,
  });
  return outputFiles[0]?.text ?? '';
};

const IN_PAGE = `async (list, events, rounds, row) => {
  const { engaged, lines, clean, addressLines } = segments;
  const e = lines(Array.from({ length: events }, (_, n) => clean('event number ' + n + ' of a visitor')));
  const p = lines(Array.from({ length: events / 2 }, (_, n) => addressLines('https://shop.test/products/of/many/' + n + '?x=' + n)).flat());
  // Each look has facts of its own, as in the page.
  const look = (clicks) => engaged(list, { e, p, E: e, P: p, v: '3', q: lines(['warm light']), b: lines(['chrome']) }, new Map(), clicks);
  if (row) {
    const began = performance.now();
    let count = 0;
    while (performance.now() - began < row) look(count++);
    return [(performance.now() - began) / count];
  }
  const times = [];
  for (let i = 0; i < rounds; i++) {
    // A task of its own, as a click is.
    await new Promise((resolve) => setTimeout(resolve));
    const before = performance.now();
    look(i);
    times.push(performance.now() - before);
  }
  return times;
}`;

/** ms from the click to the dialog in the document, ms to the frame in which it is, and the requests meanwhile. */
const CLICK = `new Promise((resolve) => {
  document.getElementById('paper').addEventListener('click', (event) => {
    const at = performance.now();
    let there;
    new MutationObserver(() => (there ??= performance.now() - at)).observe(document.body, { childList: true });
    const look = () => {
      if (![...document.body.children].some((element) => element.shadowRoot)) return requestAnimationFrame(look);
      // The frame's own work is behind us in the task after it.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve([there, performance.now() - at, performance.getEntriesByType('resource').filter(({ startTime }) => startTime >= at).map(({ name }) => name)]);
      port2.postMessage(0);
    };
    requestAnimationFrame(look);
  });
  window.armed = 1;
})`;

const click = async (tab: Tab): Promise<void> => {
  const { x, y } = await tab.run<{ x: number; y: number }>(
    `(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }))(document.getElementById('paper').getBoundingClientRect())`,
  );
  for (const type of ['mousePressed', 'mouseReleased'])
    await tab.send('Input.dispatchMouseEvent', { type, x, y, button: 'left', clickCount: 1 });
};

const folder = await mkdtemp(join(tmpdir(), 'rtp-bench-accounts-'));
const file = account();
await writeFile(join(folder, 'many.json'), JSON.stringify(file));
const ground = await openGround({ RTP_CONFIG: folder });
const chrome = await openChrome();
try {
  const tab = await chrome.fresh();
  await tab.open(ground.page('segments', `<script>${await evaluation()}</script>`, ISOLATED));
  const list = JSON.stringify(compile(file).s.slice(0, SEGMENTS));
  const times = await tab.run<number[]>(`(${IN_PAGE})(${list}, ${EVENTS}, ${ROUNDS}, 0)`);
  const first = times[0] ?? NaN;
  await tab.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });
  const [throttled = NaN] = await tab.run<number[]>(`(${IN_PAGE})(${list}, ${EVENTS}, 0, ${ROW})`);

  const there: Record<1 | typeof THROTTLE, number[]> = { 1: [], [THROTTLE]: [] };
  const shown: typeof there = { 1: [], [THROTTLE]: [] };
  const requests: string[] = [];
  for (let i = 0; i < 2 * VISITORS; i++) {
    const rate = i % 2 ? 1 : THROTTLE;
    const visitor = await chrome.fresh();
    await visitor.open(
      ground.page(
        'click',
        `<script>${stub('/rtp.js', 'many')};rtp('send','view');rtp('get','campaign',true);rtp('userContextReady',function(){window.ready=1})</script></head><body><button id="paper" onclick="rtp('send', 'event', {value :'download - example whitepaper'})">Download</button>`,
      ),
    );
    await visitor.run(`(async () => { while (!window.ready) await new Promise((resolve) => setTimeout(resolve, 10)) })()`);
    await visitor.send('Emulation.setCPUThrottlingRate', { rate });
    const done = visitor.run<[number, number, string[]]>(CLICK);
    await visitor.run(`(async () => { while (!window.armed) await new Promise((resolve) => setTimeout(resolve, 10)) })()`);
    await click(visitor);
    const [inserted, framed, seen] = await done;
    there[rate].push(inserted);
    shown[rate].push(framed);
    // Beacons report; what would be waited for is a script, a configuration, an answer about the visitor.
    requests.push(...seen.filter((url) => !url.endsWith('/e')));
  }
  const group = '(4) personalisation';
  const aim = { aim: 1, wanted: 'under 1 ms' };
  const way = (rate: 1 | typeof THROTTLE): string =>
    `in the document after ${median(there[rate]).toFixed(1)} ms, painted (by software) after ${median(shown[rate]).toFixed(0)} ms`;
  const rows: Row[] = [
    {
      group,
      name: `${SEGMENTS} segments, a visitor with ${EVENTS} events and ${EVENTS / 2} pages, ${THROTTLE} times a task's`,
      figures: `${(THROTTLE * median(times)).toFixed(2)} ms (${ROUNDS} tasks without throttle: median ${median(times).toFixed(2)}, p99 ${quantile(times, 0.99).toFixed(2)}, the page's first ${first.toFixed(2)} ms)`,
      value: THROTTLE * median(times),
      ...aim,
    },
    {
      group,
      name: `the same in a row, ${THROTTLE}x CPU throttle`,
      figures: `mean ${throttled.toFixed(2)} ms (${ROW / 1000} s)`,
      value: throttled,
      ...aim,
    },
    {
      group,
      name: 'from the click that qualifies to the dialog',
      figures: `${way(1)} (median of ${VISITORS} visitors); at ${THROTTLE}x ${way(THROTTLE)}`,
    },
    {
      group,
      name: 'requests for it',
      figures: `${requests.length} ${[...new Set(requests)].join(' ')}`.trim(),
      value: requests.length,
      aim: 0,
      wanted: 'none',
    },
  ];
  print(rows);
} finally {
  await chrome.end();
  await ground.close();
  await rm(folder, { recursive: true });
}
