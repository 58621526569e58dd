/**
 * Which rows are an account's, in order of arrival: not row by row, but by blocks of rows that have one of it. A row of `blocks` stands for
 * up to 64 rows of `events`, which are read to find the account's among them. Blocks stand together by stretches of rows, so that storing an
 * event changes the same few pages of the file whichever account it is of. Who asks goes from stretch to stretch.
 */
import type { Database } from 'better-sqlite3';

/** Rows of a block and of a stretch, as powers of two; the tables' schema has them too. */
const BLOCK = 6;
const STRETCH = 14;
export const blockOf = (seq: number): number => Math.floor(seq / 2 ** BLOCK);
export const stretchOf = (seq: number): number => Math.floor(seq / 2 ** STRETCH);

export interface Blocks {
  note(account: string, seq: number): void;
  /** @param rows deleted ones */
  leave(rows: readonly { account: string; seq: number }[]): void;
  /** what was remembered is no longer true: rows went away, or the transaction failed */
  forget(): void;
}

export const openBlocks = (db: Database): Blocks => {
  const add = db.prepare('INSERT OR IGNORE INTO blocks (stretch, account, block) VALUES (?, ?, ?)');
  const drop = db.prepare('DELETE FROM blocks WHERE stretch = ? AND account = ? AND block = ?');
  const left = db.prepare('SELECT 1 FROM events WHERE seq >= ? AND seq < ? AND account = ? LIMIT 1').pluck();
  const noted = new Set<string>();
  let current = -1;

  return {
    note: (account, seq) => {
      const block = blockOf(seq);
      if (block !== current) {
        noted.clear();
        current = block;
      }
      if (noted.has(account)) return;
      noted.add(account);
      add.run(stretchOf(seq), account, block);
    },
    leave: (rows) => {
      const done = new Set<string>();
      for (const { account, seq } of rows) {
        const block = blockOf(seq);
        const key = block + account;
        if (done.has(key)) continue;
        done.add(key);
        if (left.get(block * 2 ** BLOCK, (block + 1) * 2 ** BLOCK, account) === undefined) drop.run(stretchOf(seq), account, block);
      }
    },
    forget: () => {
      noted.clear();
      current = -1;
    },
  };
};

/**
 * Rows of one account in a stretch, in order of their `seq`, from behind `@after` on where that is asked for.
 * @param where conditions more, each beginning with AND, of `e` (the event)
 * @returns a query of `@stretch`, `@account` and `@limit`, and with `after` of `@after` and `@block`, the block that it is in
 */
export const rowsOfStretch = (columns: string, where: string, order: 'ASC' | 'DESC', after: boolean): string => {
  // One bound from below: of two SQLite takes the one that is the same for all blocks, and reads from there on for each of them.
  const from = after ? `max(b.block << ${BLOCK}, @after + 1)` : `b.block << ${BLOCK}`;
  return `SELECT ${columns} FROM blocks b CROSS JOIN events e ON e.seq >= ${from} AND e.seq < (b.block + 1) << ${BLOCK}
   WHERE b.stretch = @stretch AND b.account = @account ${after ? 'AND b.block >= @block' : ''} AND e.account = @account ${where}
   ORDER BY b.block ${order}, e.seq ${order} LIMIT @limit`;
};
