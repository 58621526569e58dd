/** Each campaign with all that holds it back here: its own rules, the visitor's place in holdout, range and group, and the page. Pure. */
import { HELD_OUT, HOLDOUT, type Campaign, type Compiled, type Facts, type Segment } from '../campaigns/config.js';
import { bucketOf, groupOf } from '../campaigns/groups.js';
import type { State } from '../campaigns/history.js';
import { meeting } from '../campaigns/met.js';
import type { Line } from './panel.js';
import { heldBack, momentOf } from './why.js';

/** Who looks, and what the page has. */
export interface Here {
  visitor: string;
  state: State;
  engaged: Segment[];
  facts: Facts;
  now: Date;
  /** whether the page has called `rtp('get','campaign')` */
  called: boolean;
  /** whether it has an element with this id */
  has(id: string): boolean;
}

/** The group that the visitor keeps, or would get now. */
const groupFor = (campaign: Campaign, { visitor, state }: Here): Campaign['g'][number] =>
  campaign.g.find(([name]) => name === meeting(state, campaign)[2]) || groupOf(visitor + campaign.i, campaign.g);

/** Whether the account's holdout, which is the first of its campaigns, keeps the visitor from all of them. */
const isHeldOut = ({ c: [first] }: Compiled, here: Here): boolean => first?.i === HOLDOUT && groupFor(first, here)[0] === HELD_OUT;

/** @param alone without the rule that another campaign may stand there: in a preview it is this one that does */
export const rulesOf = (campaign: Campaign, config: Compiled, here: Here, alone: boolean): string[] => {
  const { y: range, z: zone, k: kind } = campaign;
  const [group, , markup] = groupFor(campaign, here);
  const found: string[] = [];
  if (isHeldOut(config, here)) found.push('holdout: the visitor is held out of all campaigns');
  if (range && !((bucketOf(here.visitor + range[0]) + range[1]) % 100 < range[2])) found.push('range: the visitor is not in its range');
  found.push(...heldBack(campaign, here.state, here.engaged, here.facts, here.now));
  if (!markup) found.push(`groups: the visitor is in group ${group || 'without a name'}, which shows nothing`);
  if (kind === 'z' && !here.has(zone as string)) found.push(`zone: the page has no element with the id ${zone}`);
  if (!here.called) found.push(`call: the page has not called rtp('get','campaign')`);
  if (!alone && !found.length && kind !== 'z' && here.has(kind === 'd' ? 'rtp-d' : 'rtp-w'))
    found.push(`place: a ${kind === 'd' ? 'dialog' : 'widget'} stands on the page, this one or another`);
  return found;
};

const titleOf = ({ i: id, l: label }: Campaign): string => id + (label && label !== id ? ': ' + label : '');

const freeOf = (campaign: Campaign, here: Here): string => {
  const [group] = groupFor(campaign, here);
  return `it comes ${momentOf(campaign.t)}` + (group && `, group ${group}`);
};

/** A line for each campaign, the holdout first where the account has one. */
export const campaignLines = (config: Compiled, here: Here): Line[] =>
  config.c.map((campaign): Line => {
    if (campaign.i === HOLDOUT)
      return isHeldOut(config, here)
        ? [HOLDOUT, 'holdout: the visitor is held out of all campaigns', 'wait']
        : [HOLDOUT, 'the visitor is not held out', 'good'];
    const rules = rulesOf(campaign, config, here, false);
    return rules.length
      ? [titleOf(campaign), 'held back by ' + rules.join('; '), 'wait']
      : [titleOf(campaign), 'nothing holds it back; ' + freeOf(campaign, here), 'good'];
  });

/** What a preview shows, and each rule that would hold that campaign back without it. */
export const previewLines = (id: string, config: Compiled, here: Here): Line[] => {
  const campaign = config.c.find(({ i }) => i === id);
  const known = config.c.map(({ i }) => i).filter((one) => one !== HOLDOUT);
  if (!campaign)
    return [[`There is no campaign ${id}`, known.length ? 'The account has ' + known.join(', ') : 'The account has none', 'bad']];
  const rules = rulesOf(campaign, config, here, true);
  return [
    [titleOf(campaign), 'A preview: shown whatever its rules say, and recorded nowhere.'],
    ...(rules.length
      ? rules.map((rule): Line => {
          const [name = '', ...text] = rule.split(': ');
          return ['Would be held back by ' + name, text.join(': '), 'wait'];
        })
      : [['Nothing would hold it back', `For this visitor on this page ${freeOf(campaign, here)}.`, 'good'] as Line]),
  ];
};
