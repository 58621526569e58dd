/** What a campaign that may be shown before the visitor's yes can be: nothing that has to be remembered (loader/consent.md). */
import type { JSONPath } from 'jsonc-parser';
import { kindsOf, listOf, type AccountFile, type CampaignFile, type Filter } from './account.js';

type Say = (path: JSONPath, expected: string, found: string) => void;

/** Keys of a campaign for which something is remembered, or sent. */
const REMEMBER = ['groups', 'goals', 'range', 'oneOf', 'untilGoal', 'autoTune'] as const;
/** Filters that the page itself answers. */
const PAGE: readonly string[] = ['page', 'referrer', 'search', 'browser', 'mobile'];

const remembers = (filter: Filter): string | undefined => kindsOf(filter).find((kind) => filter.ever || !PAGE.includes(kind));

const checkOne = (campaign: CampaignFile, { segments = [], holdout }: AccountFile, at: JSONPath, say: Say): void => {
  const key = REMEMBER.find((name) => campaign[name] !== undefined && campaign[name] !== false);
  if (key) say(at, 'a campaign that needs no memory', `it with ${key}`);
  if (holdout) say(at, 'an account without a holdout, which is remembered', 'it with one');
  const wanted = listOf(campaign.segments ?? []).map(String);
  for (const { id, filters } of segments) {
    const kind = wanted.includes(String(id)) && filters.map(remembers).find(Boolean);
    if (kind) say(at, `segments by ${PAGE.join(', ')} alone, and not ever`, `segment ${id}, which asks for ${kind}`);
  }
};

/** @param say told what is wrong */
export const beforeRules = (file: AccountFile, say: Say): void =>
  (file.campaigns ?? []).forEach((campaign, index) => {
    if (campaign.beforeConsent) checkOne(campaign, file, ['campaigns', index, 'beforeConsent'], say);
  });
