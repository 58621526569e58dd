/**
 * An event on its way to the thread that writes: a stretch of one flat array. A batch crosses as the JSON of that array, one
 * string; cloning the array costs several times as much, cloning an object an event still more.
 */
import type { EventType } from '../../../core/wire.js';
import type { Arrival, StoredEvent, StoredRow } from '../store.js';

/** Fields an event, in the order of `pack` and of the INSERT. */
export const FIELDS = [
  'page',
  'number',
  'account',
  'visitor',
  'session',
  'type',
  'value',
  'url',
  'referrer',
  'vars',
  'at',
  'age',
  'arrival',
  'anonymous',
] as const;
export const WIDTH = FIELDS.length;

export type Cell = string | number | null;

/** Appends an event to the flat array. */
export const pack = (event: StoredEvent, into: Cell[]): void => {
  into.push(
    event.page,
    event.number,
    event.account,
    event.visitor,
    event.session,
    event.type,
    JSON.stringify(event.value),
    event.url,
    event.referrer,
    event.vars && JSON.stringify(event.vars),
    Math.round(event.at),
    Math.round(event.age),
    event.arrival,
    event.anonymous ? 1 : 0,
  );
};

/** A row as SQLite gives it. */
export interface RawRow {
  seq: number;
  page: string;
  number: number;
  account: string;
  visitor: string | null;
  session: string | null;
  type: string;
  value: string;
  url: string;
  referrer: string | null;
  vars: string | null;
  at: number;
  age: number;
  arrival: string;
  anonymous: number;
  counted: number;
}

/** The row as the port describes it. */
export const unpack = (row: RawRow): StoredRow => ({
  ...row,
  type: row.type as EventType,
  arrival: row.arrival as Arrival,
  value: JSON.parse(row.value) as string[],
  vars: row.vars === null ? null : (JSON.parse(row.vars) as Record<string, string>),
  anonymous: row.anonymous === 1,
  counted: row.counted === 1,
});
