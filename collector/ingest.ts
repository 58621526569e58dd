/**
 * From the text of a request to events: the wire format's rules, the limits of every field, and the stub's rescues.
 * Pure; what is not valid is named, what is valid goes on.
 */
import { MAX_STRINGS, MAX_TEXT } from '../core/event.js';
import { MAX_VARIABLE } from '../core/commands.js';
import { rescued } from '../core/rescue.js';
import { TYPES, VERSION, type EventType } from '../core/wire.js';
import { isDeep } from './json.js';
import type { Arrival, StoredEvent } from './store/store.js';
import { fromVersion1 } from './version1.js';

/** What a request says. */
export interface Reading {
  events: StoredEvent[];
  /** ids asked for; null when there was no question (the answer is 204 then) */
  ask: [page: string, number: number][] | null;
  /** events refused for good, each with the reason */
  bad: [page: string, number: number, reason: string][];
  /** why the whole body is refused */
  error?: string;
  /** the request was of version 1, so its answer is to be */
  old?: boolean;
  /** nothing is to be stored: the sender only wants to know what would become of it */
  trial?: boolean;
}

/** Characters of an address or a referrer; the rest is cut. */
export const MAX_URL = 4096;
/** Highest number of an event in a page view. */
export const MAX_NUMBER = 10_000_000;
/** Ids in one question; the tag asks about 2,000 at most. */
export const MAX_ASK = 5000;
/** ms; the tag gives up after 7 days, so nothing honest is older than 8 and an older age is taken as 8. */
export const MAX_AGE = 8 * 86_400_000;

const PAGE = /^\w{9,40}$/;
const WHO = /^[0-9A-Za-z_-]{1,64}$/;
/** Also a file name of the configuration folder, so neither a path nor a hidden file. */
export const ACCOUNT = /^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$/;
const ARRIVALS: Record<string, Arrival> = { b: 'beacon', c: 'confirmation', r: 'redelivery', t: 'confirmation' };
const known = new Set<string>(TYPES);

type Loose = Record<string, unknown>;
type Circumstances = Omit<StoredEvent, 'number' | 'type' | 'value' | 'at' | 'age'>;

const isObject = (x: unknown): x is Loose => typeof x === 'object' && x !== null && !Array.isArray(x);

/** In Node since 20; not in the library that TypeScript is told of. */
const isWellFormed = (text: string): boolean => (text as string & { isWellFormed(): boolean }).isWellFormed();

/** Text that every store can keep: no NUL, no half of a surrogate pair. */
const clean = (text: string): string =>
  isWellFormed(text) && !text.includes('\0')
    ? text
    : text.replace(/\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');

/** Cut first: a cut may halve a pair. */
const upTo = (text: string, most: number): string => clean(text.length > most ? text.slice(0, most) : text);

const refused = (error: string): Reading => ({ events: [], ask: null, bad: [], error });

/** The reason why a type cannot have these strings, or undefined. */
const wrongValue = (type: EventType, value: unknown[]): string | undefined => {
  if (type === 'view') return value.length ? 'a view has no strings' : undefined;
  if (!value.length || value.length > MAX_STRINGS) return `1 to ${MAX_STRINGS} strings expected, found ${value.length}`;
  for (const text of value) {
    if (typeof text !== 'string') return `a string expected, found ${text === null ? 'null' : typeof text}`;
    if (text.length > MAX_TEXT) return `at most ${MAX_TEXT} characters a string`;
    if (!text && (type === 'event' || type === 'overflow')) return 'a string is empty';
  }
  if (type === 'overflow' && !/^\d{1,9}$/.test(value[0] as string)) return 'overflow: a number expected';
  return undefined;
};

/** The reason why this is no event, or undefined. */
const wrongEvent = (e: unknown): string | undefined => {
  if (!Array.isArray(e)) return 'an event is [number, age, type, ...strings]';
  // By index: this is asked of every event, and a pattern with a rest costs several times as much.
  const list = e as unknown[];
  const number = list[0];
  const age = list[1];
  const type = list[2];
  if (!Number.isInteger(number) || (number as number) < 1 || (number as number) > MAX_NUMBER) return `number: 1 to ${MAX_NUMBER} expected`;
  if (typeof age !== 'number' || !Number.isFinite(age)) return 'age: milliseconds expected';
  if (typeof type !== 'string' || !known.has(type)) return `type: one of ${TYPES.join(', ')} expected`;
  return wrongValue(type as EventType, list.slice(3));
};

const VARIABLES = [1, 2, 3, 4, 5].map((n) => 'customVar' + n);

const variables = (c: unknown): Record<string, string> | null => {
  if (!isObject(c)) return null;
  let vars: Record<string, string> | null = null;
  for (const name of VARIABLES) {
    if (!Object.hasOwn(c, name)) continue;
    const value = c[name];
    if (typeof value === 'string') (vars ??= {})[name] = upTo(value, MAX_VARIABLE);
  }
  return vars;
};

/** The circumstances of a batch, or the reason why they are none. */
const circumstances = (b: Loose, arrival: Arrival): Circumstances | string => {
  if (typeof b.a !== 'string' || !ACCOUNT.test(b.a)) return 'a: an account id expected';
  if (b.u !== undefined && (typeof b.u !== 'string' || !WHO.test(b.u))) return 'u: a visitor id expected';
  if (b.s !== undefined && (typeof b.s !== 'string' || !WHO.test(b.s))) return 's: a session id expected';
  if (typeof b.l !== 'string') return 'l: the address of the page expected';
  if (b.r !== undefined && typeof b.r !== 'string') return 'r: a referrer expected';
  return {
    page: b.p as string,
    account: b.a,
    visitor: b.u ?? null,
    session: b.s ?? null,
    url: upTo(b.l, MAX_URL),
    referrer: b.r ? upTo(b.r, MAX_URL) : null,
    vars: variables(b.c),
    arrival,
    anonymous: b.x === 1,
  };
};

const event = (of: Circumstances, number: number, age: number, type: EventType, value: string[], now: number): StoredEvent => {
  const old = Math.min(Math.max(age, 0), MAX_AGE);
  // Field by field: a spread of `of` costs more than all the checks.
  return {
    page: of.page,
    number,
    account: of.account,
    visitor: of.visitor,
    session: of.session,
    type,
    value: value.map(clean),
    url: of.url,
    referrer: of.referrer,
    vars: of.vars,
    at: now - old,
    age: old,
    arrival: of.arrival,
    anonymous: of.anonymous,
  };
};

const readBatch = (b: unknown, arrival: Arrival, now: number, into: Reading): void => {
  if (!isObject(b) || typeof b.p !== 'string' || !PAGE.test(b.p) || !Array.isArray(b.e)) {
    into.bad.push(['', 0, 'a batch is {p: page-view id, a: account, l: address, e: events}']);
    return;
  }
  const of = circumstances(b, arrival);
  for (const e of b.e as unknown[]) {
    const wrong = typeof of === 'string' ? of : wrongEvent(e);
    if (wrong === undefined) {
      const list = e as [number, number, EventType, ...string[]];
      into.events.push(event(of as Circumstances, list[0], list[1], list[2], list.slice(3) as string[], now));
    } else {
      const number = Array.isArray(e) && typeof e[0] === 'number' ? e[0] : 0;
      into.bad.push([b.p, number, wrong]);
    }
  }
};

const readAsk = (q: unknown): [string, number][] | string => {
  const ids: [string, number][] = [];
  if (!Array.isArray(q)) return 'q: a list expected';
  for (const ask of q as unknown[]) {
    if (!Array.isArray(ask) || typeof ask[0] !== 'string' || !PAGE.test(ask[0])) return 'q: [page, ...numbers] expected';
    const [page, ...numbers] = ask as [string, ...unknown[]];
    if (ids.length + numbers.length > MAX_ASK) return `q: at most ${MAX_ASK} ids`;
    for (const number of numbers) {
      if (!Number.isInteger(number) || (number as number) < 1) return 'q: numbers from 1 expected';
      ids.push([page, number as number]);
    }
  }
  return ids;
};

/** A call is JSON in a string, and is parsed where the tag's own code runs it: one that is too deep is emptied, and costs itself only. */
const withoutDeepCalls = (body: unknown[]): void => {
  if (!Array.isArray(body[2])) return;
  // A list would be read as the text of what is in it.
  for (const call of body[2] as unknown[])
    if (Array.isArray(call) && (Array.isArray(call[0]) || (typeof call[0] === 'string' && isDeep(call[0])))) call[0] = '';
};

const readRescue = (body: unknown[], now: number): Reading => {
  const reading: Reading = { events: [], ask: null, bad: [] };
  let found: ReturnType<typeof rescued>;
  withoutDeepCalls(body);
  try {
    found = rescued(body);
  } catch {
    return refused('a list is no rescue of a stub, and an object is expected otherwise');
  }
  for (const e of found._events) {
    if (!PAGE.test(e._page)) return refused('a rescue without a page-view id');
    const loose = { p: e._page, a: e._account, l: e._url, r: found._referrer, c: e._vars, x: e._anonymous ? 1 : 0 };
    const of = circumstances(loose, 'rescue');
    const age = found._written - e._wall;
    const wrong = typeof of === 'string' ? of : wrongEvent([e._number, age, e._type, ...e._value]);
    if (wrong !== undefined) reading.bad.push([e._page, e._number, wrong]);
    else reading.events.push(event(of as Circumstances, e._number, age, e._type, e._value, now));
  }
  return reading;
};

/**
 * Reads a request.
 * @param text the body, or the query's `d`
 * @param now ms since 1970 on arrival
 */
export const readBody = (text: string, now: number): Reading => {
  if (isDeep(text)) return refused('the body is nested too deep');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return refused('the body is no JSON');
  }
  const { body, old } = fromVersion1(parsed);
  return { ...readParsed(body, now), old };
};

const readParsed = (body: unknown, now: number): Reading => {
  if (Array.isArray(body)) return readRescue(body, now);
  if (!isObject(body)) return refused('an object expected');
  if (body.v !== VERSION) return refused(`version ${VERSION} expected, found ${JSON.stringify(body.v)?.slice(0, 20)}`);
  const arrival = body.w === undefined ? 'beacon' : Object.hasOwn(ARRIVALS, String(body.w)) ? ARRIVALS[String(body.w)] : undefined;
  if (!arrival) return refused('w: b, c or r expected');
  if (body.b !== undefined && !Array.isArray(body.b)) return refused('b: a list of batches expected');
  const ask = body.q === undefined ? null : readAsk(body.q);
  if (typeof ask === 'string') return refused(ask);
  const reading: Reading = { events: [], ask, bad: [], ...(body.w === 't' ? { trial: true } : {}) };
  for (const b of (body.b ?? []) as unknown[]) readBatch(b, arrival, now, reading);
  return reading;
};
