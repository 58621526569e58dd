/** Counts by value over the last 30 days: all, and once a session. */
import type { Overview } from './api.js';
import { byId, cell, el, strings, svg, table } from './dom.js';

const bar = (all: number, once: number, most: number): SVGElement =>
  svg(
    'svg',
    { class: 'bar', viewBox: '0 0 100 5', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('rect', { class: 'all', width: String((all / most) * 100), height: '5' }),
    svg('rect', { class: 'once', width: String((once / most) * 100), height: '5' }),
  );

let shown = '';

export const values = (overview: Overview): void => {
  const list = overview.values;
  const state = JSON.stringify(list);
  if (state === shown) return;
  shown = state;
  const most = Math.max(1, ...list.map((value) => value.all));
  byId('values').replaceChildren(
    list.length
      ? table(
          'Counts by value',
          [['event'], ['all', true], ['once a visit', true]],
          list.map((value) => [
            el('th', { scope: 'row' }, ...strings(value.value), bar(value.all, value.counted, most)),
            cell(value.all),
            cell(value.counted),
          ]),
          false,
        )
      : el('p', { class: 'soft' }, 'No events with a value yet; page views have none.'),
  );
};
