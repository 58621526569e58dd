/** Two figures that matter, with yesterday beside them; the others in a sentence. */
import type { Overview } from './api.js';
import { byId, count, el } from './dom.js';

const plural = (n: number, one: string, many = one + 's'): string => `${count(n)} ${n === 1 ? one : many}`;

/** @param today YYYY-MM-DD, UTC */
export const figures = (overview: Overview, today: string): void => {
  const yesterday = new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10);
  const sum = (date: string, field: 'events' | 'counted' | 'sessions' | 'visitors' | 'views'): number =>
    overview.days.reduce((total, day) => total + (day.day === date ? day[field] : 0), 0);
  const figure = (name: string, field: 'counted' | 'visitors', about: string): HTMLElement =>
    el(
      'div',
      {},
      el('dt', {}, name, el('span', { class: 'about' }, about)),
      el('dd', {}, sum(today, field), el('span', { class: 'before' }, `yesterday ${count(sum(yesterday, field))}`)),
    );
  byId('figures').replaceChildren(
    el(
      'dl',
      { class: 'figures' },
      figure('visitors today', 'visitors', 'different browsers, by the cookie'),
      figure('events today', 'counted', 'each counted once in a visit'),
    ),
    el(
      'p',
      { class: 'sentence soft' },
      `Today: ${plural(sum(today, 'views'), 'page view')}, ${plural(sum(today, 'sessions'), 'visit')}, ` +
        `${plural(sum(today, 'events'), 'event')} with repeats. In the last 30 days: ${plural(overview.events, 'event')}. `,
      overview.gaps
        ? el('a', { href: '#delivery', class: 'to-delivery' }, `${plural(overview.gaps, 'event is', 'events are')} still on the way.`)
        : 'Every event that was numbered is here.',
    ),
  );
};
