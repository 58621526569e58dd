/**
 * Who was there: each session ('s' + id) and visitor ('v' + id) of a day, with the page views that had events of it. So each is counted once
 * in a day, and its events are found: from the account's days to the page views to the events. An index of `events` by visitor has a row an
 * event, and each in another place; these stand together by the day, a few of a page view.
 */
import type { Database } from 'better-sqlite3';
import { dayOf } from '../day.js';
import type { Rollup } from './rollup.js';

/** Nearly every event is of somebody who was there a moment ago; this many are remembered. */
const REMEMBER = 50_000;
const DAY = 86_400_000;

/** What a row says of who was there. */
interface Somebody {
  page: string;
  account: string;
  visitor: string | null;
  session: string | null;
  /** ms since 1970 */
  at: number;
}

export interface Seen {
  note(row: Somebody): void;
  /** @param rows deleted ones @param books whether the totals lose them too */
  leave(rows: readonly Somebody[], books: boolean): void;
  /** what was remembered is no longer true: rows went away, or the transaction failed */
  forget(): void;
}

/** @param rollup counts sessions and visitors by day */
export const openSeen = (db: Database, rollup: Pick<Rollup, 'add'>): Seen => {
  const one = 'FROM seen WHERE day = ? AND account = ? AND who = ?';
  const has = db.prepare(`SELECT 1 ${one} LIMIT 1`).pluck();
  const add = db.prepare('INSERT OR IGNORE INTO seen (day, account, who, page) VALUES (?, ?, ?, ?)');
  const drop = db.prepare(`DELETE ${one} AND page = ?`);
  const left = {
    sessions: db.prepare('SELECT 1 FROM events WHERE page = ? AND account = ? AND session = ? AND at >= ? AND at < ? LIMIT 1').pluck(),
    visitors: db.prepare('SELECT 1 FROM events WHERE page = ? AND account = ? AND visitor = ? AND at >= ? AND at < ? LIMIT 1').pluck(),
  };
  /** the last one of each page view, and by account and day the last page view of each: a name need not be joined to them */
  const pages = new Map<string, Omit<Somebody, 'page' | 'at'> & { day: string }>();
  const recent = new Map<string, Record<'sessions' | 'visitors', Map<string, string>>>();
  let remembered = 0;
  const forget = (): void => {
    pages.clear();
    recent.clear();
    remembered = 0;
  };

  const noteOne = (
    last: Map<string, string>,
    id: string,
    day: string,
    account: string,
    page: string,
    column: 'sessions' | 'visitors',
  ): void => {
    const before = last.get(id);
    if (before === page) return;
    const who = column[0] + id;
    last.set(id, page);
    if (before === undefined) {
      remembered++;
      if (has.get(day, account, who) === undefined) rollup.add(account, day, column, 1);
    }
    add.run(day, account, who, page);
  };
  const note: Seen['note'] = ({ page, account, visitor, session, at }) => {
    if (session === null && visitor === null) return;
    const day = dayOf(at);
    const before = pages.get(page);
    if (before && before.session === session && before.visitor === visitor && before.day === day && before.account === account) return;
    if (remembered > REMEMBER || pages.size > REMEMBER) forget();
    pages.set(page, { account, visitor, session, day });
    let known = recent.get(day + account);
    if (!known) recent.set(day + account, (known = { sessions: new Map(), visitors: new Map() }));
    if (session !== null) noteOne(known.sessions, session, day, account, page, 'sessions');
    if (visitor !== null) noteOne(known.visitors, visitor, day, account, page, 'visitors');
  };

  const leaveOne = (day: string, account: string, id: string, page: string, column: 'sessions' | 'visitors'): boolean => {
    const start = Date.parse(day);
    if (left[column].get(page, account, id, start, start + DAY) !== undefined) return false;
    const who = column[0] + id;
    return drop.run(day, account, who, page).changes > 0 && has.get(day, account, who) === undefined;
  };
  const leave: Seen['leave'] = (rows, books) => {
    const done = new Set<string>();
    for (const { page, account, visitor, session, at } of rows) {
      const day = dayOf(at);
      const key = [day, account, visitor, session, page].join('\n');
      if (done.has(key)) continue;
      done.add(key);
      if (session !== null && leaveOne(day, account, session, page, 'sessions') && books) rollup.add(account, day, 'sessions', -1);
      if (visitor !== null && leaveOne(day, account, visitor, page, 'visitors') && books) rollup.add(account, day, 'visitors', -1);
    }
  };
  return { note, leave, forget };
};

/**
 * The `seq` of the rows of one session or visitor, each once and in order.
 * @param column of `events` @param account whether one account is asked about @returns a query of `@who`, the column's value, and `@account`
 */
export const seqsOf = (column: 'session' | 'visitor', account: boolean): string =>
  `SELECT e.seq FROM days d CROSS JOIN seen s ON s.day = d.day AND s.account = d.account AND s.who = '${column[0]}' || @${column}
   CROSS JOIN events e ON e.page = s.page AND e.account = s.account AND e.${column} = @${column} ${account ? 'WHERE d.account = @account' : ''}`;
