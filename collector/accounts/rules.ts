/** What a schema cannot say of an account's file. */
import { EVER_FILTERS, FILTERS, kindsOf, listOf, type AccountFile, type CampaignFile, type Filter } from './account.js';
import { didYouMean, show } from './near.js';
import { idleCss } from './css.js';
import { ExpressionError, numbersOf, parseJoin } from './expression.js';
import { beforeRules } from './before.rules.js';
import { contentRules } from './content.rules.js';
import { excludeRules } from './exclude.rules.js';
import { goalRules } from './goals.rules.js';
import { readContent } from './markup.js';
import { slipsOf } from './slips.js';
import { isTimeZone, momentOf, wallTime } from './times.js';
import type { JSONPath } from 'jsonc-parser';
import type { Id } from '../../core/campaigns/config.js';

/** Something to say about a place of the file. */
type Say = (path: JSONPath, expected: string, found: string) => void;

/** More `*` inside a pattern could make the search of a long list slow. */
const MAX_STARS = 4;

/** Ids of a list as texts, in which 7 and "7" are the same; says which come again. */
const idsOf = (list: { id: Id }[], kind: string, say: Say): Set<string> => {
  const seen = new Set<string>();
  list.forEach(({ id }, index) => {
    if (seen.has(String(id))) say([kind, index, 'id'], 'an id that no other one has', `${show(id)} again`);
    seen.add(String(id));
  });
  return seen;
};

const known = (ids: Set<string>, of: string): string =>
  ids.size ? `the id of a ${of}: ${[...ids].slice(0, 12).join(', ')}${ids.size > 12 ? ', …' : ''}` : `the id of a ${of}; the file has none`;

/** Values with their places: the value itself, or items of a list. */
const valuesAt = (path: JSONPath, value: unknown): [JSONPath, unknown][] =>
  Array.isArray(value) ? value.map((item, index) => [[...path, index], item]) : value === undefined ? [] : [[path, value]];

const checkPatterns = (path: JSONPath, value: unknown, say: Say): void => {
  for (const [at, pattern] of valuesAt(path, value)) {
    const stars = String(pattern).trim().replace(/\*+/g, '*').slice(1, -1).split('*').length - 1;
    if (stars > MAX_STARS) say(at, `at most ${MAX_STARS} times * between other characters`, show(pattern));
  }
};

const checkFilter = (filter: Filter, path: JSONPath, campaigns: Set<string>, say: Say, warn: Say): void => {
  const kinds = kindsOf(filter);
  const [kind] = kinds;
  if (kinds.length !== 1 || !kind) return say(path, `exactly one of ${FILTERS.join(', ')}`, kinds.length ? kinds.join(' and ') : 'none');
  if (filter.ever !== undefined && !EVER_FILTERS.includes(kind))
    say([...path, 'ever'], `ever only with ${EVER_FILTERS.join(', ')}`, `it with ${kind}`);
  if (filter.match && !Array.isArray(filter[kind])) warn([...path, 'match'], `match only with a list`, `it with ${show(filter[kind])}`);
  if (kind === 'visits' && typeof filter.visits === 'object') {
    const { min = 1, max = Infinity } = filter.visits;
    if (min > max) say([...path, kind], 'min not above max', `${min} and ${max}`);
  } else if (kind.startsWith('campaign')) {
    for (const [at, id] of valuesAt([...path, kind], filter[kind]))
      if (!campaigns.has(String(id))) say(at, known(campaigns, 'campaign'), show(id));
  } else checkPatterns([...path, kind], filter[kind], say);
};

const checkSchedule = (campaign: CampaignFile, path: JSONPath, say: Say): void => {
  const { from, to, timeZone } = campaign;
  if (timeZone !== undefined && !isTimeZone(timeZone))
    return say([...path, 'timeZone'], 'a time zone such as Europe/Amsterdam', show(timeZone));
  for (const key of ['from', 'to'] as const) {
    const text = campaign[key];
    if (text !== undefined && wallTime(text) === undefined) return say([...path, key], 'a day and time that exist', show(text));
  }
  // Both are numbers, or both local times that compare as texts.
  if (from !== undefined && to !== undefined && momentOf(from, timeZone, false) >= momentOf(to, timeZone, true))
    say([...path, 'to'], `a moment after from, ${show(from)}`, show(to));
};

const checkContent = (campaign: CampaignFile, html: string, path: JSONPath, say: Say, warn: Say): void => {
  const { dropped, idle, visible, css } = readContent(html, campaign.type === 'in zone', '', campaign.type === 'dialog');
  if (!visible) say(path, 'content that can be seen', show(html));
  if (dropped.length) warn(path, 'markup that runs nothing; this is left out', dropped.join(', '));
  for (const [expected, found] of [...idle, ...slipsOf(html, campaign.type === 'in zone')]) warn(path, expected, found);
  if (campaign.type !== 'in zone') for (const [expected, found] of idleCss(css)) warn(path, expected, found);
  else if (css) warn(path, "no <style> in a zone, where the page's own styles hold; it is left out", '<style>');
};

const checkGroups = (campaign: CampaignFile, path: JSONPath, say: Say, warn: Say): void => {
  const { content, groups } = campaign;
  if ((content === undefined) === (groups === undefined))
    return say(path, 'content, or groups with a content each', content === undefined ? 'neither' : 'both');
  if (content !== undefined) return checkContent(campaign, content, [...path, 'content'], say, warn);
  const names = new Set<string>();
  let sum = 0;
  groups?.forEach((group, index) => {
    const at = [...path, 'groups', index];
    if (names.has(group.name)) say([...at, 'name'], 'a name that no other group has', `${show(group.name)} again`);
    names.add(group.name);
    sum += group.share;
    if (group.content !== undefined) checkContent(campaign, group.content, [...at, 'content'], say, warn);
  });
  if (sum !== 100) say([...path, 'groups'], 'shares that are 100 in all', String(sum));
  if (!groups?.some((group) => group.content !== undefined)) say([...path, 'groups'], 'a group with content', 'none');
};

const checkCampaign = (campaign: CampaignFile, path: JSONPath, segments: Set<string>, say: Say, warn: Say): void => {
  const { type, zone } = campaign;
  for (const [at, id] of valuesAt([...path, 'segments'], campaign.segments))
    if (!segments.has(String(id))) say(at, known(segments, 'segment'), show(id));
  for (const key of ['pages', 'notPages'] as const) checkPatterns([...path, key], campaign[key], say);
  if (type === 'in zone' && zone === undefined) say(path, 'zone, the id of the element that it goes into', 'none');
  if (type !== 'in zone' && zone !== undefined) say([...path, 'zone'], 'zone only with the type in zone', `it with ${type}`);
  if (type !== 'widget' && campaign.edge !== undefined) say([...path, 'edge'], 'edge only with the type widget', `it with ${type}`);
  if (type === 'in zone' && campaign.css !== undefined)
    say([...path, 'css'], "no css in a zone, where the page's own styles hold", show(campaign.css));
  else if (campaign.css !== undefined) for (const [expected, found] of idleCss(campaign.css)) warn([...path, 'css'], expected, found);
  checkSchedule(campaign, path, say);
  checkGroups(campaign, path, say, warn);
};

/**
 * @param account what follows the schema
 * @param say told what is wrong
 * @param warn told what may not be meant
 */
export const rules = (account: AccountFile, say: Say, warn: Say): void => {
  const { segments = [], campaigns = [] } = account;
  const segmentIds = idsOf(segments, 'segments', say);
  const campaignIds = idsOf(campaigns, 'campaigns', say);
  segments.forEach((segment, index) => {
    const path = ['segments', index];
    segment.filters.forEach((filter, at) => checkFilter(filter, [...path, 'filters', at], campaignIds, say, warn));
    try {
      const used = numbersOf(parseJoin(segment.join ?? 'all', segment.filters.length));
      segment.filters.forEach((_, at) => {
        if (!used.includes(at + 1)) warn([...path, 'join'], `every filter in it`, `none of number ${at + 1}`);
      });
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      say([...path, 'join'], error.expected, error.found + didYouMean(segment.join, ['all', 'any']));
    }
  });
  campaigns.forEach((campaign, index) => checkCampaign(campaign, ['campaigns', index], segmentIds, say, warn));
  goalRules(account, say, warn);
  beforeRules(account, say);
  contentRules(account, say, warn);
  excludeRules(account, say, warn);
};

const counted = (list: unknown, one: string): string => {
  const { length } = listOf(list);
  return `${length} ${one}${length === 1 ? '' : 's'}`;
};

/** How many of each, for a person. */
export const summary = ({ segments = [], campaigns = [] }: AccountFile): string =>
  `${counted(segments, 'segment')}, ${counted(campaigns, 'campaign')}`;
