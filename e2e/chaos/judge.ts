/** Holds what is stored against what must be: a sentence for each fault, none when the promise was kept. */
import type { Stored } from '../support/collector.js';
import { SLOW } from './trouble.js';
import { expected, storable, type Expected } from './model.js';
import type { Played } from './play.js';
import { LAST, type Plan } from './plan.js';

/** ms that a time may be off: a second of the promise, a slow proxy, and a busy machine. */
const OFF = 2500 + SLOW;
/** Requests beyond those that a story may need: more is hammering. */
const REQUESTS = (calls: number, pages: number): number => 60 + calls + 25 * pages;

export interface Verdict {
  faults: string[];
  expected: Expected[];
  /** of those that may be lost: how many were stored */
  limits: Map<string, { due: number; stored: number }>;
}

/** The row's marker: how a row is known to be a call's. */
const markerOf = (row: Stored): string | undefined => (row.type === 'event' ? /^(c\d+|again)\b/.exec(row.value[0] ?? '')?.[1] : undefined);
const keyOf = ({ due, page }: Expected): string => (due.type === 'view' ? `view of ${page}` : (/^\S+/.exec(due.marker ?? '')?.[0] ?? ''));
const numberOf = (row: Stored): number => Number(row.id.slice(row.id.lastIndexOf('.') + 1));
const pageOf = (row: Stored): string => row.id.slice(0, row.id.lastIndexOf('.'));

/** Whether all that must be stored is: the end of the wait. */
export const complete = (plan: Plan, played: Played): boolean => {
  const { rows } = sort(played);
  const needed = new Map<string, number>();
  for (const one of expected(plan, played)) if (one.fate === 'must') needed.set(keyOf(one), (needed.get(keyOf(one)) ?? 0) + 1);
  return [...needed].every(([key, count]) => (rows.get(key)?.length ?? 0) >= count);
};

const sort = ({ rows }: Played): { rows: Map<string, Stored[]>; others: Stored[] } => {
  const found = new Map<string, Stored[]>();
  const others: Stored[] = [];
  for (const row of rows) {
    const key = row.type === 'view' ? `view of ${row.page}` : markerOf(row);
    if (!key) others.push(row);
    else found.set(key, [...(found.get(key) ?? []), row]);
  }
  return { rows: found, others };
};

export const judge = (plan: Plan, played: Played): Verdict => {
  const faults: string[] = [];
  const list = expected(plan, played);
  const { rows, others } = sort(played);
  const limits: Verdict['limits'] = new Map();
  if (played.stuck) faults.push(`the story got stuck: ${played.stuck}`);
  faults.push(...played.complaints.slice(0, 3));
  for (const [step, shown] of played.shown) if (!shown.core && step.core) faults.push(`the core never took over on page ${step.key}`);

  const groups = new Map<string, Expected[]>();
  for (const one of list) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  for (const [key, group] of groups) {
    const stored = rows.get(key) ?? [];
    const musts = group.filter(({ fate }) => fate === 'must').length;
    const nevers = group.filter(({ fate }) => fate === 'never').length;
    const where = `page ${[...new Set(group.map(({ step }) => step.key))].join(', ')}`;
    if (stored.length < musts) faults.push(`lost: ${musts - stored.length} of ${musts} ${key} (${where})`);
    if (stored.length > group.length && group.some(({ due }) => due.odd === 'held') && stored.length === 2) continue;
    if (stored.length > group.length)
      faults.push(`twice: ${key} is stored ${stored.length} times, called ${group.length} times (${where})`);
    else if (stored.length > group.length - nevers) faults.push(`stored after an opt-out: ${key} (${where})`);
    for (const { fate } of group)
      if (fate !== 'must' && fate !== 'never') {
        const limit = limits.get(fate) ?? { due: 0, stored: 0 };
        limit.due++;
        limits.set(fate, limit);
      }
    let left = Math.max(0, stored.length - musts);
    for (const { fate } of group) if (fate !== 'must' && fate !== 'never' && left-- > 0) (limits.get(fate) as { stored: number }).stored++;
    for (const row of stored) if (group.length === 1) faults.push(...differences(plan, played, group[0] as Expected, row));
  }
  for (const key of rows.keys()) if (!groups.has(key) && !key.endsWith(`/${LAST}`)) faults.push(`nobody called ${key}, and it is stored`);
  const odd = list.filter(({ due }) => due.odd).length;
  for (const row of others.slice(odd * 3))
    if (row.type === 'event') faults.push(`nobody called ${JSON.stringify(row.value)}, and it is stored`);
  for (const row of others)
    if (row.type === 'overflow' && !limits.has("older than seven days by the visitor's clock"))
      faults.push(`an overflow of ${row.value.join()} is reported`);
  faults.push(...order(list, rows), ...counts(played.rows));
  const allowed = REQUESTS(list.length, played.shown.size);
  if (played.requests > allowed) faults.push(`${played.requests} requests for ${list.length} calls on ${played.shown.size} pages`);
  if (!played.answered && !played.stuck) faults.push('the callback of the last page is never called');
  return { faults, expected: list, limits };
};

/** Of one row and the one call that made it. */
const differences = (plan: Plan, played: Played, { due, step, page }: Expected, row: Stored): string[] => {
  const name = due.type === 'view' ? `view of ${page}` : `${due.marker?.slice(0, 20)}`;
  const faults: string[] = [];
  if (due.value && !due.odd && !(row.value.length === due.value.length && due.value.every((text, index) => text === row.value[index])))
    faults.push(`value of ${name}: ${JSON.stringify(row.value).slice(0, 200)}, not ${JSON.stringify(due.value).slice(0, 200)}`);
  if (row.page !== page) faults.push(`address of ${name}: ${row.page}, not ${page} (page ${step.key})`);
  const shown = played.shown.get(step);
  if (!shown) return faults;
  const referrer = shown.referrer && storable(shown.referrer);
  if (due.type === 'view' && (row.referrer ?? '') !== referrer) faults.push(`referrer of ${name}: ${row.referrer}, not ${referrer}`);
  const tab = plan.tabs[step.tab] ?? [];
  const following = played.shown.get(tab[tab.indexOf(step) + 1] as never);
  const next = following?.at ?? Infinity;
  const at = Date.parse(row.at);
  // What waits is aged by the wall clock when a later page sends it: a documented limit, where the clock was set.
  const aged = plan.clocks && (row.arrival === 'redelivery' || !!step.forward);
  if (!aged && (at < shown.from - OFF || at > next + OFF))
    faults.push(
      `time of ${name}: ${row.at}, not between ${new Date(shown.from).toISOString()} and ${next === Infinity ? 'now' : new Date(next).toISOString()}`,
    );
  return faults;
};

/** In a page view the numbers follow the calls. */
const order = (list: Expected[], rows: Map<string, Stored[]>): string[] => {
  const times = new Map<string, number>();
  for (const one of list) times.set(keyOf(one), (times.get(keyOf(one)) ?? 0) + 1);
  const last = new Map<string, { number: number; key: string }>();
  const faults: string[] = [];
  for (const one of list) {
    const key = keyOf(one);
    const [row, another] = rows.get(key) ?? [];
    if (!row || another || times.get(key) !== 1 || one.due.listener || one.due.odd) continue;
    const before = last.get(pageOf(row));
    if (before && before.number >= numberOf(row))
      faults.push(`order: ${key} has number ${numberOf(row)}, and ${before.key} before it ${before.number}`);
    last.set(pageOf(row), { number: numberOf(row), key });
  }
  return faults.slice(0, 2);
};

/** The first of a value in its session counts, and no other. */
const counts = (rows: Stored[]): string[] => {
  const groups = new Map<string, Stored[]>();
  for (const row of rows) {
    if (row.type !== 'event' || !row.session) continue;
    const key = row.session + JSON.stringify(row.value);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((group) => {
    const counted = group.filter((row) => row.counted).length;
    return counted === 1 ? [] : [`${JSON.stringify(group[0]?.value).slice(0, 60)} is counted ${counted} times in a session`];
  });
};
