/**
 * Which rules hold a campaign back, in words. Each rule is asked by the code with which the campaigns bundle decides, so that nothing holds
 * a campaign here when it is chosen there (why.test.ts). Pure.
 */
import { fits, inTime, mannerly, onPage } from '../campaigns/choose.js';
import type { Campaign, Facts, Segment, Test, Trigger } from '../campaigns/config.js';
import { has, ofVisit, type State } from '../campaigns/history.js';

const HOUR = 36e5;

/** What a question of the manners looks at (compileResults in collector/accounts/goals.ts). */
const mannerOf = (test: Test): string => {
  const text = JSON.stringify(test);
  if (/\["h",/.test(text)) return 'oneOf: the visitor has met another campaign of the same oneOf in this visit';
  if (/\["i",/.test(text)) return 'untilGoal: the visitor has reached one of its goals';
  return /\["w","d/.test(text) ? 'weekdays: not today' : 'hours: not at this time of day';
};

const budgetOf = (list: string, most: number, ms: number): string => {
  const span = ms ? `${Math.round(ms / HOUR / 24)} day(s)` : 'visit';
  return list === 'o'
    ? `budget: a dialog or widget was closed in the last ${span}, so it is quiet`
    : `budget: ${most} dialogs and widgets in a ${span} are used up`;
};

/** Which of the account's manners hold it back: each is asked alone. */
const manners = (campaign: Campaign, state: State, now: Date): string[] => {
  if (mannerly(campaign, state, now)) return [];
  const { i, b = [], m } = campaign;
  const found: string[] = [];
  for (const budget of b) if (!mannerly({ i, b: [budget] } as Campaign, state, now)) found.push(budgetOf(...budget));
  const tests = !m ? [] : m[0] === '&' ? (m.slice(1) as Test[]) : [m];
  for (const test of tests) if (!mannerly({ i, b: [], m: test } as unknown as Campaign, state, now)) found.push(mannerOf(test));
  return found.length ? found : ['manners of the account'];
};

/** The rules that hold it back now, the first of the file's first; none: it is one of those that the campaigns bundle lets wait for their moment. */
export const heldBack = (campaign: Campaign, state: State, engaged: Segment[], facts: Facts, now: Date): string[] => {
  const { i: id, k: kind, s: segments, r: sticky } = campaign;
  const found: string[] = [];
  if (campaign.p) found.push('state: it is paused');
  if (state.b && kind !== 'z') found.push('storage: the browser remembers nothing, so it would come on every page');
  if (segments && !segments.some((one) => engaged.some(([in_]) => in_ === one)))
    found.push(`segments: the visitor is in none of ${segments.join(', ')}`);
  if (!onPage(campaign, facts)) found.push('pages: this page is not one of its pages');
  if (!inTime(campaign, now))
    found.push(`from, to: ${campaign.f && !inTime({ ...campaign, o: undefined }, now) ? 'not yet' : 'it is over'}`);
  found.push(...manners(campaign, state, now));
  if (sticky && has(state.d, id)) found.push('repeat: the visitor has closed it in this visit');
  if (!sticky && has(ofVisit(state.c), id)) found.push('repeat: it was seen in this visit, and comes once a visit');
  // Should a rule be added there and not here, it is still no lie.
  if (!found.length && !fits(campaign, state, engaged, facts, now)) found.push('another rule of the campaigns bundle');
  return found;
};

/** When it comes, if nothing holds it back. */
export const momentOf = ([when, amount = 0]: Trigger = ['l']): string =>
  ({
    l: 'on load',
    d: `after ${amount} s`,
    p: `when ${amount}% of the page have been scrolled`,
    x: `when ${amount} pixels have been scrolled`,
    f: 'when the visitor scrolls below the fold',
    e: 'when the visitor is about to leave',
  })[when];
