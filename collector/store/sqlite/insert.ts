/**
 * Stores batches in one transaction each. Runs in the writing thread, on the one connection that writes: two writing
 * connections are what SQLite's WAL-reset bug needs, and gain nothing (measured).
 */
import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { Counted } from '../counts.js';
import { openPages } from './pages.js';
import { openRollup } from './rollup.js';
import { openSeen } from './seen.js';
import { openBlocks } from './stretches.js';
import { dayOf } from '../day.js';
import { FIELDS, WIDTH, type Cell } from './row.js';

/** Outcome codes of a batch, in its order: 0 new, 1 completed, 2 duplicate. */
export type Codes = Uint8Array;

/** What is counted once in a session. A long value is named by its hash, so that the key stays short. */
export const whatOf = (account: string, type: string, value: string): string => {
  const what = account + '\n' + type + '\n' + value;
  return what.length < 120 ? what : createHash('sha256').update(what).digest('base64');
};

interface Known {
  seq: number;
  visitor: string | null;
  session: string | null;
  referrer: string | null;
  at: number;
  age: number;
  arrival: string;
  account: string;
  type: string;
  value: string;
  counted: number;
}

export const openInsert = (db: Database): { insert(cells: Cell[]): Codes; forget(): void } => {
  const add = db.prepare(`INSERT OR IGNORE INTO events (${FIELDS.join(', ')}, counted) VALUES (${FIELDS.map(() => '?').join(', ')}, ?)`);
  const find = db.prepare(
    'SELECT seq, visitor, session, referrer, at, age, arrival, account, type, value, counted FROM events WHERE page = ? AND number = ?',
  );
  const complete = db.prepare('UPDATE events SET visitor = ?, session = ?, referrer = ?, counted = ? WHERE seq = ?');
  const notOnce = db.prepare('DELETE FROM once WHERE session = ? AND what = ?');
  const once = db.prepare('INSERT OR IGNORE INTO once (session, what) VALUES (?, ?)');
  const rollup = openRollup(db);
  const seen = openSeen(db, rollup);
  const blocks = openBlocks(db);
  const pages = openPages(db, rollup);
  const first = (session: string, what: string): 0 | 1 => (once.run(session, what).changes ? 1 : 0);

  /**
   * A known event came again, perhaps with the ids that a rescue lacked.
   * @param taken whether its value has just been noted as counted in the session that it came with
   */
  const again = (cells: Cell[], pageId: string, what: string, taken: 0 | 1): number => {
    const row = find.get(pageId, cells[1]) as Known;
    rollup.add(row.account, dayOf(row.at), 'duplicates', 1);
    const visitor = row.visitor ?? (cells[3] as string | null);
    const session = row.session ?? (cells[4] as string | null);
    const referrer = row.referrer ?? (cells[8] as string | null);
    // Noted for what is no new row: undone, and noted again below where the row gets this session.
    if (taken) notOnce.run((cells[4] as string | null) ?? '~' + pageId, what);
    if (visitor === row.visitor && session === row.session && referrer === row.referrer) return 2;
    let counted = row.counted;
    if (session !== row.session && session !== null) {
      counted = first(session, whatOf(row.account, row.type, row.value));
      if (counted !== row.counted) rollup.counted(row, counted ? 1 : -1);
    }
    seen.note({ page: pageId, account: row.account, visitor, session, at: row.at });
    complete.run(visitor, session, referrer, counted, row.seq);
    return 1;
  };

  const all = (cells: Cell[]): Codes => {
    const codes = new Uint8Array(cells.length / WIDTH);
    for (let i = 0; i < codes.length; i++) {
      const of = cells.slice(i * WIDTH, (i + 1) * WIDTH);
      const pageId = of[0] as string;
      const event: Counted = {
        account: of[2] as string,
        type: of[5] as string,
        value: of[6] as string,
        at: of[10] as number,
        age: of[11] as number,
        arrival: of[12] as string,
      };
      const session = of[4] as string | null;
      const what = whatOf(event.account, event.type, event.value);
      const counted = first(session ?? '~' + pageId, what);
      of.push(counted);
      const { changes, lastInsertRowid } = add.run(of);
      if (!changes) {
        codes[i] = again(of, pageId, what, counted);
        continue;
      }
      rollup.row(event, 1, counted);
      blocks.note(event.account, lastInsertRowid as number);
      seen.note({ page: pageId, account: event.account, visitor: of[3] as string | null, session, at: event.at });
      pages.note(pageId, of[1] as number, event.account, event.at);
    }
    pages.flush();
    rollup.flush();
    return codes;
  };
  const forget = (): void => {
    seen.forget();
    blocks.forget();
    pages.forget();
    rollup.reset();
  };
  const transaction = db.transaction(all);
  return {
    /** One durable commit. @throws what SQLite throws (disk full, say), with nothing stored */
    insert: (cells) => {
      try {
        return transaction.immediate(cells);
      } catch (error) {
        forget();
        throw error;
      }
    },
    /** Rows went away: what is remembered of them is no longer true. */
    forget,
  };
};
