/** Which campaigns a visitor may see now. Pure. */
import type { Campaign, Facts, Segment } from './config.js';
import { has, ofVisit, type State } from './history.js';
import { holds } from './segments.js';

/** Whether now is between the two moments, either of which may be ms since 1970 or a local time of the visitor's. */
export const inTime = ({ f, o }: Pick<Campaign, 'f' | 'o'>, now: Date): boolean => {
  const local = new Date(+now - now.getTimezoneOffset() * 6e4).toISOString().slice(0, 16);
  const at = (moment: number | string): number | string => (typeof moment === 'number' ? +now : local);
  return (f == null || at(f) >= f) && (o == null || at(o) < o);
};

/** Whether the page is one that the campaign is for. */
export const onPage = ({ u }: Campaign, facts: Facts): boolean => !u || holds(u, facts);

export const fits = (campaign: Campaign, state: State, engaged: Segment[], facts: Facts, now: Date): boolean =>
  !campaign.p &&
  // Where nothing can be remembered, what comes once or can be closed would come on every page.
  (!state.b || campaign.k === 'z') &&
  (!campaign.s || campaign.s.some((id) => engaged.some((segment) => segment[0] === id))) &&
  onPage(campaign, facts) &&
  inTime(campaign, now) &&
  !has(campaign.r ? state.d : ofVisit(state.c), '' + campaign.i);
