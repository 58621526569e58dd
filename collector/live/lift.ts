/** The picture of a goal: its lift and the interval day by day. The line of no difference is the one to watch. */
import uPlot from 'uplot';
import type { GoalResult } from '../results/campaign.js';
import { el } from './dom.js';

/** A lift of more than this is drawn at the edge of the picture. */
const MOST = 2;
const HEIGHT = 240;
/** Days from which a band can be seen; before them each interval is a line of its own. */
const BAND = 3;
const HALF_DAY = 43_200;
/** px that the label of a day needs, and between the lines of one day */
const LABEL = 72;
const APART = 14;
const COLOURS = ['--teal', '--amber', '--red', '--soft'];

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const colourOf = (index: number): string => colour(COLOURS[index % COLOURS.length] ?? '--teal');
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
/** A whole percentage with its sign; nothing is neither more nor less. */
const percentage = (value: number): string => (value < -0.5 ? '−' : value < 0.5 ? '' : '+') + Math.round(Math.abs(value)) + '%';

/** Days that get a label: as many as there is room for, the last one always, and none twice. */
export const labelled = (days: readonly number[], width: number): number[] => {
  const step = Math.ceil(days.length / Math.max(1, Math.floor(width / LABEL)));
  return days.filter((_, index) => (days.length - 1 - index) % step === 0);
};

const clip = (value: number | undefined): number | null => (value === undefined ? null : Math.max(-1, Math.min(MOST, value)) * 100);

/** What a plot does not draw itself: the line of no difference, and the intervals of the first days. */
const overlay = (plot: uPlot, comparisons: number): void => {
  const { ctx, bbox, data } = plot;
  const y = (value: number): number => plot.valToPos(value, 'y', true);
  const stroke = (style: string, width: number, ...points: [number, number][]): void => {
    ctx.strokeStyle = style;
    ctx.lineWidth = width * devicePixelRatio;
    ctx.beginPath();
    for (const [index, [x, top]] of points.entries()) ctx[index ? 'lineTo' : 'moveTo'](x, top);
    ctx.stroke();
  };
  ctx.save();
  stroke(colour('--ink'), 1, [bbox.left, y(0)], [bbox.left + bbox.width, y(0)]);
  if (data[0].length < BAND)
    for (const [at, day] of data[0].entries())
      for (let index = 0; index < comparisons; index++) {
        const [low, value, high] = [1, 2, 3].map((part) => data[index * 3 + part]?.[at]);
        if (low == null || value == null || high == null) continue;
        const x = plot.valToPos(day, 'x', true) + (index - (comparisons - 1) / 2) * APART * devicePixelRatio;
        stroke(colourOf(index), 3, [x, y(low)], [x, y(high)]);
        const wide = 5 * devicePixelRatio;
        stroke(colourOf(index), 3, [x - wide, y(value)], [x + wide, y(value)]);
      }
  ctx.restore();
};

const optionsOf = (width: number, days: number[], names: string[]): uPlot.Options => {
  const few = days.length < BAND;
  const [first = 0, last = 0] = [days[0], days.at(-1)];
  const axis: uPlot.Axis = { stroke: colour('--soft'), font: '12px system-ui, sans-serif' };
  const line = colour('--line');
  return {
    width,
    height: HEIGHT,
    // To the right room for half of a label, which stands below the last day.
    padding: [10, 24, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      // By the days themselves: of a single one uPlot makes a day from there on, and the point would stand at the edge.
      x: { range: () => (few ? [first - HALF_DAY, last + HALF_DAY] : [first, last]) },
      y: { range: (_, low, high) => [Math.min(low, -10), Math.max(high, 10)] },
    },
    series: [
      {},
      ...names.flatMap((label, index): uPlot.Series[] => [
        { label: `${label}, low`, stroke: 'transparent', points: { show: false } },
        { label, stroke: few ? 'transparent' : colourOf(index), width: 2, points: { show: false } },
        { label: `${label}, high`, stroke: 'transparent', points: { show: false } },
      ]),
    ],
    bands: few
      ? []
      : names.map((_, index) => ({ series: [index * 3 + 3, index * 3 + 1] as [number, number], fill: colourOf(index) + '33' })),
    axes: [
      {
        ...axis,
        size: 32,
        grid: { show: false },
        ticks: { stroke: line, size: 5 },
        splits: (plot) => labelled(plot.data[0] as number[], plot.width - 80),
        values: (_, times) => times.map((seconds) => date.format(seconds * 1000)),
      },
      {
        ...axis,
        size: 56,
        grid: { stroke: line, width: 1 },
        ticks: { show: false },
        values: (_, values) => values.map(percentage),
      },
    ],
    hooks: { draw: [(plot) => overlay(plot, names.length)] },
  };
};

/** @param names of the groups that are compared with the control */
export const picture = (goal: GoalResult, names: string[]): HTMLElement => {
  const place = el('div', { class: 'chart', role: 'img', 'aria-label': `Lift of ${goal.name} over time with its interval` });
  const at = (comparison: number, part: 0 | 1 | 2): (number | null)[] => goal.days.map(({ lifts }) => clip(lifts[comparison]?.[part]));
  const data: uPlot.AlignedData = [
    goal.days.map(({ day }) => Date.parse(day) / 1000),
    ...names.flatMap((_, index) => [at(index, 0), at(index, 1), at(index, 2)]),
  ];
  let plot: uPlot | undefined;
  // It has a width when it stands on the page, and another one when a phone is turned.
  new ResizeObserver(() => {
    const width = Math.max(place.clientWidth, 200);
    if (!place.clientWidth || plot?.width === width) return;
    if (plot) plot.setSize({ width, height: HEIGHT });
    else plot = new uPlot(optionsOf(width, data[0] as number[], names), data, place);
  }).observe(place);
  const few = goal.days.length < BAND;
  const legend = el(
    'p',
    { class: 'legend' },
    ...names.map((name, index) => {
      const mark = el('span', { 'aria-hidden': 'true' });
      mark.style.background = colourOf(index);
      return el('span', {}, mark, name);
    }),
  );
  return el(
    'figure',
    { class: 'lift' },
    el('figcaption', { class: 'soft' }, `Lift over time. When the ${few ? 'line' : 'band'} has left zero, it may be relied on.`),
    place,
    legend,
  );
};
