/**
 * A load like the tag's: page views that come at a steady rate, each with a beacon for the view and later ones for events.
 * What is not answered for is sent again after a growing pause, or asked for first; one request in twenty that was answered
 * is sent once more, as when the answer was lost on its way back.
 */
import { Agent, request } from 'node:http';
import type { WireAnswer, WireBatch, WireBody, WireEvent } from '../../core/wire.js';

export interface Sent {
  id: string;
  session: string;
  visitor: string;
  type: string;
  value: string[];
}

/** Who said 503, and how. */
export interface Busy {
  /** a collector, whose queue was full */
  full: number;
  /** a collector, which had tried for as long as it may */
  away: number;
  /** a collector, but without the Retry-After that the tag heeds */
  mute: number;
  /** haproxy, with no collector left */
  proxy: number;
}

/** The numbers that ranges name. */
const numbersOf = (fromTo: number[]): number[] =>
  fromTo.flatMap((from, i) => (i % 2 ? [] : Array.from({ length: (fromTo[i + 1] ?? from) - from + 1 }, (_, n) => from + n)));

/** Retry-After, in seconds, of a collector whose queue is full. */
const FULL = 2;

export interface Load {
  /** every event that was made, by id */
  sent: Map<string, Sent>;
  /** ids that an answer vouched for */
  answered: Set<string>;
  /** requests by status; 0: none came */
  statuses: Record<number, number>;
  /** the 503 among them */
  busy: Busy;
  /** the longest time that a request waited for whatever answer, seconds */
  slowest(): number;
  /** the longest time without an answer that vouched for something, seconds */
  longest(): number;
  /** performance.now() of the latest such answer */
  latest(): number;
  /** no more new page views; waits until every event is answered for. @throws {Error} when that takes longer than `patience` ms */
  finish(patience: number): Promise<void>;
}

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
const TICK = 50;
/** ms after which an attempt is given up; haproxy answers 504 before */
const ATTEMPT = 30_000;

const random = (): string => Math.random().toString(36).slice(2, 10).padEnd(8, '0');

/** @param front address of the collectors @param account of its own for this run @param rate page views a second */
export const startLoad = (front: string, account: string, rate: number): Load => {
  const agent = new Agent({ keepAlive: true, maxSockets: 4000 });
  const sent = new Map<string, Sent>();
  const answered = new Set<string>();
  const statuses: Record<number, number> = {};
  const busy: Busy = { full: 0, away: 0, mute: 0, proxy: 0 };
  let slowest = 0;
  let latest = performance.now();
  let longest = 0;
  let open = 0;
  let over = false;
  let done = (): void => {};

  const post = (body: WireBody): Promise<{ status: number; answer?: WireAnswer; after: number }> =>
    new Promise((resolve) => {
      const text = JSON.stringify(body);
      const none = (): void => resolve({ status: 0, after: 0 });
      const req = request(
        front + '/e',
        {
          method: 'POST',
          agent,
          timeout: ATTEMPT,
          headers: { 'content-type': 'text/plain;charset=UTF-8', 'user-agent': AGENT, 'content-length': Buffer.byteLength(text) },
        },
        (res) => {
          let said = '';
          res.on('data', (chunk: Buffer) => (said += chunk.toString()));
          res.on('error', none);
          res.on('end', () => {
            let answer: WireAnswer | undefined;
            try {
              answer = JSON.parse(said) as WireAnswer;
            } catch {
              // 204, or an answer that is not the collector's
            }
            resolve({ status: res.statusCode ?? 0, answer, after: Number(res.headers['retry-after'] ?? 0) });
          });
        },
      );
      req.on('timeout', () => req.destroy());
      req.on('error', none);
      req.end(text);
    });

  const vouch = (ids: string[]): void => {
    if (!ids.length) return;
    for (const id of ids) answered.add(id);
    const now = performance.now();
    longest = Math.max(longest, now - latest);
    latest = now;
  };

  /** Until all of the batch is answered for. */
  const deliver = async (batch: WireBatch): Promise<void> => {
    open++;
    const ids = batch.e.map(([number]) => `${batch.p}.${number}`);
    for (let attempt = 0, failed = 0; ; attempt++) {
      const q = [[batch.p, ...batch.e.flatMap(([number]) => [number, number])]] as WireBody['q'];
      const asking = attempt > 0 && Math.random() < 0.3;
      const body: WireBody = attempt === 0 ? { v: 2, w: 'b', b: [batch] } : asking ? { v: 2, w: 'c', q } : { v: 2, w: 'r', b: [batch], q };
      const begun = performance.now();
      const { status, answer, after } = await post(body);
      slowest = Math.max(slowest, performance.now() - begun);
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status === 503) busy[answer?.v !== 2 ? 'proxy' : !after ? 'mute' : after === FULL ? 'full' : 'away']++;
      if (status === 204) vouch(ids);
      if (status === 200 && answer?.have) {
        const have = new Set(answer.have.flatMap(([page, ...fromTo]) => numbersOf(fromTo).map((number) => `${page}.${number}`)));
        vouch(ids.filter((id) => have.has(id)));
      }
      if (status === 400) throw new Error(`the load sends what the collector refuses: ${JSON.stringify(answer)}`);
      if (ids.every((id) => answered.has(id))) break;
      // As the tag waits: not less than it was told, later and later, never all at once.
      if (status !== 200) await new Promise((resolve) => setTimeout(resolve, 1000 * Math.max(after, ++failed * (0.5 + Math.random()))));
    }
    if (Math.random() < 0.05) await post({ v: 2, w: 'r', b: [batch] });
    if (--open === 0) done();
  };

  let visits = 0;
  let visitor = '';
  let session = '';
  const pageView = (): void => {
    // Two page views a session, two sessions a visitor.
    if (visits % 4 === 0) visitor = 'v' + random();
    if (visits++ % 2 === 0) session = 's' + random() + random();
    const mine = {
      p: 'm' + Date.now().toString(36) + random(),
      a: account,
      u: visitor,
      s: session,
      l: `https://shop.example/${account}`,
      r: 'https://search.example/?q=shoes',
    };
    let number = 0;
    const make = (n: number, view: boolean): WireBatch => ({
      ...mine,
      e: Array.from({ length: n }, (_, i): WireEvent => {
        const type = view && i === 0 ? 'view' : 'event';
        // Of six values three come twice in a session: counted once.
        const value = type === 'view' ? [] : ['product', 'shoes', `green ${(number + visits) % 6}`];
        const event: WireEvent = [++number, 12, type, ...value];
        sent.set(`${mine.p}.${number}`, { id: `${mine.p}.${number}`, session: mine.s, visitor: mine.u, type, value });
        return event;
      }),
    });
    void deliver(make(2, true));
    for (const late of [300, 900]) {
      open++;
      setTimeout(() => {
        void deliver(make(1, false));
        open--;
      }, late);
    }
  };

  let due = 0;
  let last = performance.now();
  const ticks = setInterval(() => {
    const now = performance.now();
    due += ((now - last) / 1000) * rate;
    last = now;
    for (; due >= 1; due--) pageView();
  }, TICK);

  return {
    sent,
    answered,
    statuses,
    busy,
    slowest: () => slowest / 1000,
    longest: () => Math.max(longest, over ? 0 : performance.now() - latest) / 1000,
    latest: () => latest,
    finish: async (patience) => {
      clearInterval(ticks);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(
          () => reject(new Error(`${sent.size - answered.size} events were not answered for within ${patience} ms`)),
          patience,
        );
      });
      if (open) await Promise.race([new Promise<void>((resolve) => (done = resolve)), late]);
      clearTimeout(timer);
      // From here on there is nothing to answer.
      over = true;
      agent.destroy();
    },
  };
};
