/** Who met which campaign, in which group, and who reached a goal after that: what a campaign's results are made of. */
import type { Campaign } from './config.js';
import { add, has, ofVisit, type State } from './history.js';
import { holds, lines } from './segments.js';

/** Of a visitor who has met the campaign: `[, time of the first meeting (ms), group]`. She keeps the group, whatever becomes of the shares. */
export const meeting = (state: State, { i }: Campaign): [kept?: string, time?: string, group?: string] | RegExpExecArray =>
  new RegExp(`\n${i}=(.*?)=(.*)`).exec(state.a || '') || [];

type Send = (type: 'campaign-met' | 'campaign-goal', value: string[]) => void;

/**
 * Notes that a visitor has met the campaign, or would have if her group showed anything: once a session. What cannot be remembered cannot
 * be compared, and is not reported. What is sent after the first time names the group of the first time as well: who met the campaign in one
 * that is gone from the file belongs to two groups, and counts for neither.
 */
export const meet = (state: State, campaign: Campaign, group: string, send: Send): void => {
  const { i: id } = campaign;
  if (!campaign.q || state.b || has(ofVisit(state.h), id)) return;
  const [kept, , first] = meeting(state, campaign);
  if (!kept) state.a = add(state.a, id + '=' + Date.now() + '=' + group);
  state.h = add(state.h, id);
  send('campaign-met', kept ? [id, group, first as string] : [id, group]);
};

/**
 * Looks whether what has just happened meets a goal of a campaign that the visitor has met. Each goal counts once a visitor: directly, in a
 * session in which she met the campaign, or assisted, in a later one within the goal's window.
 */
export const reach = (state: State, campaigns: Campaign[], fact: string, item: string, send: Send): void => {
  for (const campaign of campaigns)
    for (const [name, test, ms] of campaign.q || []) {
      const { i: id } = campaign;
      const [kept, time, group] = meeting(state, campaign);
      const what = id + '=' + name;
      const direct = has(ofVisit(state.h), id);
      if (kept && (direct || Date.now() - +(time as string) < ms) && !has(state.i, what) && holds(test, { [fact]: lines([item]) })) {
        state.i = add(state.i, what);
        send('campaign-goal', [id, group as string, name, direct ? 'direct' : 'assisted']);
      }
    }
};
