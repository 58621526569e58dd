/** How events are shown to whoever reads the API. */
import { eventId, TYPES } from '../../../core/wire.js';
import type { EventQuery, StoredRow } from '../../store/store.js';

/** Rows of one answer where the caller names no limit, and at most. */
const DEFAULT_LIMIT = 1000;
const MOST = 100_000;

/** One line of `/api/events`. */
export const eventLine = (row: StoredRow): Record<string, unknown> => ({
  id: eventId(row.page, row.number),
  account: row.account,
  visitor: row.visitor,
  session: row.session,
  type: row.type,
  value: row.value,
  page: row.url,
  referrer: row.referrer,
  vars: row.vars ?? {},
  at: new Date(row.at).toISOString(),
  age: row.age,
  counted: row.counted,
  ip_anonymized: row.anonymous,
  arrival: row.arrival,
  seq: row.seq,
});

const whole = (text: string): number | undefined => (/^\d{1,15}$/.test(text) ? Number(text) : undefined);

/**
 * The question in a query: account, session, visitor, type, since (ISO time or ms), after (`seq` of the last row read),
 * limit.
 * @returns the question, or what is wrong with it
 */
export const readQuery = (given: Record<string, unknown>): EventQuery | string => {
  const query: EventQuery = { limit: DEFAULT_LIMIT };
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== 'string') return `${name}: given more than once`;
    if (value === '') continue;
    if (name === 'account' || name === 'session' || name === 'visitor') query[name] = value;
    else if (name === 'type') {
      if (!(TYPES as readonly string[]).includes(value)) return `type: one of ${TYPES.join(', ')} expected`;
      query.type = value;
    } else if (name === 'since') {
      query.since = whole(value) ?? Date.parse(value);
      if (!Number.isFinite(query.since)) return 'since: an ISO time or milliseconds since 1970 expected';
    } else if (name === 'after' || name === 'limit') {
      const number = whole(value);
      if (number === undefined) return `${name}: a whole number expected`;
      query[name] = number;
    } else if (name !== 'format') return `unknown: ${name}; known: account, session, visitor, type, since, after, limit`;
  }
  query.limit = Math.min(Math.max(query.limit, 1), MOST);
  return query;
};
