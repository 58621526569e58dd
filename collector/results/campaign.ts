/**
 * What the page of a campaign shows: its groups as they were met, its goals as they were reached, and what that says. All of it comes
 * from totals by day (`campaign-met` and `campaign-goal` in the store), never from events.
 */
import type { AccountFile, GoalFile } from '../accounts/account.js';
import { HELD_OUT, HOLDOUT } from '../../core/campaigns/config.js';
import { goalsOf, SERVED } from '../accounts/goals.js';
import { dayOf } from '../store/day.js';
import type { Range, Store, ValueDay } from '../store/store.js';
import { liftOf } from './sequence.js';
import { plannedOf, type Period } from './shares.js';
import { ALPHA, MIN_CONVERSIONS, MIN_VISITORS, splitCheck, verdictOf, type Arm, type SplitCheck, type Verdict } from './verdict.js';

/** Days that are looked back on. */
const DAYS = 400;
const DAY = 86_400_000;

export interface GroupResult {
  name: string;
  /** percent */
  share: number;
  /** shows nothing */
  empty: boolean;
  visitors: number;
  sessions: number;
}

export interface GoalResult {
  name: string;
  kind: 'event' | 'page' | 'click' | 'server';
  /** by group, in the order of the groups: visitors whose first conversion was in a session with the campaign, or in a later one */
  direct: number[];
  assisted: number[];
  verdict?: Verdict;
  /** how the lift over the control and its interval moved, for each comparison of the verdict; from the day on which there were enough */
  days: { day: string; lifts: ([low: number, value: number, high: number] | null)[] }[];
}

export interface CampaignResult {
  id: string;
  name: string;
  /** UTC days, YYYY-MM-DD, both included */
  from: string;
  to: string;
  groups: GroupResult[];
  /** sessions of visitors who had met the campaign in another group, which is gone: set aside */
  moved: number;
  goals: GoalResult[];
  /** auto tune: no verdict is given */
  tuned: boolean;
  /** the check of the split; undefined where there is one group */
  split?: SplitCheck;
  /** ms since 1970: when the shares were changed, the latest last */
  changes: number[];
  /** for the CSV: day, group, what, number */
  rows: [day: string, group: string, what: string, goal: string, count: number][];
}

const label = (group: string): string => group || 'everybody';
const kindOf = (goal: GoalFile): GoalResult['kind'] =>
  goal.click ? 'click' : goal.page !== undefined ? 'page' : goal.server !== undefined ? 'server' : 'event';

interface Shown {
  name: string;
  groups: { name: string; share: number; empty: boolean }[];
  goals: GoalFile[];
  tuned: boolean;
}

/** What the account's file says of a campaign; undefined when it has none of this id. */
const shownOf = (file: AccountFile, id: string): Shown | undefined => {
  if (id === HOLDOUT && file.holdout)
    return {
      name: 'Holdout: visitors who see no campaign',
      groups: [
        { name: HELD_OUT, share: file.holdout, empty: true },
        { name: SERVED, share: 100 - file.holdout, empty: false },
      ],
      goals: goalsOf(file),
      tuned: false,
    };
  const campaign = file.campaigns?.find((one) => String(one.id) === id);
  return (
    campaign && {
      name: campaign.name,
      groups: (campaign.groups ?? [{ name: '', share: 100, content: campaign.content }]).map(({ name, share, content }) => ({
        name,
        share,
        empty: content === undefined,
      })),
      goals: goalsOf(file, campaign),
      tuned: campaign.autoTune === true,
    }
  );
};

/** Running totals: what had been counted when each day was over. */
const byDay = (rows: ValueDay[]): Map<string, ValueDay[]> => {
  const days = new Map<string, ValueDay[]>();
  for (const row of rows) days.set(row.day, [...(days.get(row.day) ?? []), row]);
  return days;
};

/**
 * @param id a campaign's, or `holdout`
 * @param now ms since 1970
 * @param periods which shares held when; without them, those of the file all the time
 * @param range a part of the time: figures alone. Whoever chooses the days may choose those that please, and what the method promises
 *   (README.md) holds for all of a test's days; so no verdict and no interval is given, and no check of the split
 * @returns undefined when the account's file has no such campaign
 */
export const campaignResult = async (
  store: Pick<Store, 'valueDaysOf'>,
  account: string,
  file: AccountFile | undefined,
  id: string,
  now: number,
  { periods = [], range }: { periods?: readonly Period[]; range?: Required<Range> | undefined } = {},
): Promise<CampaignResult | undefined> => {
  const shown = file && shownOf(file, id);
  if (!shown) return undefined;
  const { from, to } = range ?? { from: dayOf(now - DAYS * DAY), to: dayOf(now) };
  // All of the time has no end: another collector's clock may be ahead.
  const asked = range ?? { from };
  const [met, reached] = await Promise.all([
    store.valueDaysOf('campaign-met', asked, account, id),
    store.valueDaysOf('campaign-goal', asked, account, id),
  ]);
  const place = new Map(shown.groups.map(({ name }, index) => [name, index]));
  const groups: GroupResult[] = shown.groups.map((group) => ({ ...group, visitors: 0, sessions: 0 }));
  const goals: GoalResult[] = shown.goals.map((goal) => ({
    name: goal.name,
    kind: kindOf(goal),
    direct: groups.map(() => 0),
    assisted: groups.map(() => 0),
    days: [],
  }));
  const rows: CampaignResult['rows'] = [];
  let moved = 0;

  const armsOf = (goal: GoalResult): Arm[] =>
    groups.map((group, index) => ({
      ...group,
      name: label(group.name),
      converted: (goal.direct[index] ?? 0) + (goal.assisted[index] ?? 0),
    }));

  const days = [byDay(met), byDay(reached)] as const;
  for (const day of [...new Set([...days[0].keys(), ...days[1].keys()])].sort()) {
    for (const { value, all } of days[0].get(day) ?? []) {
      const [, name = '', before] = value;
      const group = groups[place.get(name) ?? -1];
      if (before !== undefined && before !== name) moved += all;
      else if (group) {
        group.sessions += all;
        if (before === undefined) group.visitors += all;
      }
      rows.push([day, name, before === undefined ? 'visitors' : before === name ? 'returning sessions' : 'set aside', '', all]);
    }
    for (const { value, all } of days[1].get(day) ?? []) {
      const [, name = '', goalName = '', kind = ''] = value;
      const at = place.get(name);
      const goal = goals.find((one) => one.name === goalName);
      if (goal && at !== undefined && (kind === 'direct' || kind === 'assisted')) goal[kind][at] = (goal[kind][at] ?? 0) + all;
      rows.push([day, name, kind, goalName, all]);
    }
    if (groups.length < 2 || range) continue;
    for (const goal of goals) {
      const arms = armsOf(goal);
      const control = arms.find(({ empty }) => empty) ?? arms[0];
      const lifts = arms
        .filter((arm) => arm !== control)
        .map((arm): [number, number, number] | null => {
          if (!control || Math.min(arm.visitors, control.visitors) < MIN_VISITORS || arm.converted + control.converted < MIN_CONVERSIONS)
            return null;
          const { low, value, high } = liftOf(arm, control, ALPHA / (arms.length - 1));
          return [low, value, high];
        });
      if (lifts.some(Boolean)) goal.days.push({ day, lifts });
    }
  }
  const always: Period = {
    from: 0,
    shares: Object.fromEntries(groups.map(({ name, share }) => [name, share])),
    start: { day: '', met: {} },
  };
  const planned = plannedOf(periods.length ? periods : [always], met).map((group) => ({ ...group, name: label(group.name) }));
  const split = groups.length > 1 && !range ? splitCheck(planned) : undefined;
  if (!shown.tuned && !range)
    for (const goal of goals) {
      const verdict = verdictOf(armsOf(goal), goal.name, split);
      if (verdict) goal.verdict = verdict;
    }
  const changes = periods.slice(1).map(({ from }) => from);
  return { id, name: shown.name, from, to, groups, moved, goals, tuned: shown.tuned, ...(split ? { split } : {}), changes, rows };
};
