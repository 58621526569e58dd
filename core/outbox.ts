import { chunks, encodeBody, EXPIRY, sizeOf, type Row } from './encode.js';
import type { Transport } from './beacon.js';
import type { RowStore } from './store.js';
import type { WireAnswer } from './wire.js';

/**
 * Keeps every event until the collector is known to hold it: store, send, ask. `sendBeacon` returning true means 'queued';
 * browsers and blockers return true and drop.
 */
export interface Outbox {
  /** Keeps and sends new rows: what has a view in it with its answer awaited, the rest by beacon. */
  _add(rows: Row[]): void;
  /** The page may be about to go: what no beacon carries yet leaves by one. */
  _leave(): void;
  /** The database is open, or will not open: sees to what earlier pages left. */
  _ready(): void;
  /** Asks at once about everything unconfirmed, this page's and what earlier pages left. */
  _ask(): void;
  /** Forgets everything, here and in storage. */
  _clear(): void;
}

/** Bytes in storage; what is beyond waits in memory, up to the second bound, and is reported. */
const MAX_STORED = 262144;
const MAX_MEMORY = 1048576;

/**
 * @param page this page view's id
 * @param rescue turns what a stub left in localStorage into rows
 * @param overflow told how many events could not be stored, once the collector can be told
 */
export const openOutbox = (
  page: string,
  store: RowStore,
  transport: Transport,
  rescue: (text: string) => Row[],
  overflow: (count: number) => void,
  warn: (text: string) => void,
): Outbox => {
  /** this page view's unconfirmed rows */
  let kept: Row[] = [];
  /** bytes of other page views' rows in storage, at the last look */
  let others = 0;
  let lost = 0;
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let busy = false;

  // On its own page a row's age is that of the monotonic clock, which nobody sets.
  const age = (row: Row): number => (row.p === page ? performance.now() - row.m : Date.now() - row.t);
  const size = (): number => kept.reduce((sum, row) => sum + sizeOf(row), others);

  const forget = (rows: Row[]): void => {
    kept = kept.filter((row) => !rows.includes(row));
    store._drop(rows, kept);
    for (const row of rows) if (row.k) store._forget(row.k);
  };
  const arm = (seconds: number): void => {
    timer ||= setTimeout(() => ask(), seconds * 1e3);
  };
  /** Later and later, never all tabs at once, and not before the collector wants it. */
  const later = (wait: number): void => arm(Math.max(wait, 2 ** Math.min(tries++, 9) * (0.5 + Math.random())));

  /** Sends rows whole and asks about others. @returns what is to be sent again, or nothing when no answer came */
  const post = async (rows: Row[], asked: Row[], first?: boolean): Promise<Row[] | undefined> => {
    const answer = await transport._post(encodeBody(rows, first ? 'c' : 'r', asked, age), !!first);
    const all = rows.concat(asked);
    if (typeof answer === 'number') {
      for (const row of all) row.b = 0;
      if (first) carry(rows);
      later(answer);
      return;
    }
    const lack = asked.filter((row) => (answer as WireAnswer).lack?.includes(row.p + '.' + row.n));
    forget(all.filter((row) => !lack.includes(row)));
    for (const [id, reason] of answer.bad || []) warn('event ' + id + ' refused: ' + reason);
    if (answer.error && !answer.bad) warn('refused: ' + answer.error);
    tries = 0;
    if (lost) overflow(lost);
    lost = 0;
    return lack;
  };
  const carry = (rows: Row[]): void => {
    for (const part of chunks(rows)) {
      const taken = transport._beacon(encodeBody(part, 'b', undefined, age));
      for (const row of part) row.b = +taken;
      if (!taken) ask();
    }
    arm(1);
  };
  const ask = (mine = kept): void => {
    clearTimeout(timer);
    timer = undefined;
    if (!busy) {
      busy = true;
      store._rows(async (stored) => {
        const now = Date.now();
        const left = stored.filter((row) => row.p !== page);
        others = left.reduce((sum, row) => sum + sizeOf(row), 0);
        const stale = left.concat(kept).filter((row) => now - row.t > EXPIRY);
        if (stale[0]) forget(stale);
        // A row without `b` is on its way with its answer awaited.
        let asked: Row[] | undefined = left.concat(mine.filter((row) => row.b !== undefined)).filter((row) => !stale.includes(row));
        // What a stub or a core without a database left is sent whole: the collector may have it without its visitor.
        let whole: Row[] = [];
        for (const [key, text] of store._left()) {
          const rows = rescue(text).filter((row) => now - row.t < EXPIRY);
          const end = rows[rows.length - 1];
          if (end) end.k = key;
          else store._forget(key);
          whole = whole.concat(rows);
        }
        while (asked && asked.length + whole.length) {
          const part = chunks(whole)[0] || [];
          whole = whole.slice(part.length);
          asked = await post(part, asked);
          if (asked) {
            whole = whole.concat(asked);
            asked = [];
          }
        }
        busy = false;
      });
    }
  };

  return {
    _add(rows) {
      const stored: Row[] = [];
      for (const row of rows) {
        const bytes = size() + sizeOf(row);
        if (bytes < MAX_MEMORY) kept.push(row);
        if (bytes < MAX_STORED) stored.push(row);
        else lost++;
      }
      store._keep(stored, kept);
      for (const part of chunks(rows)) {
        if (part.some((row) => /^"view/.test(row.e))) void post(part, [], true);
        else carry(part);
      }
    },
    _leave() {
      const rows = kept.filter((row) => !row.b);
      if (rows[0]) carry(rows);
    },
    _ready() {
      if (kept[0]) store._keep(kept, kept);
      ask([]);
    },
    _ask: () => ask(),
    _clear() {
      kept = [];
      store._clear();
    },
  };
};
