/**
 * Events that a site's own servers send: `POST /api/events`. From the text of a request to events, or to the reason why each is none.
 * Pure.
 */
import { createHash } from 'node:crypto';
import { MAX_STRINGS, MAX_TEXT } from '../../core/event.js';
import { parseJson } from '../json.js';
import type { StoredEvent } from '../store/store.js';

/** What became of one event of a request, in its order. */
export interface Result {
  /** as it was given */
  id?: string;
  status: 'stored' | 'duplicate' | 'refused';
  /** why it was refused, and what to write instead */
  reason?: string;
}

/** An event to be stored, or the reason why it is refused. */
export interface Item {
  id?: string;
  event?: StoredEvent;
  reason?: string;
}

/** Events of one request. */
const MAX_EVENTS = 1000;
/** ms: how far back and ahead of the collector's clock an event's time may be. */
const PAST = 8 * 86_400_000;
const FUTURE = 300_000;
const MAX_ID = 200;
const MAX_ADDRESS = 4096;
const WHO = /^[0-9A-Za-z_-]{1,64}$/;
const KEYS = ['id', 'time', 'visitor', 'session', 'value', 'page'];

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Figures of a hash, for the ids that events have in the store. */
const figures = (text: string): string =>
  BigInt('0x' + createHash('sha256').update(text).digest('hex').slice(0, 16))
    .toString()
    .slice(-16)
    .padStart(16, '0');

const stringsOf = (value: unknown): string[] | string => {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (value === undefined) return 'value is missing: a string, or a list of one to four strings';
  if (!list.length || list.length > MAX_STRINGS)
    return `value: a string, or a list of one to ${MAX_STRINGS} strings is expected, found ${list.length} of them`;
  for (const text of list) {
    if (typeof text !== 'string' || text === '')
      return `value: a string that is not empty is expected, found ${JSON.stringify(text)?.slice(0, 40)}`;
    if (text.length > MAX_TEXT) return `value: at most ${MAX_TEXT} characters a string, found ${text.length}`;
    if (!(text as string & { isWellFormed(): boolean }).isWellFormed() || text.includes('\0'))
      return 'value: text without NUL and without halves of characters is expected';
  }
  return list as string[];
};

const timeOf = (given: unknown, now: number): number | string => {
  if (given === undefined) return now;
  const time = typeof given === 'number' ? given : typeof given === 'string' ? Date.parse(given) : NaN;
  if (!Number.isFinite(time)) return 'time: an ISO time such as 2026-11-26T09:30:00Z, or milliseconds since 1970, is expected';
  if (time < now - PAST) return `time: at most 8 days in the past; now it is ${new Date(now).toISOString()}`;
  if (time > now + FUTURE) return `time: at most 5 minutes in the future; now it is ${new Date(now).toISOString()}`;
  return Math.round(time);
};

const readOne = (given: unknown, account: string, now: number, at: number): Item => {
  if (!isObject(given)) return { reason: 'an object such as {"value": "order paid"} is expected' };
  const id = given.id;
  if (id !== undefined && (typeof id !== 'string' || !id || id.length > MAX_ID))
    return { reason: `id: a text of 1 to ${MAX_ID} characters is expected` };
  const named = id === undefined ? {} : { id };
  const refuse = (reason: string): Item => ({ ...named, reason });
  const unknown = Object.keys(given).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) return refuse(`${unknown}: no such key; known are ${KEYS.join(', ')}`);
  if (id !== undefined && given.time === undefined)
    return refuse('time is missing: an event with an id needs its time, so that it is the same event when it is sent again');
  const value = stringsOf(given.value);
  if (typeof value === 'string') return refuse(value);
  const time = timeOf(given.time, now);
  if (typeof time === 'string') return refuse(time);
  for (const key of ['visitor', 'session'] as const)
    if (given[key] !== undefined && (typeof given[key] !== 'string' || !WHO.test(given[key])))
      return refuse(`${key}: up to 64 letters, digits, - and _ are expected`);
  if (given.page !== undefined && (typeof given.page !== 'string' || given.page.length > MAX_ADDRESS))
    return refuse(`page: an address of up to ${MAX_ADDRESS} characters is expected`);
  const visitor = (given.visitor as string | undefined) ?? null;
  const seed = id ?? `${now}.${at}.${Math.random()}`;
  const event: StoredEvent = {
    // The same id and time make the same event, whichever collector it comes to.
    page: time + figures(`${account}\n${seed}`),
    number: 1,
    account,
    visitor,
    // Without a session an event is counted once a visitor and day, and without a visitor each one counts.
    session:
      (given.session as string | undefined) ??
      'server-' + figures(visitor === null ? seed : `${visitor}\n${Math.floor(time / 86_400_000)}`),
    type: 'event',
    value,
    url: (given.page as string | undefined) ?? '',
    referrer: null,
    vars: null,
    at: time,
    age: Math.max(0, now - time),
    arrival: 'confirmation',
    anonymous: true,
  };
  return { ...named, event };
};

/** The list in a body: one object, a list of them, or a line each (NDJSON). */
const listOf = (text: string): unknown[] | string => {
  try {
    const parsed = parseJson(text);
    return Array.isArray(parsed) ? parsed : [parsed];
  } catch {
    const lines = text.split('\n').filter((line) => line.trim());
    const list: unknown[] = [];
    for (const [index, line] of lines.entries())
      try {
        list.push(parseJson(line));
      } catch {
        return `line ${index + 1} is no JSON: send one object, a list of objects, or one object a line (NDJSON)`;
      }
    return list;
  }
};

/**
 * Reads a request.
 * @param account the account that the key may write to
 * @param now ms since 1970
 * @returns an item for each event, or why the whole body is refused
 */
export const readServerEvents = (text: string, account: string, now: number): Item[] | string => {
  const list = listOf(text);
  if (typeof list === 'string') return list;
  if (!list.length) return 'no event: send one object, a list of objects, or one object a line (NDJSON)';
  if (list.length > MAX_EVENTS) return `at most ${MAX_EVENTS} events a request, found ${list.length}: send several requests`;
  return list.map((one, at) => readOne(one, account, now, at));
};
