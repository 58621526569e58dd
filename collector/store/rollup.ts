/**
 * The counts of a day, gathered over one transaction and written once an account, value and age step: a commit of a
 * hundred events touches a handful of rows.
 */
import type { Database } from 'better-sqlite3';
import { stepOf } from './ages.js';
import { dayOf, overflowOf } from './row.js';

/** Columns of `days`, in the order of the statement. */
const COLUMNS = ['stored', 'events', 'counted', 'views', 'sessions', 'visitors', 'beacon', 'rescue', 'confirmation', 'redelivery', 'duplicates', 'gaps', 'overflow'] as const;
export type Column = (typeof COLUMNS)[number];

/** Different values of one account and day that are counted by name; the rest is counted together. */
export const MAX_VALUES_A_DAY = 10_000;
/** The name under which the rest is counted. */
export const OTHER = '["(other values)"]';

export interface Counted {
  account: string;
  type: string;
  value: string;
  at: number;
  age: number;
  arrival: string;
}

export interface Rollup {
  /** adds to one column of a day */
  add(account: string, day: string, column: Column, n: number): void;
  /** books a row (`sign` 1) or takes it off (-1) */
  row(event: Counted, sign: 1 | -1): void;
  /** books `n` rows of this value as counted once */
  counted(event: Counted, n: 1 | -1): void;
  /** writes what was gathered; inside the transaction */
  flush(): void;
  /** forgets what was gathered: the transaction failed */
  reset(): void;
}

const split = (key: string): string[] => key.split('\n');

export const openRollup = (db: Database): Rollup => {
  const upsertDay = db.prepare(
    `INSERT INTO days (account, day, ${COLUMNS.join(', ')}) VALUES (?, ?, ${COLUMNS.map(() => '?').join(', ')})
     ON CONFLICT DO UPDATE SET ${COLUMNS.map((c) => `${c} = ${c} + excluded.${c}`).join(', ')}`,
  );
  const updateValue = db.prepare('UPDATE day_values SET total = total + ?, counted = counted + ? WHERE account = ? AND day = ? AND type = ? AND value = ?');
  const insertValue = db.prepare('INSERT INTO day_values (total, counted, account, day, type, value) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET total = total + excluded.total, counted = counted + excluded.counted');
  const countValues = db.prepare('SELECT count(*) FROM day_values WHERE account = ? AND day = ?').pluck();
  const upsertAge = db.prepare('INSERT INTO day_ages (account, day, step, total) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET total = total + excluded.total');

  const days = new Map<string, number[]>();
  const values = new Map<string, [total: number, counted: number]>();
  const ages = new Map<string, number>();
  const known = new Map<string, number>();

  const add = (account: string, day: string, column: Column, n: number): void => {
    const key = account + '\n' + day;
    let counts = days.get(key);
    if (!counts) days.set(key, (counts = COLUMNS.map(() => 0)));
    const index = COLUMNS.indexOf(column);
    counts[index] = (counts[index] ?? 0) + n;
  };
  const value = (event: Counted, total: number, counted: number): void => {
    const key = [event.account, dayOf(event.at), event.type, event.value].join('\n');
    const have = values.get(key);
    if (have) {
      have[0] += total;
      have[1] += counted;
    } else values.set(key, [total, counted]);
  };
  /** Values by name are bounded: whoever invents a value a request must not grow the table without end. */
  const room = (account: string, day: string): boolean => {
    const key = account + '\n' + day;
    if (known.size > 1000) known.clear();
    const n = known.get(key) ?? (countValues.get(account, day) as number);
    known.set(key, n + 1);
    return n < MAX_VALUES_A_DAY;
  };

  const row = (event: Counted, sign: 1 | -1): void => {
    const day = dayOf(event.at);
    add(event.account, day, 'stored', sign);
    if (event.type === 'event') add(event.account, day, 'events', sign);
    else if (event.type === 'view') add(event.account, day, 'views', sign);
    else if (event.type === 'overflow') add(event.account, day, 'overflow', sign * overflowOf(event.type, event.value));
    add(event.account, day, event.arrival as Column, sign);
    const age = event.account + '\n' + day + '\n' + stepOf(event.age);
    ages.set(age, (ages.get(age) ?? 0) + sign);
    value(event, sign, 0);
  };
  const counted = (event: Counted, n: 1 | -1): void => {
    if (event.type === 'event') add(event.account, dayOf(event.at), 'counted', n);
    value(event, 0, n);
  };
  const reset = (): void => {
    days.clear();
    values.clear();
    ages.clear();
    known.clear();
  };
  const flush = (): void => {
    for (const [key, counts] of days) upsertDay.run(...split(key), ...counts);
    for (const [key, [total, once]] of values) {
      const [account = '', day = '', type = '', text = ''] = split(key);
      if (updateValue.run(total, once, account, day, type, text).changes) continue;
      insertValue.run(total, once, account, day, type, room(account, day) ? text : OTHER);
    }
    for (const [key, n] of ages) {
      const [account, day, step] = split(key);
      upsertAge.run(account, day, Number(step), n);
    }
    days.clear();
    values.clear();
    ages.clear();
  };
  return { add, row, counted, flush, reset };
};
