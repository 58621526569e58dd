/**
 * The wire format, version 2: what the tag sends and what the collector answers. Both import this file; ARCHITECTURE.md
 * describes it for whoever writes another receiver.
 *
 * A request is a POST with a `text/plain` JSON body (no preflight). When the browser refuses a body (its 64 KiB of
 * keepalive traffic is used up), the same JSON comes in the query as `?d=` with an empty body.
 *
 * The tag keeps an event until an answer names it, in `have` or in `bad`. Every other answer, whatever its status, says
 * nothing about any event.
 */

/** The version that this file describes. Version 1 is taken as well (collector/version1.ts); any other body is refused with 400, and nothing in it is named. */
export const VERSION = 2;

/**
 * How a request came to be sent: by beacon; first sent with its answer awaited; sent again, answer awaited. With 't' it is a trial, which the
 * inspector makes: nothing of it is stored, and the answer says what would become of each event.
 */
export type Way = 'b' | 'c' | 'r' | 't';

/** What can happen on a page. `overflow` reports, as its one value, how many events the tag could not keep. */
export const TYPES = [
  'event',
  'view',
  'segment',
  'campaign-view',
  'campaign-click',
  'campaign-met',
  'campaign-goal',
  'content-view',
  'content-click',
  'content-read',
  'content-found',
  'content-goal',
  'overflow',
] as const;
export type EventType = (typeof TYPES)[number];

/** One event: its number in the page view (from 1), its age in whole ms when sent (below 0, when the visitor's clock was set back: taken as 0), its type, its strings (none for a view). */
export type WireEvent = [number: number, age: number, type: EventType, ...value: string[]];

/** Events of one page view that share their circumstances. */
export interface WireBatch {
  /** page-view id: milliseconds first (so that ids sort by time), then random; `\w{9,40}` */
  p: string;
  /** account */
  a: string;
  /** visitor id; absent where nobody knows it yet (a rescue) */
  u?: string;
  /** session id; absent as above */
  s?: string;
  /** address of the page */
  l: string;
  /** referrer; absent when empty */
  r?: string;
  /** custom variables, on batches with a view */
  c?: Record<string, string>;
  /** 1: the visitor's address must not be stored */
  x?: 1;
  e: WireEvent[];
}

/** A question about events of one page view. */
export type WireAsk = [page: string, ...numbers: number[]];

/** Numbers of one page view, as ranges: `['page', 1, 40, 42, 42]` names 1 to 40 and 42. */
export type WireRanges = [page: string, ...fromTo: number[]];

export interface WireBody {
  v: typeof VERSION;
  w?: Way;
  b?: WireBatch[];
  /** A question: which of these are stored? When it is present, even empty, the answer is 200 with a `WireAnswer`; otherwise 204. */
  q?: WireAsk[];
}

/** The collector's answer where one is awaited, and to what it refuses. What it does not name is to be kept and sent again. */
export interface WireAnswer {
  v: typeof VERSION;
  /** what was sent or asked for and needs no more sending: it is stored, or the account does not want it */
  have?: WireRanges[];
  /** what was refused for good, with the reason */
  bad?: [page: string, number: number, reason: string][];
  /** after a trial only: what would be confirmed and not stored, with the reason */
  left?: [page: string, number: number, reason: string][];
  /** why the request was refused, for a person */
  error?: string;
}

/** An event's id: one from birth, whatever the way it arrives by. */
export const eventId = (page: string, number: number): string => page + '.' + number;

/** A call, live or read: the arguments, wall clock ms, the page's monotonic clock ms (0 where nobody knows it), the page's address. */
export type StubCall = [args: ArrayLike<unknown>, wall: number, mono: number, url: string];

/**
 * A call as our stub keeps it: its arguments as text, made at the call (0 where JSON cannot hold them), wall clock ms, and the
 * page's address. Whoever counts events, here or elsewhere, reads the same text. On the page, `a` are the arguments with their
 * callbacks, and `t` is the timer that answers the callback after 3 s.
 */
export type StubEntry = [text: string | 0, wall: number, url: string] & { a?: ArrayLike<unknown>; t?: number };

/** The stub's queue, `rtp.q`: a random number (the page view's), the account, how many calls did not fit, the calls. */
export type StubQueue = [random: number, account: string, overflow: number, ...calls: StubEntry[]];

/**
 * What the stub sends (and leaves in localStorage as `_rtpq<random>`) when the page is left before the core took over: the
 * address that it sends to (the core's, or the endpoint), the wall clock (ms) at the writing, the queue, the page's
 * referrer. It is the only body that is an array. Where there is no database, a core leaves under the same
 * key, in a list behind these, the events that the collector may lack (`Row` in encode.ts), and no calls.
 */
export type RescueBody = [to: string, written: number, queue: StubQueue, referrer: string, rows?: unknown[]];
