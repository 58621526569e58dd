/** (2) What the core's script costs on the main thread when it arrives, beside the bare tag's, by the browser's own trace. */
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

/** ms of the tasks in which a script of that name ran: compiling, running, and the microtasks behind it. */
const bootTimes = (spans: Span[], name: string): number[] => {
  const tasks = spans.filter((span) => span.name === 'RunTask' && span.dur);
  return spans
    .filter((span) => span.name === 'EvaluateScript' && span.args.data?.url?.endsWith(name))
    .map((script) => {
      const task = tasks.find(
        (span) =>
          span.pid === script.pid &&
          span.tid === script.tid &&
          span.ts <= script.ts &&
          span.ts + (span.dur ?? 0) >= script.ts + (script.dur ?? 0),
      );
      return (task?.dur ?? NaN) / 1e3;
    });
};

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
      if (tag.length < LOADS || bare.length < LOADS)
        throw new Error(`boot at ${rate}x: ${tag.length} and ${bare.length} of ${LOADS} loads in the trace`);
      const value = median(tag) / median(bare);
      const ms = (numbers: number[]): string => `median ${median(numbers).toFixed(2)}, p99 ${quantile(numbers, 0.99).toFixed(2)} ms`;
      rows.push({
        group: `(2) the task in which the script arrives, ${LOADS} page loads each, taking turns`,
        name: `${rate}x CPU, ${text}`,
        figures: `${ms(tag)}; bare ${ms(bare)}: ${value.toFixed(2)}x`,
        value,
        aim: 2,
        wanted: 'median at most 2x bare',
      });
    }
  }
  return rows;
};
