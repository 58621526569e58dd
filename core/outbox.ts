import { sendBeacon, sendPost } from './beacon.js';
import { monotonic } from './clock.js';
import { encodeBody, sizeOf, take, type Row } from './encode.js';
import type { WireAnswer } from './wire.js';
import { clearStore, dropRows, forgetLeft, keepRows, openStore, readLeft, readRows } from './store.js';

/**
 * Keeps every event until the collector is known to hold it: store, send, ask. `sendBeacon` returning true means 'queued';
 * browsers and blockers return true and drop.
 */
export interface Outbox {
  /** Keeps and sends new rows: what begins with a view with its answer awaited, the rest by beacon. */
  _add(rows: Row[]): void;
  /** The page may be about to go: what is not on its way, or was asked about in vain, leaves by beacon. */
  _leave(): void;
  /** Asks at once about everything unconfirmed, this page's and what earlier pages left. */
  _ask(): void;
  /** Forgets everything, here and in storage. */
  _clear(): void;
}

/** Bytes in storage; what is beyond waits in memory; what is beyond the second bound is dropped, and reported. */
const MAX_STORED = 26e4;
const MAX_MEMORY = 1e6;
/** Events older than this are given up, ms. */
const EXPIRY = 6048e5;

/**
 * @param endpoint address of the collector
 * @param page this page view's id
 * @param safe told that there is a database, and what was added so far is in it
 * @param rescue rows of what a stub left in localStorage
 * @param overflow told how many events were dropped, once the collector can be told
 */
export const openOutbox = (
  endpoint: string,
  page: string,
  safe: () => void,
  rescue: (text: string) => Row[],
  overflow: (count: number) => void,
  warn: (text: string) => void,
): Outbox => {
  /** this page view's unconfirmed rows, and their bytes with those of other page views in storage */
  let kept: Row[] = [];
  let size = 0;
  let lost = 0;
  let tries = 0;
  let timer: unknown;
  let busy: unknown;

  /** After that many seconds at most, sooner when something else has called for it. */
  const arm = (seconds: number): void => {
    timer ||= setTimeout(() => {
      timer = 0;
      ask();
    }, seconds * 1e3);
  };
  const mark = (rows: Row[], way: number): void => {
    for (const row of rows) row.b = way;
  };
  /** Sends rows whole and asks about others, until there is nothing more to send or no answer. */
  const post = async (rows: Row[], asked: Row[], first?: boolean): Promise<void> => {
    const part = take(rows);
    const all = part.concat(asked);
    const answer = (await sendPost(endpoint, encodeBody(part, first ? 'c' : 'r', asked), first)) as WireAnswer;
    const { lack } = answer;
    if (lack) {
      const done = all.filter((row) => !lack.includes(row.p + '.' + row.n) || !rows.push(row));
      kept = kept.filter((row) => !done.includes(row));
      dropRows(done);
      for (const row of done) {
        size -= sizeOf(row);
        if (row.k) forgetLeft(row.k);
      }
      if (answer.error) warn(answer.error);
      tries = 0;
      if (rows[0]) await post(rows, []);
      else if (lost) {
        // Last of all: before there is room again the report would be dropped like the rest.
        overflow(lost);
        lost = 0;
      }
    } else {
      mark(all, 0);
      // No answer but the seconds that the collector wants to be left alone. Later and later, and never all tabs at once.
      arm(Math.max(answer as unknown as number, ++tries * (0.5 + Math.random())));
    }
  };
  const leave = (): void => {
    const rows = kept.filter((row) => !row.b);
    while (rows[0]) {
      const part = take(rows);
      mark(part, 1);
      if (!sendBeacon(endpoint, encodeBody(part, 'b'))) void post(part, [], true);
      arm(1);
    }
  };
  const ask = (theirsOnly?: unknown): void => {
    readRows(async (stored) => {
      /** Rows of other page views come with the age that the wall clock gives them. */
      const fresh = (row: Row): unknown => {
        const age = Date.now() - row.t;
        row.m = monotonic() - age;
        return age < EXPIRY || dropRows([row]);
      };
      const theirs = stored.filter((row) => row.p !== page && fresh(row));
      const asked = theirs.concat(theirsOnly ? [] : kept);
      size = 0;
      for (const row of theirs.concat(kept)) size += sizeOf(row);
      // What a stub left is sent whole: the collector may have it, but not its visitor.
      const whole: Row[] = [];
      for (const left of readLeft()) {
        const rows = rescue(localStorage[left] as string).filter(fresh);
        whole.push(...rows);
        if (rows[0])
          whole[whole.length - 1]!.k = left; // it has just been pushed
        else forgetLeft(left);
      }
      if (asked[0] || whole[0]) {
        if (busy) return arm(1);
        busy = 1;
        await post(whole, asked);
        busy = 0;
      }
      return;
    });
  };
  openStore(() => {
    if (keepRows(kept)) safe();
    ask(1);
  });
  return {
    _add(rows) {
      keepRows(
        rows.filter((row) => {
          size += sizeOf(row);
          if (size < MAX_MEMORY) kept.push(row);
          else lost++;
          return size < MAX_STORED;
        }),
      );
      if (rows[0]?.e[1] === 'v') {
        mark(rows, 1);
        void post(rows, [], true);
      } else leave();
    },
    _leave: leave,
    _ask: ask,
    _clear() {
      kept = [];
      clearStore();
    },
  };
};
