/** Campaigns: who saw them, who clicked, and whether one group of an A/B test did better. */
import { HOLDOUT } from '../../core/campaigns/config.js';
import { differenceOf, rateOf, type Rate } from './ab.js';
import type { Overview } from './api.js';
import { byId, cell, count, el, percent, svg, table } from './dom.js';
import { example } from './example.js';

interface Group {
  views: number;
  clicks: number;
}

/** Sessions by campaign and group. */
const grouped = (overview: Overview): Map<string, Map<string, Group>> => {
  const campaigns = new Map<string, Map<string, Group>>(overview.names.campaigns.map(({ id }) => [String(id), new Map()]));
  const add = (rows: Overview['views_by_day'], field: 'views' | 'clicks'): void => {
    for (const { value, counted } of rows) {
      const [id = '', name = ''] = value;
      const groups = campaigns.get(id) ?? new Map<string, Group>();
      const group = groups.get(name) ?? { views: 0, clicks: 0 };
      group[field] += counted;
      groups.set(name, group);
      campaigns.set(id, groups);
    }
  };
  add(overview.views_by_day, 'views');
  add(overview.clicks_by_day, 'clicks');
  return campaigns;
};

const interval = (rate: Rate, most: number): SVGElement => {
  const x = (part: number): number => Math.min(100, (part / most) * 100);
  return svg(
    'svg',
    { class: 'interval', viewBox: '0 0 100 22', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('line', { x1: '0', x2: '100', y1: '11', y2: '11' }),
    svg('rect', { x: String(x(rate.low)), y: '5', width: String(Math.max(0.5, x(rate.high) - x(rate.low))), height: '12', rx: '1' }),
    svg('rect', { x: String(Math.max(0, x(rate.rate) - 0.5)), y: '3', width: '1', height: '16', class: 'middle' }),
  );
};

const points = (part: number): string => (part < 0 ? '−' : '+') + Math.abs(part * 100).toFixed(1);

const verdict = (groups: [string, Rate][]): HTMLElement | null => {
  const [first, second, ...more] = groups;
  if (!first || !second || more.length) return null;
  const difference = differenceOf(first[1], second[1]);
  const sure = difference.low > 0 || difference.high < 0;
  const better = difference.rate > 0 ? second[0] : first[0];
  return el(
    'p',
    { class: 'verdict' },
    el('strong', {}, sure ? `“${better}” does better. ` : 'Neither group does better so far. '),
    el(
      'span',
      { class: 'soft' },
      `The click rate of “${second[0]}” differs from that of “${first[0]}” by ${points(difference.rate)} points; ` +
        `the true difference is probably between ${points(difference.low)} and ${points(difference.high)}.`,
    ),
  );
};

const card = (name: string, id: string, groups: Map<string, Group>, open: ((id: string) => void) | undefined): HTMLElement => {
  const more = el('button', { class: 'plain', 'aria-label': `Results of ${name}` }, 'Results');
  more.addEventListener('click', () => open?.(id));
  const rows = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([group, n]) => ({ group, ...n, rate: rateOf(n.clicks, n.views) }));
  const most = Math.min(1, Math.max(0.02, ...rows.map((row) => (row.views ? row.rate.high : 0))) * 1.05);
  const views = rows.reduce((sum, row) => sum + row.views, 0);
  const clicks = rows.reduce((sum, row) => sum + row.clicks, 0);
  return el(
    'article',
    { class: 'panel' },
    el('div', { class: 'head' }, el('h3', {}, name), el('p', { class: 'soft' }, `id ${id}`), open ? more : null),
    views
      ? el(
          'p',
          { class: 'rate' },
          el('strong', {}, percent(clicks / views)),
          ` of ${count(views)} ${views === 1 ? 'visit' : 'visits'} that saw it clicked it`,
        )
      : null,
    rows.length
      ? table(
          `Views and clicks of ${name}`,
          [['group'], ['saw it', true], ['clicked', true], ['rate', true], [`probably between (bar: 0 to ${percent(most)})`]],
          rows.map((row) => [
            el('th', { scope: 'row' }, row.group || 'everybody'),
            cell(row.views),
            cell(row.clicks),
            cell(percent(row.rate.rate)),
            el(
              'td',
              {},
              interval(row.rate, most),
              el('span', { class: 'soft range' }, `${percent(row.rate.low)} to ${percent(row.rate.high)}`),
            ),
          ]),
        )
      : id === HOLDOUT
        ? el('p', { class: 'soft' }, 'These visitors are shown nothing. Its results compare them with everybody else.')
        : el(
            'p',
            { class: 'soft' },
            'Nobody has seen it yet. To look at it yourself, add ',
            el('code', {}, `?rtp_preview=${id}`),
            ' to the address of a page of yours.',
          ),
    verdict(rows.filter((row) => row.views).map((row) => [row.group || 'everybody', row.rate])),
  );
};

/**
 * Fills the tab.
 * @param account the chosen one, or ''
 * @param open shows the page of a campaign; undefined where it is not known which account's
 */
export const campaigns = (overview: Overview, account: string, open?: (id: string) => void): void => {
  const names = new Map(overview.names.campaigns.map(({ id, name }) => [String(id), name]));
  const list = [...grouped(overview)].map(([id, groups]) => card(names.get(id) ?? `Campaign ${id}`, id, groups, open));
  byId('campaigns').replaceChildren(
    el(
      'div',
      { class: 'intro' },
      el('h2', {}, 'Campaigns'),
      el(
        'p',
        { class: 'soft' },
        list.length
          ? `Visits of the last 30 days in which a campaign was seen and clicked.${open ? '' : ' Choose an account to see results.'}`
          : 'A campaign is something that your pages show to the visitors of a segment: a dialog, a small box in a corner, or a part of the page. There are none yet.',
      ),
    ),
    list.length ? el('div', { class: 'cards' }, ...list) : example('campaign', overview.folder, account),
  );
};
