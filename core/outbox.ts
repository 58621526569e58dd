import { names } from './answer.js';
import { sendBeacon, sendRequest } from './beacon.js';
import { monotonic } from './clock.js';
import { ageAt, encodeBody, EXPIRY, sizeOf, type Row } from './encode.js';
import { clearStore, dropRows, forgetLeft, keepRows, openStore, readLeft, readRows } from './store.js';
import { isGone } from './visitor.js';
import type { Way } from './wire.js';

/**
 * Keeps every event until an answer of the collector names it: store, send, ask. `sendBeacon` returning true means 'queued';
 * browsers and blockers return true and drop.
 */
export interface Outbox {
  /** Keeps and sends new rows: what begins with a view with its answer awaited, the rest by beacon. */
  _add(rows: Row[]): void;
  /** The page may be about to go: what is not on its way, or was asked about in vain, leaves by beacon. */
  _leave(): void;
  /** Asks at once about everything unconfirmed, this page's and what earlier pages left. */
  _ask(): void;
}

/** Bytes that wait, in storage and here; what is beyond is dropped, and reported. */
const MAX_KEPT = 1e6;
/** Bytes of a body: 64 KiB is what browsers and the collector take, and in an address each may take three. */
const MAX_BODY = 2e4;
/** Seconds after which a collector that asked for more is asked again all the same; a longer timer would overflow. */
const MAX_WAIT = 3600;

/**
 * @param endpoint address of the collector
 * @param page this page view's id, with which those of all its rows begin
 * @param rescue what was found under a key of localStorage, as rows; none where it is not this tag's, or not for this collector
 * @param left leaves rows in localStorage, for the next page: there is no database; throws where there is no storage either
 * @param overflow an event that reports what was dropped
 */
export const openOutbox = (
  endpoint: string,
  page: string,
  rescue: (text: string, key: string) => Row[] | undefined,
  left: (rows: Row[]) => void,
  overflow: () => Row,
  warn: (text: string) => void,
): Outbox => {
  /** this page view's unconfirmed rows, and their bytes with those of other page views in storage */
  let kept: Row[] = [];
  let size = 0;
  /** bytes of the next request: fewer after each that was in vain, because a proxy may let less through than the collector takes */
  let room = MAX_BODY;
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let busy: unknown;
  /** the collector has failed since it was asked last */
  let failing: unknown;
  /** the last report of what was dropped, and how many that are */
  let lost = 0;
  let report: Row | undefined;
  /** another one each time that everything is forgotten */
  let era = {};

  /** What is unconfirmed here; nothing, and in storage neither, when the visitor has opted out: here or in another tab. */
  const waiting = (): Row[] => {
    if (isGone()) {
      era = {};
      kept = [];
      report = undefined;
      clearStore();
    }
    return kept;
  };
  /** After that many seconds at most, sooner when something else has called for it. */
  const arm = (seconds: number): unknown => (timer ||= setTimeout(ask, seconds * 1e3));
  /** Reports rows that were dropped, in one event until that has been sent. */
  const drop = (count: number): void => {
    if (!count) return;
    if (!report || report.b != null) {
      report = overflow();
      lost = 0;
      kept.push(report);
    }
    report.e = `"overflow","${(lost += count)}"`;
    keepRows([report]);
    arm(1);
  };
  /** Takes rows out of storage that wait no longer; `rest` are those that do. */
  const forget = (rows: Row[], rest: Row[]): void => {
    kept = kept.filter((row) => !rows.includes(row));
    dropRows(rows);
    for (const row of rows) {
      size -= sizeOf(row);
      if (row.k && !rest.some(({ k }) => k === row.k)) forgetLeft(row.k);
    }
  };
  const beacon = (rows: Row[]): void => {
    while (rows[0]) {
      const [body, count] = encodeBody(rows, 'b', room);
      rows.splice(0, count).map((row) => (row.b = 1));
      sendBeacon(endpoint, body);
      arm(1);
    }
  };
  /**
   * Sends what has a `w` and asks about the others, with the answers awaited, until all are named or there is no answer. Until one
   * comes, which may be never, rows count as not sent: when the page goes they leave by beacon.
   * @param refusals rows in a row that went in vain alone
   */
  const deliver = (rows: Row[], way: Way, refusals = 0): void => {
    const done = (): void => {
      busy &&= way !== 'r';
    };
    if (!rows[0]) return done();
    const since = era;
    const [body, count] = encodeBody(rows, way, room);
    const part = rows.splice(0, count);
    part.map((row) => (row.b = 0));
    sendRequest(endpoint, body, (reply) => {
      waiting();
      if (since !== era) return done();
      let given = 0;
      const named = part.filter((row) => names(reply, row) || (row.w === 0 && ++given));
      const others = part.filter((row) => !named.includes(row));
      // What the collector lacks is sent from now on, no longer asked about.
      const lacking = others.filter((row) => reply.have && !row.w && (row.w = 1));
      rows.unshift(...others);
      if (reply.bad) warn('' + reply.error);
      if (named[0] || lacking[0]) {
        if (named[0]) tries = 0;
        forget(named, rows);
        drop(given);
        room = Math.min(MAX_BODY, room * 2);
        return deliver(rows, way);
      }
      // Nothing was named. A smaller piece may pass where this one did not, and behind what does not pass alone others may.
      room = body.length / 2;
      if (count < 2) {
        rows.shift();
        refusals++;
        keepRows(part.filter((row) => row.w && row.w++));
      }
      if (/^4[013]/.test('' + reply._status) && refusals < 3 && rows[0]) return deliver(rows, way, refusals);
      // Later and later, never all tabs at once, and one failure of the collector however many requests are in it.
      if (!failing) {
        clearTimeout(timer);
        failing = timer = setTimeout(ask, Math.min(MAX_WAIT, Math.max(reply._wait, ++tries * (0.5 + Math.random()))) * 1e3);
      }
      done();
    });
  };
  /** What earlier pages left in localStorage, sent whole: the collector may have it, but not its visitor. */
  const rescued = (stored: Row[]): Row[] =>
    readLeft().flatMap((key) => {
      // What this page itself has left is in `kept`, too: whoever is named is named twice.
      const rows = rescue(localStorage[key] as string, key)?.filter((row) => !stored.some(({ p, n }) => p === row.p && n === row.n));
      if (!rows) return [];
      if (!rows[0]) forgetLeft(key);
      return rows.map((row) => {
        row.k = key;
        row.w ||= 1;
        return row;
      });
    });
  /** @param own rows of this page that are looked after, too */
  const look = (own: Row[]): void =>
    readRows((stored) => {
      if (busy) return arm(1);
      // Into the database as well: localStorage takes seconds to reach the disk, and a browser may be killed before.
      const left = rescued(stored);
      keepRows(left);
      const theirs = stored.filter((row) => row.c === endpoint && !row.p.startsWith(page)).concat(left);
      // Rows of other page views come with the age that the wall clock gives them.
      const mono = monotonic();
      const wall = Date.now();
      theirs.map((row) => (row.m = mono - wall + row.t));
      size = 0;
      theirs.concat(kept).map((row) => (size += sizeOf(row)));
      // What was refused alone comes last, most often refused at the very end: three of them would hold up all others.
      const rows = theirs.concat(own).sort((a, b) => (a.w || 0) - (b.w || 0));
      // The collector is likely to have it: what a page sends as it is left, no page hears of.
      for (const row of rows) if (ageAt(row, mono, wall) > EXPIRY) row.w = 0;
      busy = 1;
      deliver(rows, 'r');
    });
  const ask = (): void => {
    clearTimeout(timer);
    failing = timer = undefined;
    look(waiting());
  };
  // A database that never says whether it opens must not keep what waits elsewhere.
  arm(3);
  openStore(() => {
    keepRows(kept);
    look([]);
  });
  return {
    _add(rows) {
      const fit = rows.filter((row) => (size += sizeOf(row)) < MAX_KEPT);
      kept.push(...fit);
      keepRows(fit);
      drop(rows.length - fit.length);
      if (fit[0]?.e[1] === 'v') deliver(fit.splice(0, encodeBody(fit, 'c', room)[1]), 'c');
      beacon(fit);
    },
    _leave() {
      beacon(waiting().filter((row) => !row.b));
      try {
        left(kept.filter((row) => !row.d));
      } catch {}
    },
    _ask: ask,
  };
};
