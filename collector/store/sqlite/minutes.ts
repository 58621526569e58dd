/** Events of the last hour by minute, of each account and of all together, gathered over one transaction like the counts of a day. */
import type { Database } from 'better-sqlite3';
import { EVERYBODY } from '../counts.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export interface Minutes {
  /** adds to the minute of `at`, unless that was more than an hour ago: nobody asks for it any more */
  add(account: string, at: number, total: number, counted: number): void;
  flush(): void;
  clear(): void;
}

/** @param now ms since 1970 */
export const openMinutes = (db: Database, now: () => number): Minutes => {
  const upsert = db.prepare(
    'INSERT INTO minutes (minute, account, total, counted) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET total = total + excluded.total, counted = counted + excluded.counted',
  );
  const drop = db.prepare('DELETE FROM minutes WHERE minute < ?');
  /** by minute, then by account */
  const gathered = new Map<number, Map<string, [total: number, counted: number]>>();
  let dropped = 0;

  const bump = (of: Map<string, [number, number]>, account: string, total: number, counted: number): void => {
    const have = of.get(account);
    if (have) {
      have[0] += total;
      have[1] += counted;
    } else of.set(account, [total, counted]);
  };
  return {
    add: (account, at, total, counted) => {
      if (at <= now() - HOUR) return;
      const minute = Math.floor(at / MINUTE);
      let of = gathered.get(minute);
      if (!of) gathered.set(minute, (of = new Map()));
      bump(of, account, total, counted);
      bump(of, EVERYBODY, total, counted);
    },
    flush: () => {
      if (!gathered.size) return;
      for (const [minute, of] of gathered) for (const [account, [total, counted]] of of) upsert.run(minute, account, total, counted);
      gathered.clear();
      const old = Math.floor((now() - 2 * HOUR) / MINUTE);
      if (old > dropped) drop.run((dropped = old));
    },
    clear: () => gathered.clear(),
  };
};
