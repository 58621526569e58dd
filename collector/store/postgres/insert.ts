/** Stores a batch in one call to the database (sql/store.sql): what takes part is sorted here, counted there. */
import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { stepOf } from '../ages.js';
import { MAX_VALUES_A_DAY, OTHER } from '../counts.js';
import { dayOf } from '../day.js';
import type { Outcome, StoredEvent } from '../store.js';
import { listOf, numbersOf } from './literal.js';

/** Values whose keys are remembered: most come again and again, and a hash costs more than the rest of an event. */
const KEYS = 10_000;

/** What is counted once in a session, as a short key; the same as `rtp_what`. */
const openKeys = (): ((account: string, type: string, value: string) => string) => {
  const keys = new Map<string, string>();
  return (account, type, value) => {
    const text = `${account}\n${type}\n${value}`;
    let key = keys.get(text);
    if (key === undefined) {
      if (keys.size >= KEYS) keys.clear();
      keys.set(text, (key = createHash('sha256').update(text).digest('base64url').slice(0, 22)));
    }
    return key;
  };
};
export const keyOf = openKeys();

const OUTCOMES: readonly Outcome[] = ['new', 'completed', 'duplicate'];
const TEXT = `SELECT rtp_store(${Array.from({ length: 20 }, (_, i) => '$' + (i + 1)).join()}) AS codes`;

/** All collectors go through the ids in this order, whichever it is. */
const inOrder = (a: StoredEvent, b: StoredEvent): number =>
  a.page < b.page ? -1 : a.page > b.page ? 1 : a.number - b.number || (a.account < b.account ? -1 : a.account > b.account ? 1 : 0);

/**
 * @param events with different ids
 * @param slot of the counters
 * @returns what became of each, in the order of `events`
 */
export const insertBatch = async (client: ClientBase, events: readonly StoredEvent[], slot: number): Promise<Outcome[]> => {
  const sorted = [...events].sort(inOrder);
  const values = sorted.map((event) => JSON.stringify(event.value));
  const {
    rows: [row],
  } = await client.query<{ codes: string | null }>({
    name: 'rtp-store',
    text: TEXT,
    values: [
      slot,
      MAX_VALUES_A_DAY,
      OTHER,
      listOf(sorted, (event) => event.page),
      numbersOf(sorted, (event) => event.number),
      listOf(sorted, (event) => event.account),
      listOf(sorted, (event) => event.visitor),
      listOf(sorted, (event) => event.session),
      listOf(sorted, (event) => event.type),
      listOf(values, (value) => value),
      listOf(sorted, (event) => event.url),
      listOf(sorted, (event) => event.referrer),
      listOf(sorted, (event) => event.vars && JSON.stringify(event.vars)),
      numbersOf(sorted, (event) => Math.round(event.at)),
      numbersOf(sorted, (event) => Math.round(event.age)),
      listOf(sorted, (event) => event.arrival),
      listOf(sorted, (event) => (event.anonymous ? 't' : 'f')),
      listOf(sorted, (event, i) => keyOf(event.account, event.type, values[i] ?? '')),
      listOf(sorted, (event) => dayOf(event.at)),
      numbersOf(sorted, (event) => stepOf(event.age)),
    ],
  });
  const codes = row?.codes ?? null;
  if (codes === null) return events.map(() => 'new');
  const found = new Map(sorted.map((event, i) => [event, OUTCOMES[Number(codes[i])] ?? 'duplicate']));
  return events.map((event) => found.get(event) ?? 'duplicate');
};
