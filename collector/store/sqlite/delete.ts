/**
 * Real deletion, in pieces short enough that ingest is not held up. Retention keeps a day's totals, which name nobody;
 * erasure of a visitor takes them off as well.
 */
import type { Database } from 'better-sqlite3';
import { EVERYBODY } from '../counts.js';
import { whatOf } from './insert.js';
import { openRollup } from './rollup.js';
import { dayOf } from '../day.js';
import type { RawRow } from './row.js';

export interface Deleter {
  /** Deletes these rows. @param books whether the totals lose them too @returns rows deleted */
  remove(seqs: number[], books: boolean): number;
  /** Deletes what names people or values on days before `day` */
  removeDays(account: string, day: string): void;
  /** Empties the write-ahead log, where deleted content could still be read. */
  wipe(): void;
}

export const openDeleter = (db: Database): Deleter => {
  const get = db.prepare('SELECT * FROM events WHERE seq = ?');
  const drop = db.prepare('DELETE FROM events WHERE seq = ?');
  const dropOnce = db.prepare('DELETE FROM once WHERE session = ? AND what = ?');
  const dropOncePage = db.prepare('DELETE FROM once WHERE session = ?');
  const dropSeen = db.prepare('DELETE FROM seen WHERE day = ? AND account = ? AND who = ?');
  const left = db.prepare('SELECT 1 FROM events WHERE page = ? LIMIT 1');
  const page = db.prepare('SELECT account, day, top, have FROM pages WHERE page = ?');
  const dropPage = db.prepare('DELETE FROM pages WHERE page = ?');
  const tidy = [
    db.prepare('DELETE FROM day_values WHERE account = ? AND day = ? AND total <= 0'),
    db.prepare('DELETE FROM day_ages WHERE account = ? AND day = ? AND total <= 0'),
    db.prepare('DELETE FROM days WHERE account = ? AND day = ? AND stored <= 0'),
  ];
  const oldSeen = db.prepare('DELETE FROM seen WHERE account = ? AND day < ?');
  const values = db.prepare('SELECT day, type, value, total, counted FROM day_values WHERE account = ? AND day < ?').raw();
  const oldValues = db.prepare('DELETE FROM day_values WHERE account = ? AND day < ?');
  const nobodys = db.prepare(`DELETE FROM day_values WHERE account = '${EVERYBODY}' AND day < ? AND total <= 0`);
  const rollup = openRollup(db);

  const remove = db.transaction((seqs: number[], books: boolean): number => {
    let removed = 0;
    const pages = new Set<string>();
    const days = new Set<string>();
    const people = new Set<string>();
    for (const seq of seqs) {
      const row = get.get(seq) as RawRow | undefined;
      if (!row) continue;
      drop.run(seq);
      removed++;
      pages.add(row.page);
      if (row.counted) dropOnce.run(row.session ?? '~' + row.page, whatOf(row.account, row.type, row.value));
      if (!books) continue;
      const day = dayOf(row.at);
      days.add(row.account + '\n' + day);
      days.add(EVERYBODY + '\n' + day);
      rollup.row(row, -1);
      if (row.counted) rollup.counted(row, -1);
      if (row.session !== null) people.add([day, row.account, 's' + row.session].join('\n'));
      if (row.visitor !== null) people.add([day, row.account, 'v' + row.visitor].join('\n'));
    }
    for (const key of people) {
      const [day = '', account = '', who = ''] = key.split('\n');
      if (dropSeen.run(day, account, who).changes) rollup.add(account, day, who[0] === 's' ? 'sessions' : 'visitors', -1);
    }
    for (const id of pages) {
      if (left.get(id)) continue;
      dropOncePage.run('~' + id);
      const had = page.get(id) as { account: string; day: string; top: number; have: number } | undefined;
      if (books && had && had.top > had.have) rollup.add(had.account, had.day, 'gaps', had.have - had.top);
      dropPage.run(id);
    }
    rollup.flush();
    for (const key of days) for (const statement of tidy) statement.run(...key.split('\n'));
    return removed;
  });

  const removeDays = db.transaction((account: string, day: string): void => {
    oldSeen.run(account, day);
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
