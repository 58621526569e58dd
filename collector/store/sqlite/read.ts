/** Questions to the embedded store about single events; about totals see totals.ts. Runs in the reading thread, so that a long export holds up neither ingest nor HTTP. */
import type { Database } from 'better-sqlite3';
import { parsed, type Raw } from '../raw.js';
import { unpack, type RawRow } from './row.js';
import type { EventQuery, Meeting, StoredRow } from '../store.js';

/** `seq` of some rows, and where to look on; null: that was all. */
export interface Found {
  seqs: number[];
  next: number | null;
}

/** Rows of an account that one look for old ones goes through: a longer look would hold up the feed. */
export const WINDOW = 20_000;

export interface Reader {
  events(query: EventQuery): StoredRow[];
  met(account: string, visitor: string): Meeting[];
  clicks(account: string, visitor: string, since: number): StoredRow[];
  /** rows of the account: of one visitor, or older than `before` (ms) */
  find(account: string, by: { visitor: string } | { before: number }, after: number, limit: number): Found;
}

export const openReader = (db: Database): Reader => {
  const met = db.prepare(
    `SELECT value, at, session FROM events WHERE account = ? AND visitor = ? AND type = 'campaign-met' ORDER BY seq LIMIT 5000`,
  );
  const clicks = db.prepare(
    `SELECT * FROM events WHERE account = ? AND visitor = ? AND type = 'content-click' AND at >= ? ORDER BY seq DESC LIMIT 200`,
  );
  const byVisitor = db.prepare('SELECT seq FROM events WHERE seq > ? AND account = ? AND visitor = ? ORDER BY seq LIMIT ?').pluck();
  const ofAccount = db.prepare(`SELECT seq, at FROM events WHERE seq > ? AND account = ? ORDER BY seq LIMIT ${WINDOW}`).raw();

  const ofVisitor = (account: string, visitor: string, after: number, limit: number): Found => {
    const seqs = byVisitor.all(after, account, visitor, limit) as number[];
    return { seqs, next: seqs.length < limit ? null : (seqs[seqs.length - 1] as number) };
  };
  /** An old event may have come late: all of the account are looked at. */
  const older = (account: string, before: number, after: number, limit: number): Found => {
    const seqs: number[] = [];
    let last = after;
    let looked = 0;
    for (const [seq, at] of ofAccount.iterate(after, account) as IterableIterator<[seq: number, at: number]>) {
      looked++;
      last = seq;
      if (at < before && seqs.push(seq) === limit) break;
    }
    return { seqs, next: looked === WINDOW || seqs.length === limit ? last : null };
  };

  return {
    events: (query) => {
      const where: string[] = [];
      const args: (string | number)[] = [];
      const add = (sql: string, arg: string | number | undefined): void => {
        if (arg === undefined) return;
        where.push(sql);
        args.push(arg);
      };
      add('account = ?', query.account);
      add('session = ?', query.session);
      add('visitor = ?', query.visitor);
      add('type = ?', query.type);
      add('at >= ?', query.since);
      add('seq > ?', query.after);
      // With `after` the next ones, without it the latest; in order of arrival either way.
      const order = query.after === undefined ? 'DESC' : 'ASC';
      const rows = db
        .prepare(`SELECT * FROM events ${where.length ? 'WHERE ' + where.join(' AND ') : ''} ORDER BY seq ${order} LIMIT ?`)
        .all(...args, query.limit) as RawRow[];
      if (order === 'DESC') rows.reverse();
      return rows.map(unpack);
    },
    met: (account, visitor) => (met.all(account, visitor) as Raw<Meeting>[]).map(parsed),
    clicks: (account, visitor, since) => (clicks.all(account, visitor, since) as RawRow[]).reverse().map(unpack),
    find: (account, by, after, limit) =>
      'visitor' in by ? ofVisitor(account, by.visitor, after, limit) : older(account, by.before, after, limit),
  };
};
