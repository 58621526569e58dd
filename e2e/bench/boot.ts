/** (2) What the core's script costs on the main thread, when it arrives and in all, beside the bare tag's, by the browser's own trace. */
import { once } from 'node:events';
import { EventEmitter } from 'node:events';
import type { Answer, Chrome } from './chrome.js';
import { stub, type Ground } from './ground.js';
import { bareStub } from './bare.js';
import { median, quantile, type Row } from './table.js';

/** Page loads of each kind. */
const LOADS = 20;
/** Loads before that: V8 keeps the code of a cached script from the second or third use on, as for a returning visitor. */
const WARM = 4;

interface Span {
  name: string;
  ph: string;
  ts: number;
  dur?: number;
  pid: number;
  tid: number;
  args: { data?: { url?: string } };
}

/** What the tab does meanwhile, as the browser saw it. */
const traced = async (chrome: Chrome, events: EventEmitter, work: () => Promise<void>): Promise<Span[]> => {
  const spans: Span[] = [];
  const collect = (params: Answer): void => void spans.push(...(params.value as Span[]));
  events.on('data', collect);
  await chrome.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'v8'] },
  });
  await work();
  const done = once(events, 'done');
  await chrome.send('Tracing.end');
  await done;
  events.off('data', collect);
  return spans;
};

/**
 * ms of what a script of that name did. Its task when it arrives is its own: compiling, running, and the microtasks behind it. Later it is
 * called in tasks that are the page's (`load`, `pageshow`), of which its functions' time counts, and the microtasks of that task.
 * @returns of each task in which the script arrived; and of all page loads together, answers, events and timers among it
 */
const bootTimes = (spans: Span[], name: string): { arrival: number[]; all: number } => {
  const timed = spans.filter((span) => span.dur);
  const holds = (outer: Span, inner: Span): boolean =>
    outer.pid === inner.pid &&
    outer.tid === inner.tid &&
    outer.ts <= inner.ts &&
    outer.ts + (outer.dur ?? 0) >= inner.ts + (inner.dur ?? 0);
  const tasks = timed.filter((span) => span.name === 'RunTask');
  const ours = timed.filter((span) => span.args.data?.url?.endsWith(name));
  const arrivals = ours.filter((span) => span.name === 'EvaluateScript').map((script) => tasks.find((task) => holds(task, script)));
  const calls = ours.filter((span) => span.name === 'FunctionCall' && !arrivals.some((task) => task && holds(task, span)));
  const later = new Set(calls.map((call) => tasks.find((task) => holds(task, call))));
  const micro = timed.filter((span) => span.name === 'RunMicrotasks' && [...later].some((task) => task && holds(task, span)));
  const sum = (list: (Span | undefined)[]): number => list.reduce((total, span) => total + (span?.dur ?? NaN), 0) / 1e3;
  return { arrival: arrivals.map((task) => sum([task])), all: sum([...arrivals, ...outermost([...calls, ...micro], holds)]) };
};

/** Those that are in none of the others. */
const outermost = (spans: Span[], holds: (outer: Span, inner: Span) => boolean): Span[] =>
  spans.filter((span) => !spans.some((other) => other !== span && holds(other, span)));

export const measureBoot = async (chrome: Chrome, ground: Ground): Promise<Row[]> => {
  const events = new EventEmitter();
  chrome.on('Tracing.dataCollected', (params) => events.emit('data', params));
  chrome.on('Tracing.tracingComplete', () => events.emit('done'));
  const kinds = [
    ['a view waits', 'view', `('send','view')`],
    ['nothing waits', 'none', ''],
  ] as const;
  const rows: Row[] = [];
  for (const rate of [1, 6]) {
    const tab = await chrome.fresh();
    const urls = kinds.flatMap(([, kind, call]) => [
      ground.page(`boot-rtp-${kind}`, `<script>${stub(`/rtp.js?${kind}`, 'bench')};${call && 'rtp' + call}</script>`),
      ground.page(`boot-bare-${kind}`, `<script>${bareStub(`/bare.js?${kind}`)};${call && 'bare' + call}</script>`),
    ]);
    await tab.send('Emulation.setCPUThrottlingRate', { rate });
    const load = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i++)
        for (const url of urls) {
          await tab.open(url);
          // What was sent is answered before the next page: no page pays for the one before it.
          await tab.run(`fetch('/quiet')`);
        }
    };
    await load(WARM);
    const spans = await traced(chrome, events, () => load(LOADS));
    for (const [text, kind] of kinds) {
      const tag = bootTimes(spans, `/rtp.js?${kind}`);
      const bare = bootTimes(spans, `/bare.js?${kind}`);
      const [count, least] = [tag.arrival.length, bare.arrival.length];
      if (count < LOADS || least < LOADS) throw new Error(`boot at ${rate}x: ${count} and ${least} of ${LOADS} loads in the trace`);
      const ms = (numbers: number[]): string => `median ${median(numbers).toFixed(2)}, p99 ${quantile(numbers, 0.99).toFixed(2)} ms`;
      const value = median(tag.arrival) / median(bare.arrival);
      rows.push({
        group: `(2) the task in which the script arrives, ${LOADS} page loads each, taking turns`,
        name: `${rate}x CPU, ${text}`,
        figures: `${ms(tag.arrival)}; bare ${ms(bare.arrival)}: ${value.toFixed(2)}x`,
        value,
        aim: 2.5,
        wanted: 'median at most 2.5x bare',
      });
      const each = (sum: number): string => `${(sum / LOADS).toFixed(2)} ms a page`;
      rows.push({
        group: '(2) all that the script does until the page is loaded and its answers are there',
        name: `${rate}x CPU, ${text}`,
        figures: `${each(tag.all)}; bare ${each(bare.all)}: ${(tag.all / bare.all).toFixed(2)}x`,
        value: tag.all / bare.all,
        aim: 4,
        wanted: 'at most 4x bare',
      });
    }
  }
  return rows;
};
