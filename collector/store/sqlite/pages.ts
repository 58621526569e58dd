/** Highest number and rows of each page view, gathered over one transaction: the difference is its gap, booked on the day of its first event. */
import type { Database } from 'better-sqlite3';
import { dayOf } from '../day.js';
import type { Rollup } from './rollup.js';

export interface Pages {
  note(page: string, number: number, account: string, at: number): void;
  /** writes what was gathered; inside the transaction, before the rollup is written */
  flush(): void;
  /** what was remembered is no longer true: rows went away, or the transaction failed */
  forget(): void;
}

interface Page {
  account: string;
  day: string;
  top: number;
  have: number;
}

/** Page views that wrote last are asked for with nearly every batch; this many are remembered. */
const REMEMBER = 50_000;

export const openPages = (db: Database, rollup: Pick<Rollup, 'add'>): Pages => {
  const find = db.prepare('SELECT account, day, top, have FROM pages WHERE page = ?');
  const add = db.prepare('INSERT OR IGNORE INTO pages (page, account, day, top, have) VALUES (?, ?, ?, ?, ?)');
  const put = db.prepare('UPDATE pages SET top = ?, have = ? WHERE page = ?');
  // What the table says: this connection is the only one that writes.
  const open = new Map<string, Page>();
  const gathered = new Map<string, Page>();
  const remember = (id: string, now: Page): void => {
    if (open.size > REMEMBER) open.clear();
    open.set(id, now);
  };

  return {
    note: (id, number, account, at) => {
      const mine = gathered.get(id);
      if (mine) {
        mine.top = Math.max(mine.top, number);
        mine.have++;
      } else gathered.set(id, { account, day: dayOf(at), top: number, have: 1 });
    },
    flush: () => {
      for (const [id, mine] of gathered) {
        const { account, day, top, have } = mine;
        let had = open.get(id);
        if (!had) {
          if (add.run(id, account, day, top, have).changes) {
            if (top > have) rollup.add(account, day, 'gaps', top - have);
            remember(id, mine);
            continue;
          }
          remember(id, (had = find.get(id) as Page));
        }
        const highest = Math.max(top, had.top);
        const gap = highest - have - had.top;
        if (gap) rollup.add(had.account, had.day, 'gaps', gap);
        had.top = highest;
        had.have += have;
        put.run(highest, had.have, id);
      }
      gathered.clear();
    },
    forget: () => {
      open.clear();
      gathered.clear();
    },
  };
};
