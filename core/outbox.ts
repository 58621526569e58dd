import type { Transport } from './beacon.js';
import { chunks, encodeBody, sizeOf, type Row } from './encode.js';
import type { Left } from './left.js';
import type { RowStore } from './store.js';

/**
 * Keeps every event until the collector is known to hold it: store, send, ask. `sendBeacon` returning true means 'queued';
 * browsers and blockers return true and drop.
 */
export interface Outbox {
  /** Keeps and sends new rows: what has a view in it with its answer awaited, the rest by beacon. */
  _add(rows: Row[]): void;
  /** The page may be about to go: what no beacon carries yet leaves by one. */
  _leave(): void;
  /** Asks at once about everything unconfirmed, this page's and what earlier pages left. */
  _ask(): void;
  /** The database is open, or will not open: sees to what earlier pages left. */
  _ready(): void;
  /** Forgets everything, here and in storage. */
  _clear(): void;
}

/** Bytes in storage; what is beyond waits in memory, up to the second bound, and is reported. */
const MAX_STORED = 262144;
const MAX_MEMORY = 1048576;
/** Events older than this are given up, ms. */
const EXPIRY = 6048e5;

/** What the outbox is given. */
export interface Parts {
  /** this page view's id */
  _page: string;
  _store: RowStore;
  _left: Left;
  _transport: Transport;
  /** rows of what a stub left */
  _rescue(text: string): Row[];
  /** there is no database: the calls themselves have to be left for the next page */
  _save(): void;
  /** told how many events could not be stored, once the collector can be told */
  _overflow(count: number): void;
  _warn(text: string): void;
}

export const openOutbox = ({ _page, _store, _left, _transport, _rescue, _save, _overflow, _warn }: Parts): Outbox => {
  /** this page view's unconfirmed rows */
  let kept: Row[] = [];
  /** bytes of other page views' rows in storage, at the last look */
  let others = 0;
  let lost = 0;
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let busy: unknown;

  // On its own page a row's age is that of the monotonic clock, which nobody sets.
  const age = (row: Row): number => (row.p === _page ? performance.now() - row.m : Date.now() - row.t);
  const size = (rows: Row[]): number => rows.reduce((sum, row) => sum + sizeOf(row), 0);

  const forget = (rows: Row[]): void => {
    kept = kept.filter((row) => !rows.includes(row));
    _store._drop(rows);
    for (const row of rows) if (row.k) _left._forget(row.k);
  };
  const arm = (seconds: number): void => {
    timer ||= setTimeout(ask, seconds * 1e3);
  };

  /** Sends rows whole and asks about others. @returns what is to be sent again, or nothing when no answer came */
  const post = async (rows: Row[], asked: Row[], first?: boolean): Promise<Row[] | undefined> => {
    const answer = await _transport._post(encodeBody(rows, first ? 'c' : 'r', age, asked), first);
    const all = rows.concat(asked);
    if (typeof answer === 'number') {
      for (const row of all) row.b = 0;
      if (first) carry(rows);
      // Later and later, never all tabs at once, and not before the collector wants it.
      arm(Math.max(answer, 2 ** Math.min(tries++, 9) * (0.5 + Math.random())));
      return;
    }
    const lack = asked.filter((row) => answer.lack?.includes(row.p + '.' + row.n));
    forget(all.filter((row) => !lack.includes(row)));
    if (answer.error) _warn(answer.error + ' ' + (answer.bad || ''));
    tries = 0;
    if (lost) _overflow(lost);
    lost = 0;
    return lack;
  };
  const carry = (rows: Row[]): void => {
    for (const part of chunks(rows)) {
      const taken = _transport._beacon(encodeBody(part, 'b', age));
      for (const row of part) row.b = +taken;
      if (!taken) ask();
    }
    arm(1);
  };
  const ask = (mine?: unknown): void => {
    clearTimeout(timer);
    timer = undefined;
    if (busy) return;
    busy = 1;
    _store._rows(async (stored) => {
      const fresh = (row: Row): boolean => Date.now() - row.t < EXPIRY;
      const earlier = stored.filter((row) => row.p !== _page);
      others = size(earlier);
      const known = earlier.concat(kept);
      forget(known.filter((row) => !fresh(row)));
      let asked: Row[] | undefined = (mine ? earlier : known).filter((row) => fresh(row) && (row.p !== _page || row.b! >= 0));
      // What a stub left is sent whole: the collector may have it, but not its visitor.
      let whole: Row[] = [];
      for (const [key, text] of _left._others()) {
        const rows = _rescue(text).filter(fresh);
        const end = rows[rows.length - 1];
        if (end) end.k = key;
        else _left._forget(key);
        whole = whole.concat(rows);
      }
      while (asked && asked.length + whole.length) {
        const part: Row[] = chunks(whole)[0] || [];
        asked = await post(part, asked);
        if (asked) {
          whole = whole.slice(part.length).concat(asked);
          asked = [];
        }
      }
      busy = 0;
    });
  };
  return {
    _add(rows) {
      const stored: Row[] = [];
      for (const row of rows) {
        const bytes = size(kept) + sizeOf(row);
        if (bytes < MAX_MEMORY) kept.push(row);
        if (bytes + others < MAX_STORED) stored.push(row);
        else lost++;
      }
      if (!_store._keep(stored)) _save();
      for (const part of chunks(rows)) {
        if (part.some((row) => row.e === '"view"')) void post(part, [], true);
        else carry(part);
      }
    },
    _leave() {
      const rows = kept.filter((row) => !row.b);
      if (rows[0]) carry(rows);
    },
    _ask: () => ask(),
    _ready() {
      if (_store._keep(kept)) _left._forget();
      ask(1);
    },
    _clear() {
      kept = [];
      _store._clear();
    },
  };
};
