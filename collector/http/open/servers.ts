/** `POST /api/events`: events from a site's own servers, with a write-only key. For each event the answer says what became of it. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Accounts } from '../../accounts/port.js';
import type { Keys } from '../../keys/keys.js';
import { goalsReached } from '../../servers/goals.js';
import { readServerEvents, type Item, type Result } from '../../servers/read.js';
import { StoreBusy, type Outcome, type Store, type StoredEvent } from '../../store/store.js';
import type { Tries } from '../limit.js';
import type { Meters } from '../metrics.js';

/** Bytes of a body: a thousand events of ordinary size. */
const BODY_LIMIT = 1_048_576;

export interface ServersParts {
  keys: Keys;
  accounts: Accounts;
  store: Store;
  meters: Meters;
  /** wrong keys from one address are counted like wrong tokens */
  tries: Tries;
  /** ms since 1970 */
  now(): number;
}

const keyOf = (request: FastifyRequest): string =>
  /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? String(request.headers['x-rtp-key'] ?? '');

/** What a dry run finds: an event that is there already would be a duplicate. */
const looked = async (store: Store, events: StoredEvent[]): Promise<Outcome[]> => {
  const lacking = new Set((await store.missing(events.map(({ page, number }) => [page, number]))).map(([page]) => page));
  return events.map(({ page }) => (lacking.has(page) ? 'new' : 'duplicate'));
};

const resultOf = ({ id, reason }: Item, status: Result['status']): Result => ({
  ...(id === undefined ? {} : { id }),
  status,
  ...(reason === undefined ? {} : { reason }),
});

export const servers = async (app: FastifyInstance, { keys, accounts, store, meters, tries, now }: ServersParts): Promise<void> => {
  app.removeAllContentTypeParsers();
  // NDJSON has several names, and scripts often send none: the text itself says what it is.
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: BODY_LIMIT }, (_request, body, done) => done(null, body));
  app.post('/api/events', async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    const wait = tries.wait(request.raw);
    if (wait) return reply.code(429).header('retry-after', String(wait)).send({ error: 'too many wrong keys from this address' });
    const account = await keys.accountOf(keyOf(request));
    if (account === undefined) {
      tries.wrong(request.raw);
      return reply
        .code(401)
        .header('www-authenticate', 'Bearer')
        .send({ error: 'a key is needed: Authorization: Bearer rtp_ACCOUNT_…; make one with the command `key make`' });
    }
    const items = readServerEvents(String(request.body ?? ''), account, now());
    if (typeof items === 'string') return reply.code(400).send({ error: items });
    const { enabled, clean } = accounts.get(account);
    for (const { event } of items) if (event) event.url = clean(event.url);
    if (!enabled) for (const item of items) Object.assign(item, { event: undefined, reason: `the account ${account} is switched off` });
    const events = items.flatMap(({ event }) => (event ? [event] : []));
    const dry = 'dry' in (request.query as object);
    try {
      const reached = dry ? [] : await goalsReached(store, accounts.file(account), events);
      const all = [...events, ...reached];
      const outcomes = dry ? await looked(store, events) : all.length ? await store.insert(all) : [];
      if (!dry && all.length) meters.stored(all, outcomes);
      const left = outcomes.slice(0, events.length);
      const results = items.map((item) => resultOf(item, item.event ? (left.shift() === 'duplicate' ? 'duplicate' : 'stored') : 'refused'));
      const count = (status: Result['status']): number => results.filter((one) => one.status === status).length;
      return reply.code(count('refused') === results.length ? 422 : 200).send({
        ...(dry ? { dry: true } : {}),
        stored: count('stored'),
        duplicate: count('duplicate'),
        refused: count('refused'),
        results,
      });
    } catch (error) {
      meters.busy();
      const seconds = error instanceof StoreBusy ? error.retryAfterSeconds : 5;
      if (!(error instanceof StoreBusy)) request.log.error({ err: error }, 'servers');
      return reply
        .code(503)
        .header('retry-after', String(seconds))
        .send({ error: 'busy: nothing was stored, send the same request again' });
    }
  });
};
