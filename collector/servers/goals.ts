/**
 * Goals that a site's own server reports: its event is joined by visitor with the campaigns that she met. What comes of it is stored in one
 * commit with the event itself.
 */
import { createHash } from 'node:crypto';
import { clean, holds, lines } from '../../core/campaigns/segments.js';
import { IDLE } from '../../core/visitor.js';
import { listOf, type AccountFile, type GoalFile } from '../accounts/account.js';
import { patternTest } from '../accounts/compile.js';
import { HOLDOUT } from '../../core/campaigns/config.js';
import { goalsOf, windowOf } from '../accounts/goals.js';
import type { Meeting, Store, StoredEvent } from '../store/store.js';

/** Figures of a hash, for the id of an event. */
const figures = (text: string): string =>
  BigInt('0x' + createHash('sha256').update(text).digest('hex').slice(0, 16))
    .toString()
    .slice(-16)
    .padStart(16, '0');

const isMet = (goal: GoalFile, event: StoredEvent): boolean =>
  goal.server !== undefined &&
  listOf(goal.server).some((pattern) => holds(patternTest('e', pattern, false), { e: lines(event.value.map(clean)) }));

/** Goals that a server may report, by campaign. */
const serverGoals = (file: AccountFile): Map<string, GoalFile[]> => {
  const all = new Map<string, GoalFile[]>((file.campaigns ?? []).map((campaign) => [String(campaign.id), goalsOf(file, campaign)]));
  if (file.holdout) all.set(HOLDOUT, goalsOf(file));
  return new Map(
    [...all]
      .map(([id, goals]): [string, GoalFile[]] => [id, goals.filter(({ server }) => server !== undefined)])
      .filter(([, goals]) => goals.length),
  );
};

/** The conversions that one event is, given the visitor's meetings in order. */
const conversions = (event: StoredEvent, goals: Map<string, GoalFile[]>, meetings: Meeting[]): StoredEvent[] =>
  [...goals].flatMap(([id, list]) => {
    const mine = meetings.filter(({ value, at }) => value[0] === id && at <= event.at);
    const [first] = mine;
    // Who met it in two groups counts for neither.
    if (!first || mine.some(({ value }) => value[1] !== first.value[1])) return [];
    const direct = mine.some(({ at, session }) => session === event.session || event.at - at < IDLE);
    return list
      .filter((goal) => isMet(goal, event) && (direct || event.at - first.at < windowOf(goal)))
      .map(
        (goal): StoredEvent => ({
          ...event,
          // One id for each visitor, campaign and goal: only the first conversion is stored.
          page: first.at + figures([event.account, event.visitor, id, goal.name].join('\n')),
          type: 'campaign-goal',
          value: [id, first.value[1] ?? '', goal.name, direct ? 'direct' : 'assisted'],
        }),
      );
  });

/** @returns the conversions that these events are, to be stored with them */
export const goalsReached = async (
  store: Pick<Store, 'met'>,
  file: AccountFile | undefined,
  events: StoredEvent[],
): Promise<StoredEvent[]> => {
  const goals = file ? serverGoals(file) : new Map<string, GoalFile[]>();
  const found: StoredEvent[] = [];
  for (const event of events)
    if (event.visitor !== null && [...goals.values()].flat().some((goal) => isMet(goal, event)))
      found.push(...conversions(event, goals, await store.met(event.account, event.visitor)));
  return found;
};
