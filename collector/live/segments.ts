/** Segments: who matched which, over time; and how to make the first one. */
import type { Overview } from './api.js';
import { byId, cell, el, table } from './dom.js';
import { example } from './example.js';
import { spark } from './spark.js';

/** @param today YYYY-MM-DD, UTC @param account the chosen one, or '' */
export const segments = (overview: Overview, today: string, account: string): void => {
  const found = new Map<string, { name: string; byDay: Map<string, number>; total: number }>();
  for (const { id, name } of overview.names.segments) found.set(String(id), { name, byDay: new Map(), total: 0 });
  for (const row of overview.segments) {
    const [id = '', name = id] = row.value;
    const segment = found.get(id) ?? { name, byDay: new Map<string, number>(), total: 0 };
    segment.byDay.set(row.day, (segment.byDay.get(row.day) ?? 0) + row.counted);
    segment.total += row.counted;
    found.set(id, segment);
  }
  const rows = [...found].sort((a, b) => b[1].total - a[1].total);
  const week = new Date(Date.parse(today) - 6 * 86_400_000).toISOString().slice(0, 10);
  const since = (byDay: Map<string, number>): number => [...byDay].reduce((sum, [day, n]) => sum + (day >= week ? n : 0), 0);
  byId('segments').replaceChildren(
    el(
      'div',
      { class: 'panel narrow' },
      el(
        'div',
        { class: 'head' },
        el('h2', {}, 'Segments'),
        el(
          'p',
          { class: 'soft' },
          'A segment is a group of visitors, such as everyone who downloaded the white paper. The figures are visits that matched.',
        ),
      ),
      rows.length
        ? table(
            'Visits that matched each segment',
            [['segment'], ['last 14 days'], ['today', true], ['7 days', true], ['30 days', true]],
            rows.map(([id, s]) => [
              el('th', { scope: 'row' }, s.name, el('span', { class: 'soft' }, ` (id ${id})`)),
              el('td', {}, spark(s.byDay, today)),
              cell(s.byDay.get(today) ?? 0),
              cell(since(s.byDay)),
              cell(s.total),
            ]),
          )
        : el('p', {}, 'No segments yet.'),
    ),
    ...(rows.length ? [] : [example('segment', overview.folder, account)]),
  );
};
