/** Panels made anew from the totals: figures, values, segments, delivery, set-up. */
import type { Overview } from './api.js';
import { byId, cell, count, duration, el, percent, strings, svg, table } from './dom.js';

/** Figures of today and of all time. */
export const figures = (overview: Overview, today: string): void => {
  const days = overview.days.filter((day) => day.day === today);
  const sum = (field: 'events' | 'counted' | 'sessions' | 'visitors'): number => days.reduce((total, day) => total + day[field], 0);
  const figure = (name: string, n: number, alert = false): HTMLElement =>
    el('div', alert ? { class: 'alert' } : {}, el('dt', {}, name), el('dd', {}, n));
  byId('figures').replaceChildren(
    figure('events today', sum('events')),
    figure('counted once today', sum('counted')),
    figure('visitors today', sum('visitors')),
    figure('sessions today', sum('sessions')),
    figure('events in all', overview.events),
    figure('gaps open', overview.gaps, overview.gaps > 0),
  );
};

const bar = (all: number, once: number, most: number): SVGElement =>
  svg(
    'svg',
    { class: 'bar', viewBox: '0 0 100 5', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('rect', { class: 'all', width: String((all / most) * 100), height: '5' }),
    svg('rect', { class: 'once', width: String((once / most) * 100), height: '5' }),
  );

/** Counts by value, all and once a session. */
export const values = (overview: Overview): void => {
  // The same value of several accounts is one line where all are shown.
  const merged = new Map<string, { value: string[]; all: number; counted: number }>();
  for (const { type, value, all, counted } of overview.values) {
    if (type !== 'event') continue;
    const key = JSON.stringify(value);
    const have = merged.get(key) ?? { value, all: 0, counted: 0 };
    merged.set(key, { value, all: have.all + all, counted: have.counted + counted });
  }
  const list = [...merged.values()].sort((a, b) => b.all - a.all).slice(0, 60);
  const most = Math.max(1, ...list.map((value) => value.all));
  byId('values').replaceChildren(
    list.length
      ? table(
          'Counts by value',
          [['value'], ['all', true], ['once', true]],
          list.map((value) =>
            el(
              'tr',
              {},
              el('th', { scope: 'row' }, ...strings(value.value), bar(value.all, value.counted, most)),
              cell(value.all),
              cell(value.counted),
            ),
          ),
        )
      : el('p', { class: 'soft' }, 'No value yet.'),
  );
};

const SPARK = 14;
const spark = (byDay: ReadonlyMap<string, number>, today: string): SVGElement => {
  const list = Array.from(
    { length: SPARK },
    (_, i) => byDay.get(new Date(Date.parse(today) - (SPARK - 1 - i) * 86_400_000).toISOString().slice(0, 10)) ?? 0,
  );
  const most = Math.max(1, ...list);
  const bars = list.map((n, i) => {
    const height = n ? Math.max(3, (n / most) * 28) : 2;
    return svg('rect', {
      x: String(i * 8.6),
      y: String(28 - height),
      width: '6.6',
      height: String(height),
      rx: '1.5',
      ...(n ? {} : { class: 'zero' }),
    });
  });
  return svg(
    'svg',
    { class: 'spark', viewBox: '0 0 120 28', role: 'img', 'aria-label': `last ${SPARK} days: ${list.join(', ')}` },
    ...bars,
  );
};

/** Who matched which segment, over time. */
export const segments = (overview: Overview, today: string): void => {
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
      { class: 'panel' },
      el('div', { class: 'head' }, el('h2', {}, 'Segments'), el('p', { class: 'soft' }, 'sessions that matched')),
      rows.length
        ? el(
            'div',
            { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Segments' },
            table(
              'Sessions that matched each segment',
              [['segment'], ['last 14 days'], ['today', true], ['7 days', true], ['30 days', true]],
              rows.map(([id, s]) =>
                el(
                  'tr',
                  {},
                  el('th', { scope: 'row' }, s.name, el('span', { class: 'soft' }, '  ' + id)),
                  el('td', {}, spark(s.byDay, today)),
                  cell(s.byDay.get(today) ?? 0),
                  cell(since(s.byDay)),
                  cell(s.total),
                ),
              ),
            ),
          )
        : el('p', { class: 'soft' }, 'No segment yet. They are described in the account’s file in the configuration folder.'),
    ),
  );
};

/** What came, by which way, and what did not. */
export const delivery = (overview: Overview): void => {
  const days = [...overview.days].reverse().slice(0, 60);
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
          ? `${count(overview.stored)} of ${count(total)} events that tags numbered are here (${percent(overview.stored / total)}). `
          : 'Nothing has arrived yet. ',
        el(
          'span',
          { class: 'soft' },
          'A gap is a number that has not come: it is on its way in a browser, or lost. Overflow is what a tag says that it could not keep.',
        ),
      ),
    ),
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
            ['duplicates ignored', true],
            ['gaps open', true],
            ['overflow', true],
            ['age, median', true],
            ['age, p99', true],
          ],
          days.map((day) =>
            el(
              'tr',
              {},
              cell(day.day, 'key'),
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
            ),
          ),
        ),
      ),
    ),
  );
};

/** The snippet with a button that copies it. */
export const snippetBox = (text: string): HTMLElement => {
  const button = el('button', { class: 'primary', type: 'button' }, 'Copy the snippet');
  const whole = text + "\n<script>rtp('send','view'); rtp('get','campaign',true);</script>";
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(whole).then(
      () => (button.textContent = 'Copied'),
      () => (button.textContent = 'Please copy it by hand'),
    );
  });
  return el('div', {}, el('pre', { tabindex: '0', role: 'region', 'aria-label': 'Snippet' }, whole), button);
};

/** How to begin. */
export const setup = (overview: Overview, account: string): void => {
  byId('setup').replaceChildren(
    el(
      'div',
      { class: 'panel stack' },
      el('h2', {}, `Snippet for account ${account || 'demo'}`),
      el(
        'p',
        {},
        'Paste this into the ',
        el('code', {}, '<head>'),
        ' of your pages, before any other ',
        el('code', {}, 'rtp(…)'),
        ' call.',
      ),
      snippetBox(overview.snippet),
      el(
        'p',
        {},
        'Then, on whatever a visitor does: ',
        el('code', {}, "onclick=\"rtp('send', 'event', {value: 'download - example whitepaper'})\""),
      ),
      el('p', { class: 'soft' }, 'Try it first: ', el('a', { href: '/demo/' }, 'the demo site'), ' carries it already.'),
    ),
  );
};
