/**
 * The wire format, version 1: what the tag sends and what the collector answers. Both import this file; ARCHITECTURE.md
 * describes it for whoever writes another receiver.
 *
 * A request is a POST with a `text/plain` JSON body (no preflight). When the browser refuses a body (its 64 KiB of
 * keepalive traffic is used up), the same JSON comes in the query as `?d=` with an empty body.
 */

/** The version that this file describes. A body of another version is refused with 400. */
export const VERSION = 1;

/** How a request came to be sent: by beacon; first sent with its answer awaited; sent again, answer awaited. */
export type Way = 'b' | 'c' | 'r';

/** What can happen on a page. `overflow` reports, as its one value, how many events the tag could not keep. */
export const TYPES = [
  'event',
  'view',
  'segment',
  'campaign-view',
  'campaign-click',
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

/** A question: which of these events of that page view do you lack? */
export type WireAsk = [page: string, ...numbers: number[]];

export interface WireBody {
  v: typeof VERSION;
  w?: Way;
  b?: WireBatch[];
  /** when present the answer is 200 with a `WireAnswer`; otherwise 204 */
  q?: WireAsk[];
}

/**
 * The collector's answer where one is awaited, and to what it refuses. An answer without `lack` says nothing about any
 * event (try again later); with it, every event of the request that `lack` does not name needs no more sending.
 */
export interface WireAnswer {
  v: typeof VERSION;
  /** what was asked for or sent and is not stored, as `page.number`; send it again */
  lack?: string[];
  /** what was refused for good, with the reason */
  bad?: [id: string, reason: string][];
  /** why the request was refused, for a person */
  error?: string;
}

/** An event's id: one from birth, whatever the way it arrives by. */
export const eventId = (page: string, number: number): string => page + '.' + number;

/** One call as the stub keeps it: the arguments (an object with numeric keys once it went through JSON), wall clock ms, monotonic ms, and the timer that answers its callback after 3 s. */
export type StubCall = [args: ArrayLike<unknown>, wall: number, mono: number, timer?: number];

/** The stub's queue, `rtp.q`: a random number (the page view's), the account, how many calls did not fit, the calls. */
export type StubQueue = [random: number, account: string, overflow: number, ...calls: StubCall[]];

/**
 * What the stub sends (and leaves in localStorage as `_rtpq<random>`) when the page is left before the core took over:
 * address of the page, monotonic clock (ms) at the writing, the queue. It is the only body that is an array - or a string
 * that holds the array, where the page's `Array.prototype.toJSON` (Prototype.js before 1.7) made one of it.
 */
export type RescueBody = [url: string, mono: number, queue: StubQueue];
