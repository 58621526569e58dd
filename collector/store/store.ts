/**
 * The port between the collector and whatever keeps its events. `sqlite/` and `postgres/` stand behind it alike; the
 * same contract suite (`testing/contract.ts`) is run on both.
 */
import type { EventType } from '../../core/wire.js';

/** How an event came: by the tag's beacon, by the stub's rescue, by a first sending with its answer awaited, or sent again. */
export type Arrival = 'beacon' | 'rescue' | 'confirmation' | 'redelivery';

/** An event as it is stored. */
export interface StoredEvent {
  page: string;
  number: number;
  account: string;
  /** null until somebody knows it (a rescue); completed by a later arrival of the same event */
  visitor: string | null;
  session: string | null;
  type: EventType;
  value: string[];
  /** address of the page */
  url: string;
  referrer: string | null;
  vars: Record<string, string> | null;
  /** ms since 1970 by the collector's clock: arrival less age */
  at: number;
  /** ms on arrival */
  age: number;
  arrival: Arrival;
  anonymous: boolean;
}

/** What became of each event of a batch, in its order. */
export type Outcome = 'new' | 'completed' | 'duplicate';

export interface StoredRow extends StoredEvent {
  /** order of arrival, for feeds */
  seq: number;
  /** the first of its value (account, session, type, list of strings) in its session */
  counted: boolean;
}

export interface EventQuery {
  account?: string;
  session?: string;
  visitor?: string;
  type?: string;
  /** ms since 1970, inclusive */
  since?: number;
  /** only rows after this `seq` */
  after?: number;
  limit: number;
}

/** UTC days, YYYY-MM-DD, the first and the last one included; without either it has no end on that side. */
export interface Range {
  from?: string;
  to?: string;
}

/** What was counted on one day, of one account or of all together. */
export interface DaySum {
  /** YYYY-MM-DD, UTC */
  day: string;
  /** rows of any type */
  stored: number;
  /** rows of type event */
  events: number;
  /** of these, counted once a session */
  counted: number;
  views: number;
  /** who came to two accounts is two */
  sessions: number;
  visitors: number;
  duplicates: number;
  /** numbers missing below the highest number of each page view */
  gaps: number;
  /** events that tags said they could not keep */
  overflow: number;
}

export interface DayStats extends DaySum {
  account: string;
  arrivals: Record<Arrival, number>;
  /** ms */
  ageMedian: number;
  ageP99: number;
}

/** Counts of one value over some days. */
export interface ValueSum {
  value: string[];
  all: number;
  counted: number;
}

export interface ValueStats extends ValueSum {
  account: string;
  type: EventType;
}

/** Events of one minute: since 1970, all, and counted once a session. */
export type Minute = [minute: number, all: number, counted: number];

/** Counts of one value on one day. */
export interface ValueDay {
  /** YYYY-MM-DD, UTC */
  day: string;
  type: EventType;
  value: string[];
  all: number;
  counted: number;
}

/** That a visitor met a campaign. */
export interface Meeting {
  /** campaign and group; a third string where she had met it before */
  value: string[];
  /** ms since 1970 */
  at: number;
  session: string | null;
}

/** Thrown when the store cannot take more for the moment; the collector answers 503 with Retry-After. */
export class StoreBusy extends Error {
  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(message);
  }
}

export interface Store {
  /** Stores in one durable commit, then resolves. Ids that are there already are completed or ignored. @throws StoreBusy */
  insert(events: StoredEvent[]): Promise<Outcome[]>;
  /** Of these `[page, number]`, the ones that are not stored. */
  missing(ids: [page: string, number: number][]): Promise<[page: string, number: number][]>;
  events(query: EventQuery): Promise<StoredRow[]>;
  /** Accounts that anything is counted of, in the order of their names; with `sinceDay` those of that day or later. */
  accounts(sinceDay?: string): Promise<string[]>;
  /** By day and account, in that order; with `latest` only so many of the last ones. */
  days(account?: string, range?: Range, latest?: number): Promise<DayStats[]>;
  /** By day: of one account, or of all together. */
  sums(account: string | undefined, range: Range): Promise<DaySum[]>;
  /** The most frequent values of each account, first. */
  values(account?: string, limit?: number, range?: Range): Promise<ValueStats[]>;
  /** The most frequent values of one type: of one account, or of all together. */
  top(type: EventType, account: string | undefined, limit: number, range: Range): Promise<ValueSum[]>;
  /** Events of type event by minute, from `since` on: ms since 1970, an hour ago at the earliest. */
  minutes(account: string | undefined, since: number): Promise<Minute[]>;
  /** Values of one type by day, ordered by day and value: of one account, or of all together. */
  valueDays(type: EventType, range: Range, account?: string): Promise<ValueDay[]>;
  /** The same of the values whose first string is `first`: what a campaign's results are made of, found without a look at the others. */
  valueDaysOf(type: EventType, range: Range, account: string, first: string): Promise<ValueDay[]>;
  /** When and in which group a visitor met each campaign (events of type campaign-met), in order of arrival. */
  met(account: string, visitor: string): Promise<Meeting[]>;
  /** Clicks on recommendations of one visitor, from `since` (ms since 1970) on: the latest 200, in order of arrival. */
  clicks(account: string, visitor: string, since: number): Promise<StoredRow[]>;
  /**
   * Deletes what is older than its account keeps (retention). All accounts at once, so that a day that nobody keeps can go whole.
   * @param limits by account, ms since 1970; accounts that are not named keep all
   * @returns rows deleted
   */
  expire(limits: ReadonlyMap<string, number>): Promise<number>;
  /** Deletes all of one visitor. @returns rows deleted */
  erase(account: string, visitor: string): Promise<number>;
  /** Resolves when the store can be written to, rejects with the reason otherwise. */
  health(): Promise<void>;
  close(): Promise<void>;
}
