/** Campaigns: who saw them, who clicked, and whether one group of an A/B test did better. */
import { differenceOf, rateOf, type Rate } from './ab.js';
import type { Overview } from './api.js';
import { byId, cell, el, percent, svg, table } from './dom.js';

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

const points = (part: number): string => (part > 0 ? '+' : '') + (part * 100).toFixed(1);

const verdict = (groups: [string, Rate][]): HTMLElement | null => {
  const [first, second, ...more] = groups;
  if (!first || !second || more.length) return null;
  const difference = differenceOf(first[1], second[1]);
  const sure = difference.low > 0 || difference.high < 0;
  const better = difference.rate > 0 ? second[0] : first[0];
  return el(
    'p',
    { class: 'verdict' },
    el('strong', {}, sure ? `${better} does better. ` : 'No difference shown yet. '),
    el(
      'span',
      { class: 'soft' },
      `${second[0]} less ${first[0]}: ${points(difference.rate)} points, 95 % interval ${points(difference.low)} to ${points(difference.high)}.`,
    ),
  );
};

const card = (name: string, id: string, groups: Map<string, Group>): HTMLElement => {
  const rows = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([group, n]) => ({ group, ...n, rate: rateOf(n.clicks, n.views) }));
  const most = Math.min(1, Math.max(0.02, ...rows.map((row) => (row.views ? row.rate.high : 0))) * 1.05);
  return el(
    'article',
    { class: 'panel' },
    el('div', { class: 'head' }, el('h3', {}, name), el('p', { class: 'soft' }, id)),
    rows.length
      ? el(
          'div',
          { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `Figures of ${name} (${id})` },
          table(
            `Views and clicks of ${name}`,
            [['group'], ['views', true], ['clicks', true], ['rate', true], ['95 % interval']],
            rows.map((row) =>
              el(
                'tr',
                {},
                el('th', { scope: 'row' }, row.group || 'all'),
                cell(row.views),
                cell(row.clicks),
                cell(percent(row.rate.rate)),
                el(
                  'td',
                  {},
                  interval(row.rate, most),
                  el('span', { class: 'soft range' }, `${percent(row.rate.low)} to ${percent(row.rate.high)}`),
                ),
              ),
            ),
          ),
        )
      : el('p', { class: 'soft' }, 'Not seen by anyone yet.'),
    verdict(rows.filter((row) => row.views).map((row) => [row.group || 'all', row.rate])),
  );
};

/** Fills the tab. */
export const campaigns = (overview: Overview): void => {
  const names = new Map(overview.names.campaigns.map(({ id, name }) => [String(id), name]));
  const list = [...grouped(overview)].map(([id, groups]) => card(names.get(id) ?? `Campaign ${id}`, id, groups));
  byId('campaigns').replaceChildren(
    el(
      'div',
      { class: 'panel stack' },
      el('h2', {}, 'Campaigns'),
      el('p', { class: 'soft' }, 'Sessions of the last 30 days that saw a campaign, and of these the ones that clicked it.'),
    ),
    list.length
      ? el('div', { class: 'cards' }, ...list)
      : el('p', { class: 'panel soft' }, 'No campaign yet. They are described in the account’s file in the configuration folder.'),
  );
};
