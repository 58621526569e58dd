/** The page of one campaign: its groups, its goals, what they say, and how that came about. */
import type { CampaignResult, GoalResult } from '../results/campaign.js';
import { getResults, resultsAddress } from './api.js';
import { byId, cell, count, el, percent, table } from './dom.js';
import { picture } from './lift.js';

const KINDS: Record<GoalResult['kind'], string> = {
  event: 'an event',
  page: 'a page',
  click: 'a click in the campaign',
  server: 'an event from a server',
};

const signed = (part: number): string => (part < 0 ? '−' : '+') + Math.abs(part * 100).toFixed(Math.abs(part) < 0.1 ? 1 : 0) + '%';
const name = (group: string): string => group || 'everybody';

const goalPanel = (goal: GoalResult, result: CampaignResult): HTMLElement => {
  const { verdict } = goal;
  const others = verdict?.comparisons.map((one) => one.name) ?? [];
  return el(
    'article',
    { class: 'panel result' },
    el('div', { class: 'head' }, el('h3', {}, goal.name), el('p', { class: 'soft' }, KINDS[goal.kind])),
    ...(verdict?.comparisons ?? []).map((one) => el('p', { class: `verdict ${one.trust.replace(' ', '-')}` }, one.sentence)),
    result.tuned
      ? el(
          'p',
          { class: 'verdict' },
          'Auto tune moves the shares towards what does better, so the groups cannot be compared fairly: there are figures and no verdict.',
        )
      : null,
    !verdict && !result.tuned
      ? el(
          'p',
          { class: 'soft' },
          'There is nothing to compare this with. Give the campaign a second group without content to see what it brings.',
        )
      : null,
    table(
      `Conversions of ${goal.name}`,
      [['group'], ['visitors', true], ['direct', true], ['assisted', true], ['converted', true], ['lift'], ['somewhere between']],
      result.groups.map((group, index) => {
        const direct = goal.direct[index] ?? 0;
        const assisted = goal.assisted[index] ?? 0;
        const compared = verdict?.comparisons.find((one) => one.name === name(group.name));
        const known = compared && Number.isFinite(compared.lift.high) && compared.lift.high < 10;
        return [
          el('th', { scope: 'row' }, name(group.name)),
          cell(group.visitors),
          cell(direct),
          cell(assisted),
          cell(group.visitors ? percent((direct + assisted) / group.visitors) : '–'),
          el('td', {}, known ? signed(compared.lift.value) : verdict?.control === name(group.name) ? 'compared with' : '–'),
          el('td', { class: 'soft' }, known ? `${signed(compared.lift.low)} and ${signed(compared.lift.high)}` : ''),
        ];
      }),
    ),
    verdict && goal.days.length ? picture(goal, others) : null,
  );
};

const day = (ms: number): string => new Date(ms).toLocaleDateString('en', { day: 'numeric', month: 'long', timeZone: 'UTC' });

const splitOf = ({ split, changes, groups, tuned }: CampaignResult): string => {
  if (!split) return '';
  const last = changes.at(-1);
  const planned =
    last === undefined
      ? ''
      : ` The shares have changed ${changes.length === 1 ? '' : `${count(changes.length)} times, last `}on ${day(last)}: each visitor is` +
        ' compared with what was planned when she came.' +
        (tuned ? '' : ' The conversions before and after are added up.');
  if (split.probability < 0.001)
    return (
      `The groups did not get the shares that were set: there are more visitors in ${split.crowded} than planned, so something takes` +
      ` visitors out of the other groups, and no comparison is fair.${planned}`
    );
  return groups.some(({ visitors }) => visitors) ? `The groups have got the shares that were set.${planned}` : '';
};

const page = (result: CampaignResult, account: string, back: () => void): HTMLElement[] => {
  const button = el('button', { class: 'plain' }, '← All campaigns');
  button.addEventListener('click', back);
  const split = splitOf(result);
  return [
    el('div', { class: 'intro' }, button, el('h2', {}, result.name), el('p', { class: 'soft' }, `id ${result.id}`)),
    el(
      'article',
      { class: 'panel result' },
      el(
        'div',
        { class: 'head' },
        el('h3', {}, 'Who met it'),
        el('a', { href: resultsAddress(account, result.id) + '&format=csv' }, 'Download as CSV'),
      ),
      el(
        'p',
        { class: 'soft' },
        'A visitor has met the campaign when it was on the screen, or would have been if her group showed anything.',
      ),
      table(
        'Groups',
        [['group'], ['share', true], ['visitors', true], ['sessions', true], ['shows']],
        result.groups.map((group) => [
          el('th', { scope: 'row' }, name(group.name)),
          cell(group.share + '%'),
          cell(group.visitors),
          cell(group.sessions),
          el('td', { class: 'soft' }, group.empty ? 'nothing' : 'the campaign'),
        ]),
      ),
      split ? el('p', {}, split) : null,
      result.moved
        ? el('p', { class: 'soft' }, `Set aside: ${count(result.moved)} sessions of visitors who had met it in a group that is gone.`)
        : null,
    ),
    ...(result.goals.length
      ? result.goals.map((goal) => goalPanel(goal, result))
      : [
          el(
            'div',
            { class: 'panel' },
            el('p', {}, 'This campaign has no goal yet. Name one in the account’s file: '),
            el('code', {}, '"goals": [{ "name": "downloads", "event": "download*" }]'),
          ),
        ]),
  ];
};

/** What the tab shows now, so that what has not changed is not drawn anew under the reader's hands. */
let shown = '';

/**
 * Fills the tab with the page of a campaign.
 * @param back told when the owner goes back to the list
 */
export const results = async (account: string, id: string, back: () => void): Promise<void> => {
  let parts: HTMLElement[];
  let key: string;
  try {
    const result = await getResults(account, id);
    key = account + JSON.stringify(result);
    if (key === shown && byId('campaigns').querySelector('.intro button')) return;
    parts = page(result, account, back);
  } catch (error) {
    key = '';
    const button = el('button', { class: 'plain' }, '← All campaigns');
    button.addEventListener('click', back);
    parts = [el('div', { class: 'intro' }, button, el('p', { role: 'alert' }, (error as Error).message))];
  }
  shown = key;
  byId('campaigns').replaceChildren(...parts);
};
