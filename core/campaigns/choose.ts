/** Which campaigns a visitor may see now. Pure. */
import type { Campaign, Facts, Segment } from './config.js';
import { has, ofVisit, type State } from './history.js';
import { holds, lines } from './segments.js';

/** Whether now is between the two moments, which may be of the visitor's own time. */
export const inTime = ({ f, o, n }: Pick<Campaign, 'f' | 'o' | 'n'>, now: Date): boolean => {
  const at = +now - (n ? now.getTimezoneOffset() * 6e4 : 0);
  return (!f || at >= f) && (!o || at < o);
};

/** Whether the page is one that the campaign is for. */
export const onPage = ({ u }: Campaign, facts: Facts): boolean => !u || holds(u, facts);

/** Whether the account's manners let the campaign come; what was shown in this visit has had its place in the budgets. */
export const mannerly = ({ i, b, m }: Campaign, state: State, now: Date): boolean =>
  !b ||
  ((has(ofVisit(state.c), i) ||
    b.every(
      ([list, most, ms]) =>
        (ms ? state[list] || '' : ofVisit(state[list])).split('\n').filter((at) => +at > (ms && +now - ms)).length < most,
    )) &&
    (!m || holds(m, { h: ofVisit(state.h), i: state.i, w: lines(['d' + now.getDay(), 'h' + now.getHours()]) })));

export const fits = (campaign: Campaign, state: State, engaged: Segment[], facts: Facts, now: Date): boolean =>
  !campaign.p &&
  // Where nothing can be remembered, what comes once or can be closed would come on every page.
  (!state.b || campaign.k === 'z') &&
  (!campaign.s || campaign.s.some((id) => engaged.some((segment) => segment[0] === id))) &&
  onPage(campaign, facts) &&
  inTime(campaign, now) &&
  mannerly(campaign, state, now) &&
  !has(campaign.r ? state.d : ofVisit(state.c), campaign.i);
