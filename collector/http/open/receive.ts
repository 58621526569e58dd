/** From the text of a request to its answer: read, let in, stored, and said. Knows nothing of how the request came. */
import type { IncomingHttpHeaders } from 'node:http';
import { eventId, VERSION, type WireAnswer } from '../../../core/wire.js';
import { readBody, type Reading } from '../../ingest.js';
import { rangesOf } from '../../ranges.js';
import { toVersion1 } from '../../version1.js';
import { StoreBusy, type Store } from '../../store/store.js';
import type { Meters } from '../metrics.js';
import type { Policy } from './policy.js';

export interface Answer {
  status: number;
  /** JSON; undefined with 204 */
  body?: string;
  /** seconds */
  retryAfter?: number;
}

export interface ReceiveParts {
  store: Store;
  policy: Policy;
  meters: Meters;
  /** ms since 1970 */
  now(): number;
  /** told what the store threw */
  onError(error: unknown): void;
}

/** Reasons spelled out in the text that a person reads in the browser's console. */
const NAMED = 10;

const named = (bad: Reading['bad']): string =>
  `not valid: ${bad
    .slice(0, NAMED)
    .map(([page, number, reason]) => (page ? eventId(page, number) + ': ' : '') + reason)
    .join('; ')}${bad.length > NAMED ? `; and ${bad.length - NAMED} more` : ''}`;

const STORED: Answer = { status: 204 };

/** An answer that says more than that all is well. */
export const refusal = (status: number, answer: Omit<WireAnswer, 'v'>, retryAfter?: number): Answer => ({
  status,
  body: JSON.stringify({ v: VERSION, ...answer }),
  ...(retryAfter === undefined ? {} : { retryAfter }),
});

/**
 * Takes the text of a body; resolves when what is valid in it is on the disk, and never rejects.
 * @param from the address that it comes from; it is looked at, and forgotten
 */
export type Receive = (text: string, headers: IncomingHttpHeaders, from: string) => Promise<Answer>;

export const openReceive =
  ({ store, policy, meters, now, onError }: ReceiveParts): Receive =>
  async (text, headers, from) => {
    try {
      const reading = readBody(text, now());
      const { ask, old } = reading;
      const say = (status: number, answer: Omit<WireAnswer, 'v'>): Answer =>
        old ? { status, body: JSON.stringify(toVersion1(answer, ask)) } : refusal(status, answer);
      if (reading.error !== undefined) {
        meters.refused('body');
        return say(400, { error: reading.error });
      }
      const { events, bad, dropped } = policy.admit(reading, headers, from);
      const found = async (): Promise<[string, number][]> => {
        if (!ask?.length) return [];
        const missing = new Set((await store.missing(ask)).map(([page, number]) => eventId(page, number)));
        return ask.filter((id) => !missing.has(eventId(...id)));
      };
      // Not 400, which would be an error in the console of the page that is looked at.
      if (reading.trial) return refusal(200, { have: rangesOf(await found()), bad, left: dropped });
      if (dropped.length) meters.dropped(dropped.length);
      if (events.length) {
        meters.waiting(events.length);
        meters.stored(events, await store.insert(events).finally(() => meters.waiting(-events.length)));
      }
      if (!ask && !bad.length) return STORED;
      const have = events.map(({ page, number }): [string, number] => [page, number]);
      for (const [page, number] of dropped) have.push([page, number]);
      have.push(...(await found()));
      const answer = { have: rangesOf(have) };
      if (!bad.length) return say(200, answer);
      meters.refused('event', bad.length);
      return say(400, { ...answer, error: named(bad), bad });
    } catch (error) {
      // Whatever it was, nothing was promised: the tag keeps its events and comes again.
      meters.busy();
      if (!(error instanceof StoreBusy)) onError(error);
      return refusal(503, { error: 'busy, try again' }, error instanceof StoreBusy ? error.retryAfterSeconds : 5);
    }
  };
