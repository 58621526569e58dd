/** The Content tab: what waits for a decision, what is recommended and how it does, by source, category and day. */
import type { ContentRow } from '../content/found.js';
import { decideContent, getContent } from './api.js';
import { byId, cell, count, el, percent, table } from './dom.js';
import { spark } from './spark.js';

const INTRO =
  'Content is what your pages recommend to their visitors. It stands in the account’s file, or the tag finds it on your pages; what was found is shown only after you have approved it here.';

const share = (part: number, whole: number): string => (whole ? percent(part / whole) : '–');

const link = ({ entry }: ContentRow): HTMLElement =>
  el(
    'span',
    { class: 'entry' },
    el('a', { href: entry.address, rel: 'noreferrer' }, entry.title),
    el('span', { class: 'soft' }, entry.address),
  );

/** @param again draws the tab anew, after a decision */
const waiting = (rows: ContentRow[], account: string, again: () => void): HTMLElement => {
  const said = el('p', { class: 'soft', role: 'status' });
  const decide = (row: ContentRow, approved: boolean): HTMLElement => {
    const words = approved ? 'Approve' : 'Refuse';
    const button = el('button', { class: approved ? 'primary small' : 'plain', 'aria-label': `${words}: ${row.entry.title}` }, words);
    button.addEventListener('click', () => {
      button.disabled = true;
      decideContent(account, row.id, approved).then(again, (error: Error) => {
        button.disabled = false;
        said.textContent = error.message;
      });
    });
    return button;
  };
  return el(
    'div',
    { class: 'panel' },
    el(
      'div',
      { class: 'head' },
      el('h2', {}, 'Waiting for your decision'),
      el('p', { class: 'soft' }, 'Visitors opened these on your site. Nobody is shown them until you approve.'),
    ),
    el(
      'ul',
      { class: 'decisions' },
      ...rows.map((row) =>
        el(
          'li',
          {},
          el('div', {}, link(row), row.entry.description ? el('p', { class: 'soft' }, row.entry.description) : null),
          el('div', { class: 'buttons' }, decide(row, true), decide(row, false)),
        ),
      ),
    ),
    said,
  );
};

const STATES = { shown: 'shown', held: 'not approved', waiting: 'waiting' };

/** Views of the last two weeks against the two before. */
const trend = ({ recent, earlier }: ContentRow['figures']): string => {
  if (!recent && !earlier) return '–';
  if (!earlier) return `new (${count(recent)} views)`;
  const change = recent / earlier - 1;
  return `${change < 0 ? '−' : '+'}${Math.round(Math.abs(change) * 100)}% (${count(recent)} views)`;
};

const byEntry = (rows: ContentRow[], today: string): HTMLElement =>
  table(
    'How each piece of content does',
    [
      ['content'],
      ['last 14 days'],
      ['shown', true],
      ['clicked', true],
      ['clicks of 100 shown', true],
      ['conversions at once', true],
      ['later', true],
      ['trend'],
    ],
    rows.map((row) => [
      el(
        'th',
        { scope: 'row' },
        link(row),
        row.state === 'shown' ? null : el('span', { class: 'tag off' }, STATES[row.state]),
        ...(row.entry.categories ?? []).map((name) => el('span', { class: 'tag off' }, name)),
      ),
      el('td', {}, spark(new Map(row.days.map(({ day, clicked }) => [day, clicked])), today, 'clicks')),
      cell(row.figures.shown),
      cell(row.figures.clicked),
      cell(share(row.figures.clicked, row.figures.shown)),
      cell(row.figures.direct),
      cell(row.figures.assisted),
      el('td', {}, trend(row.figures)),
    ]),
  );

interface Sum {
  shown: number;
  clicked: number;
}
const sums = (caption: string, word: string, by: Map<string, Sum>): HTMLElement =>
  table(
    caption,
    [[word], ['shown', true], ['clicked', true], ['clicks of 100 shown', true]],
    [...by]
      .sort(([, a], [, b]) => b.clicked - a.clicked)
      .map(([name, { shown, clicked }]) => [el('th', { scope: 'row' }, name), cell(shown), cell(clicked), cell(share(clicked, shown))]),
  );

const SOURCES: Record<string, string> = { WIDGET: 'recommendations in a page', BAR: 'the bar' };

const totals = (rows: ContentRow[]): [sources: Map<string, Sum>, categories: Map<string, Sum>] => {
  const sources = new Map<string, Sum>();
  const categories = new Map<string, Sum>();
  const add = (to: Map<string, Sum>, name: string, { shown, clicked }: Sum): void => {
    const sum = to.get(name) ?? { shown: 0, clicked: 0 };
    to.set(name, { shown: sum.shown + shown, clicked: sum.clicked + clicked });
  };
  for (const row of rows) {
    for (const [source, sum] of Object.entries(row.sources)) add(sources, SOURCES[source] ?? source, sum);
    for (const name of row.entry.categories?.length ? row.entry.categories : ['no category']) add(categories, name, row.figures);
  }
  return [sources, categories];
};

const figures = (rows: ContentRow[], account: string, today: string): HTMLElement[] => {
  const known = rows.filter(({ state }) => state !== 'waiting').sort((a, b) => b.figures.clicked - a.figures.clicked);
  if (!known.length) return [];
  const [sources, categories] = totals(known);
  return [
    el(
      'div',
      { class: 'panel' },
      el(
        'div',
        { class: 'head' },
        el('h2', {}, 'How it does, last 30 days'),
        el('a', { href: `api/content?account=${encodeURIComponent(account)}&format=csv`, download: '' }, 'Download as CSV'),
      ),
      byEntry(known, today),
      el('p', { class: 'soft' }, 'A conversion at once came in the visit of the click, a later one in a visit up to six months after it.'),
    ),
    el(
      'div',
      { class: 'columns' },
      el('div', { class: 'panel' }, el('h2', {}, 'By place'), sums('Clicks by place', 'place', sources)),
      el('div', { class: 'panel' }, el('h2', {}, 'By category'), sums('Clicks by category', 'category', categories)),
    ),
  ];
};

/** Fills the tab. @param account the chosen one, or '' @param today YYYY-MM-DD, UTC */
export const content = async (account: string, today: string): Promise<void> => {
  const head = el('div', { class: 'intro' }, el('h2', {}, 'Content'), el('p', { class: 'soft' }, INTRO));
  if (!account) return byId('content').replaceChildren(head, el('p', {}, 'Choose an account at the top of this page.'));
  const rows = await getContent(account);
  const open = rows.filter(({ state }) => state === 'waiting');
  byId('content').replaceChildren(
    head,
    ...(open.length ? [waiting(open, account, () => void content(account, today))] : []),
    ...figures(rows, account, today),
    ...(rows.length ? [] : [el('p', {}, 'There is no content yet. ', el('a', { href: 'help/account-file' }, 'How to write it down'), '.')]),
  );
};
