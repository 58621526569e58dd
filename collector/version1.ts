/**
 * Version 1 of the wire format, which the tag of 0.1.0 speaks: pages that have pinned its bytes (`/v/<hash>/`, loader/upgrading.md) go on doing so
 * after the collector was upgraded. Requests are read as what version 2 says for the same; answers are said as version 1 did.
 */
import { eventId, type RescueBody, type StubEntry, type WireAnswer } from '../core/wire.js';
import { parseJson } from './json.js';
import type { rangesOf } from './ranges.js';

/** A call as the stub of 0.1.0 kept it: arguments, wall clock ms, the page's monotonic clock ms. */
type Call = [args: unknown, wall: number, mono: number];

/** What the stub of 0.1.0 sent: address of the page, monotonic clock (ms) at the writing, its queue. */
type Rescue = [url: string, mono: number, queue: [random: number, account: string, overflow: number, ...calls: unknown[]]];

const isCall = (call: unknown): call is Call => Array.isArray(call) && typeof call[1] === 'number' && typeof call[2] === 'number';

const isRescue = (body: unknown): body is Rescue =>
  Array.isArray(body) &&
  body.length === 3 &&
  typeof body[0] === 'string' &&
  typeof body[1] === 'number' &&
  Array.isArray(body[2]) &&
  body[2].slice(3).some(isCall);

/**
 * Ages were differences of the monotonic clock; what is written now has a wall clock, so each call's is made of them. What is no call of
 * that stub, such as a page's own entry in its queue, costs itself only.
 */
const rescueOf = ([url, mono, [random, account, overflow, ...queue]]: Rescue): RescueBody => {
  const calls = queue.filter(isCall);
  const written = Math.max(...calls.map(([, wall, at]) => wall + mono - at));
  // The first call's time is part of the page view's id, so its own wall clock stays.
  const entries = calls.map(([args, wall, at], index): StubEntry => [JSON.stringify(args), index ? written - mono + at : wall, url]);
  return [url, written, [random, account, overflow, ...entries], ''];
};

/**
 * @param body a request's parsed JSON, of any version
 * @returns the same as version 2, and whether it was version 1
 */
export const fromVersion1 = (body: unknown): { body: unknown; old: boolean } => {
  let parsed = body;
  // Prototype.js before 1.7 made a string of the list, once or more.
  while (typeof parsed === 'string')
    try {
      parsed = parseJson(parsed);
    } catch {
      return { body, old: false };
    }
  if (isRescue(parsed)) return { body: rescueOf(parsed), old: true };
  const found = parsed as { v?: unknown } | null;
  return found?.v === 1 ? { body: { ...found, v: 2 }, old: true } : { body: parsed, old: false };
};

/** What version 1 named instead: `lack`, what was asked for or sent and is not stored; all else needed no more sending. */
export const toVersion1 = (
  { have = [], bad, error }: Omit<WireAnswer, 'v'>,
  ask: readonly [page: string, number: number][] | null,
): Record<string, unknown> => {
  const known = new Set(JSON.stringify(have) === '[]' ? [] : idsOf(have));
  return {
    v: 1,
    ...(ask && { lack: ask.map(([page, number]) => eventId(page, number)).filter((id) => !known.has(id)) }),
    ...(bad && { bad: bad.map(([page, number, reason]) => [page ? eventId(page, number) : '', reason]) }),
    ...(error !== undefined && { error }),
  };
};

const idsOf = (ranges: ReturnType<typeof rangesOf>): string[] =>
  ranges.flatMap(([page, ...ends]) => {
    const ids: string[] = [];
    for (let i = 0; i < ends.length; i += 2)
      for (let number = ends[i] ?? 0; number <= (ends[i + 1] ?? -1); number++) ids.push(eventId(page, number));
    return ids;
  });
