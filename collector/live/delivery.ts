/** Delivery: what came, by which way, and what did not. */
import type { Overview } from './api.js';
import { byId, cell, count, duration, el, percent, table } from './dom.js';

/** The words of the table, and what they mean. */
const WORDS: [word: string, meaning: string][] = [
  ['stored', 'events of any kind that are in the store'],
  ['by beacon', 'sent at once, the ordinary way'],
  ['confirmed', 'sent at once, with an answer that the page waited for'],
  ['rescued', 'sent by the snippet itself, or by the next page, because the tag had not loaded when the page was left'],
  ['sent again', 'kept in the browser while this collector could not be reached, and sent later'],
  ['repeats ignored', 'arrived a second time, and were not counted a second time'],
  ['missing', 'numbers that have not come yet: the event is still in a browser, or lost'],
  ['not kept', 'events that a browser had no room to keep, as it reported itself'],
  ['age', 'time from the event to its arrival: half of the events were quicker than the first figure, 99 of 100 than the second'],
];

export const delivery = (overview: Overview): void => {
  const days = [...overview.delivery].reverse();
  const warn = (n: number): HTMLTableCellElement => cell(n, n ? 'n warn' : 'n');
  const total = overview.stored + overview.gaps + overview.overflow;
  byId('delivery').replaceChildren(
    el(
      'div',
      { class: 'panel stack' },
      el('h2', {}, 'Delivery'),
      el(
        'p',
        {},
        total
          ? `${count(overview.stored)} of ${count(total)} events that browsers numbered in the last 30 days are here (${percent(overview.stored / total)}). `
          : 'Nothing has arrived in the last 30 days. ',
        el('span', { class: 'soft' }, 'Every event has a number in its page view, so a missing one is noticed.'),
      ),
      el(
        'details',
        {},
        el('summary', {}, 'What the words mean'),
        el('dl', { class: 'words' }, ...WORDS.flatMap(([word, meaning]) => [el('dt', {}, word), el('dd', {}, meaning)])),
      ),
    ),
    ...(days.length
      ? [
          el(
            'div',
            { class: 'panel' },
            el(
              'div',
              { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Delivery by account and day' },
              table(
                'Delivery by account and day',
                [
                  ['day'],
                  ['account'],
                  ['stored', true],
                  ['by beacon', true],
                  ['confirmed', true],
                  ['rescued', true],
                  ['sent again', true],
                  ['repeats ignored', true],
                  ['missing', true],
                  ['not kept', true],
                  ['age, half', true],
                  ['age, 99%', true],
                ],
                days.map((day) => [
                  el('th', { scope: 'row', class: 'key' }, day.day),
                  cell(day.account, 'key'),
                  cell(day.stored),
                  cell(day.arrivals.beacon),
                  cell(day.arrivals.confirmation),
                  cell(day.arrivals.rescue),
                  cell(day.arrivals.redelivery),
                  cell(day.duplicates),
                  warn(day.gaps),
                  warn(day.overflow),
                  cell(duration(day.ageMedian)),
                  cell(duration(day.ageP99)),
                ]),
              ),
            ),
          ),
        ]
      : []),
  );
};
