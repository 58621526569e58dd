/** Goals, ranges, budgets and times of day, as browsers read them. */
import { HELD_OUT, HOLDOUT, type Budget, type Campaign, type Goal, type Test } from '../../core/campaigns/config.js';
import { listOf, WEEKDAYS, type AccountFile, type CampaignFile, type GoalFile } from './account.js';

const DAY = 86_400_000;
/** Days after the first exposure in which a goal counts, unless it says otherwise. */
const WITHIN = 30;

/** The holdout's other group. */
export const SERVED = 'everybody else';

type Pattern = (fact: 'e' | 'p', pattern: string, address: boolean) => Test;
const oneOf = (tests: Test[]): Test => (tests.length === 1 ? (tests[0] as Test) : ['|', ...tests]);

/** ms after the first exposure in which the goal counts; 0: the session. */
export const windowOf = ({ within = WITHIN }: GoalFile): number => (within === 'session' ? 0 : within * DAY);

/** The goals that a browser can see being reached. */
const compileGoals = (goals: GoalFile[], id: string, pattern: Pattern): Goal[] =>
  goals.flatMap((goal): Goal[] => {
    const test: Test | undefined = goal.click
      ? ['k', id, 1]
      : goal.event !== undefined
        ? oneOf(listOf(goal.event).map((text) => pattern('e', text, false)))
        : goal.page !== undefined
          ? oneOf(listOf(goal.page).map((text) => pattern('p', text, true)))
          : undefined;
    return test ? [[goal.name, test, windowOf(goal)]] : [];
  });

/** All goals of a campaign: its own, and the account's. */
export const goalsOf = (file: AccountFile, campaign?: CampaignFile): GoalFile[] => [...(campaign?.goals ?? []), ...(file.goals ?? [])];

const budgets = ({ session, day, week, quietDays }: NonNullable<AccountFile['budget']>): Budget[] => [
  ...(session === undefined ? [] : [['t', session, 0] as Budget]),
  ...(day === undefined ? [] : [['t', day, DAY] as Budget]),
  ...(week === undefined ? [] : [['t', week, 7 * DAY] as Budget]),
  ...(quietDays ? [['o', 1, quietDays * DAY] as Budget] : []),
];

const hoursOf = ({ from, to }: { from: number; to: number }): number[] =>
  Array.from({ length: 24 }, (_, hour) => hour).filter((hour) => (from < to ? hour >= from && hour < to : hour >= from || hour < to));

const manners = (file: AccountFile, campaign: CampaignFile): Pick<Campaign, 'b' | 'm'> => {
  const id = String(campaign.id);
  const tests: Test[] = [];
  if (campaign.weekdays) tests.push(oneOf(campaign.weekdays.map((day) => ['w', `d${WEEKDAYS.indexOf(day)}`, 1])));
  if (campaign.hours) tests.push(oneOf(hoursOf(campaign.hours).map((hour) => ['w', `h${hour}`, 1])));
  const rivals = (file.campaigns ?? []).filter((one) => campaign.oneOf !== undefined && one.oneOf === campaign.oneOf && one !== campaign);
  if (rivals.length) tests.push(['!', ...rivals.map((one): Test => ['h', String(one.id), 1])]);
  if (campaign.untilGoal) tests.push(['!', ['i', `\n${id}=`]]);
  // Zones interrupt nobody.
  const budget = campaign.type === 'in zone' || !file.budget ? [] : budgets(file.budget);
  if (!budget.length && !tests.length) return {};
  return { b: budget, ...(tests.length ? { m: tests.length === 1 ? (tests[0] as Test) : ['&', ...tests] } : {}) };
};

/** What a campaign has of all this. */
export const compileResults = (file: AccountFile, campaign: CampaignFile, pattern: Pattern): Partial<Campaign> => {
  const { range } = campaign;
  const goals = goalsOf(file, campaign);
  // Met is remembered where something depends on it.
  const watched = goals.length || campaign.groups || campaign.oneOf !== undefined;
  return {
    ...(watched ? { q: compileGoals(goals, String(campaign.id), pattern) } : {}),
    ...(range ? { y: [range.name, (100 - range.from) % 100, range.to - range.from] } : {}),
    ...manners(file, campaign),
  };
};

/** The account's holdout as a campaign that shows nothing to anybody. */
export const compileHoldout = (file: AccountFile, pattern: Pattern): Campaign[] =>
  file.holdout
    ? [
        {
          i: HOLDOUT,
          k: 'w',
          l: '',
          q: compileGoals(goalsOf(file), HOLDOUT, pattern),
          g: [
            [HELD_OUT, file.holdout],
            [SERVED, 100 - file.holdout],
          ],
        },
      ]
    : [];
