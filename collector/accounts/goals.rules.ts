/** What a schema cannot say of goals, ranges, budgets and times of day. */
import type { JSONPath } from 'jsonc-parser';
import { listOf, type AccountFile, type CampaignFile, type GoalFile } from './account.js';
import { show } from './near.js';
import { HELD_OUT, HOLDOUT } from '../../core/campaigns/config.js';
import { goalsOf } from './goals.js';

type Say = (path: JSONPath, expected: string, found: string) => void;

const KINDS = ['event', 'page', 'click', 'server'] as const;

/** Whether something in the markup can be clicked; what has a handler of the page's cannot be told. */
const CLICKABLE = /<(a|area|button|summary|select|input|video|audio)\b|\brole\s*=|\bonclick\s*=|cursor/i;

const checkGoals = (goals: GoalFile[], path: JSONPath, taken: Set<string>, campaign: CampaignFile | undefined, say: Say): void =>
  goals.forEach((goal, index) => {
    const at = [...path, index];
    const kinds = KINDS.filter((kind) => kind in goal);
    if (kinds.length !== 1) say(at, `exactly one of ${KINDS.join(', ')}`, kinds.length ? kinds.join(' and ') : 'none');
    if (taken.has(goal.name)) say([...at, 'name'], 'a name that no other goal has', `${show(goal.name)} again`);
    taken.add(goal.name);
    const contents = campaign && [campaign.content, ...(campaign.groups ?? []).map(({ content }) => content)].join(' ');
    if (goal.click && contents && !CLICKABLE.test(contents + (campaign.css ?? '')))
      say([...at, 'click'], 'a link or a button in the content, or the goal cannot be met', 'neither');
    for (const page of goal.page === undefined ? [] : listOf(goal.page))
      if (/#(?![/!])/.test(page))
        say([...at, 'page'], 'an address without #…, which browsers do not compare; the goal cannot be met', show(page));
  });

const checkOne = (file: AccountFile, campaign: CampaignFile, path: JSONPath, say: Say): void => {
  const { range, hours, groups } = campaign;
  const names = new Set((file.goals ?? []).map(({ name }) => name));
  checkGoals(campaign.goals ?? [], [...path, 'goals'], names, campaign, say);
  const goals = goalsOf(file, campaign);
  if (range && range.from >= range.to) say([...path, 'range'], 'from below to, or nobody sees it', `${range.from} to ${range.to}`);
  if (hours && hours.from === hours.to) say([...path, 'hours'], 'different hours from and to, or it is never shown', String(hours.from));
  if (campaign.untilGoal && !goals.length) say([...path, 'untilGoal'], 'a goal of the campaign or the account', 'none');
  if (campaign.autoTune && !groups) say([...path, 'autoTune'], 'groups whose shares may move', 'none');
  if (campaign.autoTune && !goals.length) say([...path, 'autoTune'], 'a goal to tune for', 'none');
  if (campaign.autoTune && groups && groups.length > 19)
    say([...path, 'autoTune'], 'at most 19 groups, each of which keeps 5%', String(groups.length));
  groups?.forEach(({ name }, index) => {
    if (/[\t\r\n]/.test(name)) say([...path, 'groups', index, 'name'], 'a name on one line', show(name));
    if (name === HELD_OUT)
      say([...path, 'groups', index, 'name'], `a name other than ${show(HELD_OUT)}, which is the account's holdout`, 'it');
  });
  if (file.holdout && campaign.id === HOLDOUT)
    say([...path, 'id'], `an id other than ${show(HOLDOUT)}, which is the account's holdout`, 'it');
};

/** Ranges of one name that overlap: their campaigns do not exclude each other. */
const checkRanges = (campaigns: CampaignFile[], warn: Say): void =>
  campaigns.forEach(({ id, range }, index) => {
    if (!range) return;
    const other = campaigns.slice(0, index).find(({ range: r }) => r && r.name === range.name && r.from < range.to && range.from < r.to);
    if (other)
      warn(
        ['campaigns', index, 'range'],
        `a range apart from that of campaign ${other.id}, or the two do not exclude each other`,
        `it with ${id}`,
      );
  });

const checkBudget = ({ budget = {} }: AccountFile, say: Say, warn: Say): void => {
  for (const key of ['session', 'day', 'week'] as const)
    if (budget[key] === 0) say(['budget', key], 'at least 1; with 0 no dialog or widget is ever shown', '0');
  const { session, day, week } = budget;
  if (week !== undefined && day !== undefined && day > week) warn(['budget', 'day'], `at most what a week allows, ${week}`, String(day));
  if (day !== undefined && session !== undefined && session > day)
    warn(['budget', 'session'], `at most what a day allows, ${day}`, String(session));
};

/** @param say told what is wrong @param warn told what may not be meant */
export const goalRules = (file: AccountFile, say: Say, warn: Say): void => {
  const { campaigns = [], goals = [] } = file;
  checkGoals(goals, ['goals'], new Set(), undefined, say);
  campaigns.forEach((campaign, index) => checkOne(file, campaign, ['campaigns', index], say));
  checkRanges(campaigns, warn);
  checkBudget(file, say, warn);
  if (file.holdout && !goals.length)
    say(['holdout'], 'goals of the account, for which the visitors held out are compared with the rest', 'none');
};
