/** The chart: all events as bars, those counted once a session in front of them, as in the table of values. */
import uPlot from 'uplot';
import { byId, count, el } from './dom.js';
import type { Overview } from './api.js';

type Points = [times: number[], all: number[], once: number[]];

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const MINUTES = 60;
const bars = uPlot.paths.bars?.({ size: [0.72, 40], radius: 0.15 });
const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** Minutes of the last hour, those without events too. */
const hour = (minutes: ReadonlyMap<number, readonly [number, number]>, now: number): Points => {
  const last = Math.floor(now / 60_000);
  const points: Points = [[], [], []];
  for (let minute = last - MINUTES + 1; minute <= last; minute++) {
    const [all, once] = minutes.get(minute) ?? [0, 0];
    points[0].push(minute * 60);
    points[1].push(all);
    points[2].push(once);
  }
  return points;
};

/** Up to sixty days, those without events too. */
const days = (overview: Overview, now: number): Points => {
  const sums = new Map(overview.days.map((day) => [day.day, [day.events, day.counted] as const]));
  const first = Date.parse(overview.days[0]?.day ?? new Date(now).toISOString().slice(0, 10));
  const today = Date.parse(new Date(now).toISOString().slice(0, 10));
  const points: Points = [[], [], []];
  // A week at least, or a first day would be a lone dot.
  for (let day = Math.max(Math.min(first, today - 6 * 86_400_000), today - 59 * 86_400_000); day <= today; day += 86_400_000) {
    const [all, once] = sums.get(new Date(day).toISOString().slice(0, 10)) ?? [0, 0];
    points[0].push(day / 1000);
    points[1].push(all);
    points[2].push(once);
  }
  return points;
};

export interface Chart {
  show(): void;
  /** new totals */
  overview(overview: Overview): void;
  /** events by minute, added to what is there, or instead of it */
  minutes(list: readonly (readonly [number, number, number])[], fresh: boolean): void;
}

export const openChart = (now: () => number): Chart => {
  const place = byId('chart');
  const buttons = { hour: byId('span-hour'), days: byId('span-days') };
  const byMinute = new Map<number, [number, number]>();
  let last: Overview | undefined;
  let span: 'hour' | 'days' = 'hour';
  let plot: uPlot | undefined;

  // Days are UTC days, as the collector counts them; minutes are the reader's own.
  const label = (seconds: number): string => (span === 'days' ? date : time).format(seconds * 1000);
  const make = (data: Points): void => {
    plot?.destroy();
    place.replaceChildren();
    const axis: uPlot.Axis = {
      stroke: colour('--soft'),
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { show: false },
      font: '12px system-ui, sans-serif',
    };
    plot = new uPlot(
      {
        width: Math.max(place.clientWidth, 200),
        height: 190,
        // To the right room for half of a label, which stands below the last minute or day.
        padding: [10, 20, 0, 0],
        legend: { show: false },
        cursor: { y: false, points: { size: 7 } },
        tzDate: (ts) => (span === 'days' ? uPlot.tzDate(new Date(ts * 1000), 'Etc/UTC') : new Date(ts * 1000)),
        scales: {
          x: { range: (_plot, low, high) => (span === 'days' ? [low - 43_200, high + 43_200] : [low - 60, high + 60]) },
          y: { range: (_plot, _low, high) => [0, Math.max(4, Math.ceil(high * 1.1))] },
        },
        axes: [
          {
            ...axis,
            size: 32,
            grid: { show: false },
            space: 64,
            incrs: [60, 300, 600, 1200, 1800, 3600, 86_400, 2 * 86_400, 7 * 86_400, 14 * 86_400],
            values: (_plot, times) => times.map(label),
          },
          {
            ...axis,
            size: 46,
            incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6],
            values: (_plot, values) => values.map((value) => count(value)),
          },
        ],
        series: [
          {},
          { label: 'all', fill: colour('--pale'), width: 0, points: { show: false }, paths: bars },
          { label: 'once a session', fill: colour('--teal'), width: 0, points: { show: false }, paths: bars },
        ],
      },
      data,
      place,
    );
    const legend = el('p', { class: 'legend' }, key('--pale', 'all'), key('--teal', 'counted once a visit'));
    place.append(legend);
  };
  const key = (name: string, text: string): HTMLElement => {
    const mark = el('span', { 'aria-hidden': 'true' });
    mark.style.background = colour(name);
    return el('span', {}, mark, text);
  };
  const data = (): Points => (span === 'hour' || !last ? hour(byMinute, now()) : days(last, now()));
  const say = (points: Points): void => {
    const sum = (list: number[]): number => list.reduce((total, n) => total + n, 0);
    place.setAttribute(
      'aria-label',
      `${span === 'hour' ? 'Last hour' : 'Days'}: ${count(sum(points[1]))} events, ${count(sum(points[2]))} counted once a session`,
    );
  };
  const draw = (): void => {
    const points = data();
    say(points);
    if (!place.clientWidth) return;
    if (plot) plot.setData(points);
    else make(points);
  };
  const choose = (next: 'hour' | 'days'): void => {
    span = next;
    for (const [name, button] of Object.entries(buttons)) button.setAttribute('aria-pressed', String(name === next));
    const points = data();
    say(points);
    make(points);
  };
  buttons.hour.addEventListener('click', () => choose('hour'));
  buttons.days.addEventListener('click', () => choose('days'));
  new ResizeObserver(() => plot?.setSize({ width: Math.max(place.clientWidth, 200), height: 190 })).observe(place);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => make(data()));
  // The hour moves on though nothing comes.
  setInterval(draw, 15_000);
  return {
    show: draw,
    overview: (overview) => {
      last = overview;
      if (span === 'days' || !plot) draw();
    },
    minutes: (list, fresh) => {
      if (fresh) byMinute.clear();
      for (const [minute, all, once] of list) {
        const have = byMinute.get(minute) ?? [0, 0];
        byMinute.set(minute, [have[0] + all, have[1] + once]);
      }
      const oldest = Math.floor(now() / 60_000) - MINUTES;
      for (const minute of byMinute.keys()) if (minute < oldest) byMinute.delete(minute);
      if (span === 'hour') draw();
    },
  };
};
