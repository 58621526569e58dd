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
export const TYPES = ['event', 'view', 'segment', 'campaign-view', 'campaign-click', 'overflow'] as const;
export type EventType = (typeof TYPES)[number];

/** One event: its number in the page view (from 1), its age in whole ms when sent, its type, its strings (none for a view). */
export type WireEvent = [number: number, age: number, type: EventType, ...value: string[]];

/** Events of one page view that share their circumstances. */
export interface WireBatch {
  /** page-view id: base-36 milliseconds first (so that ids sort by time), then random; `[0-9a-z]{12,40}` */
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

/**
 * What the stub sends (and leaves in localStorage as `rtp.<i>`) when the page is left before the core took over: the
 * calls as they were made. `rescue.ts` turns it into batches, on both sides alike.
 */
export interface RescueBody {
  /** page-view id */
  i: string;
  /** account of the snippet */
  a: string;
  /** wall clock (ms) and monotonic clock (ms) when it was written */
  t: number;
  m: number;
  /** address of the page */
  l: string;
  /** referrer */
  r?: string;
  /** calls that did not fit in the stub's queue */
  o?: number;
  /** calls: arguments as an object with numeric keys, wall clock, monotonic clock. A string when the page's Array.prototype.toJSON made one of it */
  q: [args: Record<string, unknown>, wall: number, mono: number][] | string;
}
