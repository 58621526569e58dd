/** (1) What one call costs on the page's main thread, before the core and after it, beside the bare tag's in the same page. */
import type { Chrome } from './chrome.js';
import { stub, type Ground } from './ground.js';
import { median, quantile, type Row } from './table.js';

const CALLS = 1000;
/** Calls of each side between two waits: 10 beacons of each, of less than 1 KB, are far from the 64 KiB that may be in flight. */
const BLOCK = 10;
/** A call before the core takes less than the clock's step, so ten are timed together. */
const TOGETHER = 10;
/** With these headers the clock goes in steps of 5 us; without them 100 us. */
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

/**
 * In the page. Both sides take turns call by call, each call in a task of its own, as clicks are; what a call leaves to the task's
 * microtasks (the core sends there) is awaited and counted. After each block the page waits until all that was sent is
 * answered: a refused beacon costs next to nothing, and the quota is shared.
 */
const MEASURE = `async (calls, block, together, already) => {
  let sent = already;
  const port = new MessageChannel();
  const task = () => new Promise((resolve) => { port.port1.onmessage = resolve; port.port2.postMessage(0) });
  const time = async (call, name, count, sync, whole) => {
    await task();
    const before = performance.now();
    for (let i = 0; i < count; i++) call('send', 'event', { value: name + i });
    const after = performance.now();
    // As many turns as the core's chain of promises has, and some more.
    for (let i = 0; i < 5; i++) await 0;
    const end = performance.now();
    sync.push((after - before) / count * 1e3);
    whole.push((end - before) / count * 1e3);
  };
  const times = { tag: [], tagWhole: [], bare: [], bareWhole: [] };
  for (let n = 0; n < calls; n++) {
    if (n % block === 0 && !(await fetch('/quiet?' + sent)).ok) throw new Error('of ' + sent + ' beacons some never came');
    sent += together > 1 ? 1 : 2; // before the core the tag sends none
    const sides = [() => time(bare, 'download - ' + n + ' ', 1, times.bare, times.bareWhole)];
    if (n % together === 0) sides.push(() => time(rtp, 'download - ' + n + ' ', together, times.tag, times.tagWhole));
    // Neither is always the first.
    if (n & 1) sides.reverse();
    for (const side of sides) await side();
  }
  times.sent = sent;
  return times;
}`;

type Times = Record<'tag' | 'tagWhole' | 'bare' | 'bareWhole', number[]> & { sent: number };

const us = (numbers: number[]): string => `median ${median(numbers).toFixed(1)}, p99 ${quantile(numbers, 0.99).toFixed(1)} us`;
const compare = (name: string, tag: number[], bare: number[], aim?: number): Row => {
  const value = median(tag) / median(bare);
  const tail = quantile(tag, 0.99) / quantile(bare, 0.99);
  return {
    group: `(1) one rtp('send','event',{value}), over ${CALLS} calls, taking turns with the bare tag`,
    name,
    figures: `${us(tag)}; bare ${us(bare)}: ${value.toFixed(2)}x, p99 ${tail.toFixed(2)}x`,
    value,
    ...(aim && { aim, wanted: `median at most ${aim}x bare` }),
  };
};

/** @throws {Error} when the page's clock is too coarse or beacons were lost */
export const measureCalls = async (chrome: Chrome, ground: Ground): Promise<Row[]> => {
  const tab = await chrome.fresh();
  const bare = '<script src="/bare.js"></script>';
  const run = async (name: string, core: string, ready: string, together: number): Promise<Times> => {
    await tab.open(ground.page(name, `<script>${stub(core, 'bench')};rtp('send','view')</script>${bare}`, ISOLATED));
    if (!(await tab.run<boolean>('crossOriginIsolated'))) throw new Error('the page is not isolated: its clock is too coarse');
    await tab.run(`(async () => { while (!(${ready})) await new Promise((resolve) => setTimeout(resolve, 10)) })()`);
    // Warm: V8 compiles what runs often, on both sides.
    const { sent } = await tab.run<Times>(`(${MEASURE})(100, ${BLOCK}, ${together}, 0)`);
    return tab.run<Times>(`(${MEASURE})(${CALLS}, ${BLOCK}, ${together}, ${sent})`);
  };
  // The core's address answers 404: the stub stays.
  const before = await run('calls-stub', '/no-core.js', 'window.bare && rtp.q', TOGETHER);
  const after = await run('calls-core', '/rtp.js', 'rtp.q && rtp.q.base', 1);
  return [
    compare('before the core, the call', before.tag, before.bare, 1.5),
    compare('after the core, the call', after.tag, after.bare, 1.5),
    compare('after the core, the call and its microtask', after.tagWhole, after.bareWhole, 1.5),
  ];
};
