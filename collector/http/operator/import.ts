/**
 * What `/api/export` gave, taken in again: by another collector, from another store, as often as one likes, because events have ids.
 * Times stay what they were, which is why this is not the pages' way in.
 */
import type { FastifyInstance } from 'fastify';
import { ACCOUNT, MAX_NUMBER } from '../../ingest.js';
import { parseJson } from '../../json.js';
import { StoreBusy, type Arrival, type Outcome, type Store, type StoredEvent } from '../../store/store.js';
import { TYPES, type EventType } from '../../../core/wire.js';

/** Bytes of one request; the command line sends 500 lines at a time. */
const MOST = 16 * 2 ** 20;
const ARRIVALS: readonly string[] = ['beacon', 'rescue', 'confirmation', 'redelivery'] satisfies Arrival[];

type Line = Record<string, unknown>;
const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value);

/** An event of a line of `/api/export`, or what is wrong with it. */
const readLine = (text: string): StoredEvent | string => {
  let line: Line;
  try {
    line = parseJson(text) as Line;
  } catch {
    return 'one JSON object a line expected, as in an export with the format ndjson';
  }
  if (typeof line !== 'object' || line === null || Array.isArray(line)) return 'an object expected';
  const [, page = '', number = ''] = /^(\w{9,40})\.(\d{1,6})$/.exec(String(line.id)) ?? [];
  if (!page || Number(number) < 1 || Number(number) > MAX_NUMBER) return 'id: the id of an event expected, page.number';
  if (!isText(line.account) || !ACCOUNT.test(line.account)) return 'account: an account id expected';
  if (!TYPES.includes(line.type as EventType)) return `type: one of ${TYPES.join(', ')} expected`;
  if (!Array.isArray(line.value) || !line.value.every(isText)) return 'value: a list of strings expected';
  if (!isText(line.page)) return 'page: the address of the page expected';
  const { visitor, session, referrer, age = 0, arrival = 'redelivery', vars = {} } = line;
  if (!isTextOrNull(visitor) || !isTextOrNull(session) || !isTextOrNull(referrer))
    return 'visitor, session, referrer: a text or null expected';
  const at = isText(line.at) ? Date.parse(line.at) : Number.NaN;
  if (!Number.isFinite(at)) return 'at: an ISO time expected';
  if (typeof age !== 'number' || !(age >= 0)) return 'age: milliseconds expected';
  if (!isText(arrival) || !ARRIVALS.includes(arrival)) return `arrival: one of ${ARRIVALS.join(', ')} expected`;
  if (typeof vars !== 'object' || vars === null || !Object.values(vars).every(isText)) return 'vars: an object of strings expected';
  return {
    page,
    number: Number(number),
    account: line.account,
    visitor,
    session,
    type: line.type as EventType,
    value: line.value as string[],
    url: line.page,
    referrer,
    vars: Object.keys(vars).length ? (vars as Record<string, string>) : null,
    at,
    age,
    arrival: arrival as Arrival,
    anonymous: line.ip_anonymized === true,
  };
};

/** In a scope of its own, whose bodies are lines. */
export const importer = (app: FastifyInstance, store: Store): void => {
  app.addContentTypeParser(['application/x-ndjson', 'text/plain'], { parseAs: 'string', bodyLimit: MOST }, (_request, body, done) =>
    done(null, body),
  );
  app.post('/api/import', { bodyLimit: MOST }, async (request, reply) => {
    const lines = String(request.body ?? '').split('\n');
    const events: StoredEvent[] = [];
    for (const [index, line] of lines.entries()) {
      if (!line.trim()) continue;
      const event = readLine(line);
      // Nothing of this request is taken then, so that a person can mend the line and send all again.
      if (typeof event === 'string') return reply.code(400).send({ error: `line ${index + 1}: ${event}` });
      events.push(event);
    }
    try {
      const found: Record<Outcome, number> = { new: 0, completed: 0, duplicate: 0 };
      for (const outcome of await store.insert(events)) found[outcome]++;
      return found;
    } catch (error) {
      if (!(error instanceof StoreBusy)) throw error;
      return reply.code(503).header('retry-after', String(error.retryAfterSeconds)).send({ error: error.message });
    }
  });
};
