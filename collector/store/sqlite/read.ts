/** Questions to the embedded store about single events; about totals see totals.ts. Runs in the reading thread, so that a long export holds up neither ingest nor HTTP. */
import type { Database } from 'better-sqlite3';
import { dayOf } from '../day.js';
import { parsed, type Raw } from '../raw.js';
import { unpack, type RawRow } from './row.js';
import { seqsOf } from './seen.js';
import { blockOf, rowsOfStretch, stretchOf } from './stretches.js';
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
  /** `seq` of some rows of a visitor, in any order */
  ofVisitor(account: string, visitor: string, limit: number): number[];
  /** rows of the account that are older than `before` (ms) */
  older(account: string, before: number, after: number, limit: number): Found;
}

type Named = Record<string, string | number>;

const CONDITIONS = [
  ['account', 'e.account = @account'],
  ['type', 'e.type = @type'],
  ['since', 'e.at >= @since'],
  ['after', 'e.seq > @after'],
] as const;
const PEOPLE = ['session', 'visitor'] as const;

export const openReader = (db: Database): Reader => {
  const met = db.prepare(
    `SELECT value, at, session FROM events WHERE seq IN (${seqsOf('visitor', true)}) AND type = 'campaign-met' ORDER BY seq LIMIT 5000`,
  );
  const clicks = db.prepare(
    `SELECT * FROM events WHERE seq IN (${seqsOf('visitor', true)} AND d.day >= @day) AND type = 'content-click' AND at >= @since
     ORDER BY seq DESC LIMIT 200`,
  );
  const ofVisitor = db.prepare(`${seqsOf('visitor', true)} LIMIT @limit`).pluck();
  const ofAccount = db.prepare(rowsOfStretch('e.seq, e.at', '', 'ASC', true)).raw();
  const first = db.prepare('SELECT min(seq) FROM events').pluck();
  const last = db.prepare('SELECT max(seq) FROM events').pluck();

  /** An old event may have come late: all of the account are looked at. */
  const older = (account: string, before: number, after: number, limit: number): Found => {
    const seqs: number[] = [];
    let looked = 0;
    let at = after;
    const top = stretchOf((last.get() as number | null) ?? 0);
    for (let stretch = stretchOf(Math.max(after, (first.get() as number | null) ?? 0)); stretch <= top; stretch++)
      for (const row of ofAccount.iterate({ stretch, account, after: at, block: blockOf(at), limit: WINDOW }) as IterableIterator<
        [seq: number, at: number]
      >) {
        looked++;
        at = row[0];
        if (row[1] < before) seqs.push(at);
        if (looked === WINDOW || seqs.length === limit) return { seqs, next: at };
      }
    return { seqs, next: null };
  };
  /** Latest first where `after` is not given. */
  const byAccount = (where: string, named: Named, after: number | undefined): RawRow[] => {
    const down = after === undefined;
    const statement = db.prepare(rowsOfStretch('e.*', where, down ? 'DESC' : 'ASC', !down));
    const ends = [Math.max(after ?? 0, (first.get() as number | null) ?? 0), (last.get() as number | null) ?? 0].map(stretchOf) as [
      number,
      number,
    ];
    const rows: RawRow[] = [];
    // The last one was looked up before: what is stored meanwhile is after all of these rows, and no row is passed over.
    for (let n = 0; n <= ends[1] - ends[0] && rows.length < (named.limit as number); n++) {
      const stretch = down ? ends[1] - n : ends[0] + n;
      const more = { ...named, stretch, block: blockOf(after ?? 0), limit: (named.limit as number) - rows.length };
      rows.push(...(statement.all(more) as RawRow[]));
    }
    return rows;
  };
  const byPeople = (where: string, query: EventQuery, named: Named, order: string): RawRow[] =>
    db
      .prepare(
        `SELECT * FROM events e WHERE ${PEOPLE.filter((who) => query[who] !== undefined)
          .map((who) => `e.seq IN (${seqsOf(who, query.account !== undefined)})`)
          .join(' AND ')} ${where} ORDER BY e.seq ${order} LIMIT @limit`,
      )
      .all(named) as RawRow[];

  return {
    events: (query) => {
      const { account, session, visitor, after } = query;
      const named: Named = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
      const where = (...without: string[]): string =>
        CONDITIONS.filter(([name]) => query[name] !== undefined && !without.includes(name))
          .map(([, sql]) => ' AND ' + sql)
          .join('');
      // With `after` the next ones, without it the latest; in order of arrival either way.
      const order = after === undefined ? 'DESC' : 'ASC';
      const rows =
        session !== undefined || visitor !== undefined
          ? byPeople(where(), query, named, order)
          : account !== undefined
            ? byAccount(where('account', 'after'), named, after)
            : (db.prepare(`SELECT * FROM events e WHERE true ${where()} ORDER BY e.seq ${order} LIMIT @limit`).all(named) as RawRow[]);
      if (order === 'DESC') rows.reverse();
      return rows.map(unpack);
    },
    met: (account, visitor) => (met.all({ account, visitor }) as Raw<Meeting>[]).map(parsed),
    clicks: (account, visitor, since) => (clicks.all({ account, visitor, since, day: dayOf(since) }) as RawRow[]).reverse().map(unpack),
    ofVisitor: (account, visitor, limit) => ofVisitor.all({ account, visitor, limit }) as number[],
    older,
  };
};
