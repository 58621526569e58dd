/**
 * The counts of a day, gathered over one transaction and written once an account, value and age step: a commit of a
 * hundred events touches a handful of rows.
 */
import type { Database } from 'better-sqlite3';
import { stepOf } from '../ages.js';
import { COLUMNS, EVERYBODY, OTHER, overflowOf, roomFor, type Column, type Counted } from '../counts.js';
import { dayOf } from '../day.js';
import { openMinutes } from './minutes.js';

export interface Rollup {
  /** adds to one column of a day */
  add(account: string, day: string, column: Column, n: number): void;
  /** books a row (`sign` 1) or takes it off (-1), and with `counted` 1 its being counted once */
  row(event: Counted, sign: 1 | -1, counted?: 0 | 1): void;
  /** books `n` rows of this value as counted once */
  counted(event: Counted, n: 1 | -1): void;
  /** takes what is counted of one account's value on a day off the totals of all together */
  leave(day: string, type: string, value: string, total: number, counted: number): void;
  /** writes what was gathered; inside the transaction */
  flush(): void;
  /** forgets what was gathered: the transaction failed */
  reset(): void;
}

/** What was gathered of one account and day. */
interface Book {
  account: string;
  day: string;
  counts: number[];
  /** by type and value */
  values: Map<string, Value>;
  /** by step */
  ages: Map<number, number>;
}
interface Value {
  type: string;
  value: string;
  total: number;
  counted: number;
}

const INDEX = Object.fromEntries(COLUMNS.map((column, index) => [column, index])) as Record<Column, number>;
const BY_TYPE: Readonly<Record<string, Column | undefined>> = { event: 'events', view: 'views' };

/** @param now ms since 1970 */
export const openRollup = (db: Database, now: () => number = Date.now): Rollup => {
  const minutes = openMinutes(db, now);
  const upsertDay = db.prepare(
    `INSERT INTO days (account, day, ${COLUMNS.join(', ')}) VALUES (?, ?, ${COLUMNS.map(() => '?').join(', ')})
     ON CONFLICT DO UPDATE SET ${COLUMNS.map((c) => `${c} = ${c} + excluded.${c}`).join(', ')}`,
  );
  const updateValue = db.prepare(
    'UPDATE day_values SET total = total + ?, counted = counted + ? WHERE account = ? AND day = ? AND type = ? AND value = ?',
  );
  const insertValue = db.prepare(
    'INSERT INTO day_values (total, counted, account, day, type, value) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET total = total + excluded.total, counted = counted + excluded.counted',
  );
  const countValues = db.prepare('SELECT count(*) FROM day_values WHERE account = ? AND day = ?').pluck();
  const upsertAge = db.prepare(
    'INSERT INTO day_ages (account, day, step, total) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET total = total + excluded.total',
  );

  const books = new Map<string, Book>();
  const known = new Map<string, number>();
  let last: Book | undefined;

  // Nearly always the one of the event before: a key made and hashed for each event costs more than its row.
  const bookOf = (account: string, day: string): Book => {
    if (last && last.day === day && last.account === account) return last;
    const key = account + '\n' + day;
    let book = books.get(key);
    if (!book) books.set(key, (book = { account, day, counts: COLUMNS.map(() => 0), values: new Map(), ages: new Map() }));
    return (last = book);
  };
  const bump = (book: Book, column: Column, n: number): void => {
    const index = INDEX[column];
    book.counts[index] = (book.counts[index] ?? 0) + n;
  };
  const value = (book: Book, type: string, text: string, total: number, counted: number): void => {
    const key = type + '\n' + text;
    const have = book.values.get(key);
    if (have) {
      have.total += total;
      have.counted += counted;
    } else book.values.set(key, { type, value: text, total, counted });
  };
  /** Values by name are bounded: whoever invents a value a request must not grow the table without end. */
  const room = (account: string, day: string, type: string): boolean => {
    const key = account + '\n' + day;
    if (known.size > 1000) known.clear();
    const n = known.get(key) ?? (countValues.get(account, day) as number);
    const there = n < roomFor(type);
    known.set(key, there ? n + 1 : n);
    return there;
  };

  const add = (account: string, day: string, column: Column, n: number): void => bump(bookOf(account, day), column, n);
  const row = (event: Counted, sign: 1 | -1, counted: 0 | 1 = 0): void => {
    const book = bookOf(event.account, dayOf(event.at));
    bump(book, 'stored', sign);
    bump(book, event.arrival as Column, sign);
    const column = BY_TYPE[event.type];
    if (column) bump(book, column, sign);
    else if (event.type === 'overflow') bump(book, 'overflow', sign * overflowOf(event.type, event.value));
    if (counted && event.type === 'event') bump(book, 'counted', sign);
    const step = stepOf(event.age);
    book.ages.set(step, (book.ages.get(step) ?? 0) + sign);
    value(book, event.type, event.value, sign, sign * counted);
    if (event.type === 'event') minutes.add(event.account, event.at, sign, sign * counted);
  };
  const counted = (event: Counted, n: 1 | -1): void => {
    const book = bookOf(event.account, dayOf(event.at));
    if (event.type === 'event') {
      bump(book, 'counted', n);
      minutes.add(event.account, event.at, 0, n);
    }
    value(book, event.type, event.value, 0, n);
  };
  const leave: Rollup['leave'] = (day, type, text, total, once) => value(bookOf(EVERYBODY, day), type, text, -total, -once);
  /** All accounts together, once a batch: added up event by event it would cost as much again. */
  const together = (): void => {
    for (const { account, day, counts, values } of [...books.values()]) {
      if (account === EVERYBODY) continue;
      const all = bookOf(EVERYBODY, day);
      counts.forEach((n, index) => (all.counts[index] = (all.counts[index] ?? 0) + n));
      for (const one of values.values()) value(all, one.type, one.value, one.total, one.counted);
    }
  };
  const clear = (): void => {
    minutes.clear();
    books.clear();
    last = undefined;
  };
  const reset = (): void => {
    clear();
    known.clear();
  };
  const flush = (): void => {
    together();
    minutes.flush();
    for (const { account, day, counts, values, ages } of books.values()) {
      upsertDay.run(account, day, ...counts);
      for (const one of values.values()) {
        if (updateValue.run(one.total, one.counted, account, day, one.type, one.value).changes) continue;
        // What is taken off, and has no name there, was counted with the rest.
        const named = one.total > 0 && room(account, day, one.type);
        insertValue.run(one.total, one.counted, account, day, one.type, named ? one.value : OTHER);
      }
      for (const [step, n] of ages) upsertAge.run(account, day, step, n);
    }
    clear();
  };
  return { add, row, counted, leave, flush, reset };
};
