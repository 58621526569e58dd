/**
 * Real deletion, in pieces short enough that ingest is not held up. Retention keeps a day's totals, which name nobody;
 * erasure of a visitor takes them off as well.
 */
import type { Database } from 'better-sqlite3';
import { EVERYBODY } from '../counts.js';
import { whatOf } from './insert.js';
import { openRollup } from './rollup.js';
import { dayOf } from '../day.js';
import { openSeen } from './seen.js';
import { openBlocks } from './stretches.js';
import type { RawRow } from './row.js';

export interface Deleter {
  /** Deletes these rows. @param books whether the totals lose them too @returns rows deleted */
  remove(seqs: number[], books: boolean): number;
  /** Deletes what names values on days before `day` */
  removeDays(account: string, day: string): void;
  /** Empties the write-ahead log, where deleted content could still be read. */
  wipe(): void;
}

export const openDeleter = (db: Database): Deleter => {
  const get = db.prepare('SELECT * FROM events WHERE seq = ?');
  const drop = db.prepare('DELETE FROM events WHERE seq = ?');
  const dropOnce = db.prepare('DELETE FROM once WHERE session = ? AND what = ?');
  const dropOncePage = db.prepare('DELETE FROM once WHERE session = ?');
  const left = db.prepare('SELECT 1 FROM events WHERE page = ? LIMIT 1');
  const page = db.prepare('SELECT account, day, top, have FROM pages WHERE page = ?');
  const dropPage = db.prepare('DELETE FROM pages WHERE page = ?');
  const tidy = [
    db.prepare('DELETE FROM day_values WHERE account = ? AND day = ? AND total <= 0'),
    db.prepare('DELETE FROM day_ages WHERE account = ? AND day = ? AND total <= 0'),
    db.prepare('DELETE FROM days WHERE account = ? AND day = ? AND stored <= 0'),
  ];
  const values = db.prepare('SELECT day, type, value, total, counted FROM day_values WHERE account = ? AND day < ?').raw();
  const oldValues = db.prepare('DELETE FROM day_values WHERE account = ? AND day < ?');
  const nobodys = db.prepare(`DELETE FROM day_values WHERE account = '${EVERYBODY}' AND day < ? AND total <= 0`);
  const rollup = openRollup(db);
  const seen = openSeen(db, rollup);
  const blocks = openBlocks(db);

  const remove = db.transaction((seqs: number[], books: boolean): number => {
    const rows: RawRow[] = [];
    const pages = new Set<string>();
    const days = new Set<string>();
    for (const seq of seqs) {
      const row = get.get(seq) as RawRow | undefined;
      if (!row) continue;
      drop.run(seq);
      rows.push(row);
      pages.add(row.page);
      if (row.counted) dropOnce.run(row.session ?? '~' + row.page, whatOf(row.account, row.type, row.value));
      if (!books) continue;
      const day = dayOf(row.at);
      days.add(row.account + '\n' + day);
      days.add(EVERYBODY + '\n' + day);
      rollup.row(row, -1);
      if (row.counted) rollup.counted(row, -1);
    }
    blocks.leave(rows);
    seen.leave(rows, books);
    for (const id of pages) {
      if (left.get(id)) continue;
      dropOncePage.run('~' + id);
      const had = page.get(id) as { account: string; day: string; top: number; have: number } | undefined;
      if (books && had && had.top > had.have) rollup.add(had.account, had.day, 'gaps', had.have - had.top);
      dropPage.run(id);
    }
    rollup.flush();
    for (const key of days) for (const statement of tidy) statement.run(...key.split('\n'));
    return rows.length;
  });

  const removeDays = db.transaction((account: string, day: string): void => {
    const old = values.all(account, day) as [day: string, type: string, value: string, total: number, counted: number][];
    if (!old.length) return;
    oldValues.run(account, day);
    for (const one of old) rollup.leave(...one);
    rollup.flush();
    nobodys.run(day);
  });
  const whole = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      rollup.reset();
      throw error;
    }
  };

  return {
    remove: (seqs, books) => whole(() => remove.immediate(seqs, books)),
    removeDays: (account, day) => whole(() => removeDays.immediate(account, day)),
    wipe: () => void db.pragma('wal_checkpoint(TRUNCATE)'),
  };
};
