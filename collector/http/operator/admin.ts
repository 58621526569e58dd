/** What only the operator may read or do. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import type { Store } from '../../store/store.js';
import type { AccountNames } from '../../accounts/port.js';
import { exportLines } from './export.js';
import { contentAdmin, type ContentParts } from './content.js';
import type { Feed } from './feed.js';
import { eventLine, readQuery } from './format.js';
import { importer } from './import.js';
import { keysAdmin } from './keys.js';
import type { Keys } from '../../keys/keys.js';
import type { Meters } from '../metrics.js';
import { overview } from './overview.js';
import { readRange } from './range.js';
import { resultsAdmin, type ResultsParts } from './results.js';
import type { Sessions } from './session.js';
import { stats } from './stats.js';

/** What Set up shows. The page itself fills the snippet in: nothing of a request comes into it. */
export interface Shown {
  /** the snippet that makes the customary calls, with its placeholders */
  template: string;
  /** as configured; empty: the address that the page was opened with */
  publicUrl: string;
  /** where the account files are */
  folder: string;
}

export interface AdminParts extends ContentParts, ResultsParts {
  keys: Keys;
  store: Store;
  sessions: Sessions;
  feed: Feed;
  meters: Meters;
  names(): Record<string, AccountNames>;
  shown: Shown;
  now(): number;
}

const HOUR = 3_600_000;

type Query = Record<string, unknown>;
const text = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);
const refuse = (reply: FastifyReply, error: string): FastifyReply => reply.code(400).send({ error });

export const admin = async (app: FastifyInstance, parts: AdminParts): Promise<void> => {
  const { store, sessions, now } = parts;
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
    const wait = request.headers.authorization ? sessions.wait(request) : 0;
    if (sessions.isOperator(request)) return;
    if (wait) await reply.code(429).header('retry-after', String(wait)).send({ error: 'too many wrong tokens from this address' });
    else {
      await reply.code(401).header('www-authenticate', 'Bearer').send({ error: 'the admin token is needed: Authorization: Bearer …' });
    }
  });

  app.get('/api/events', async (request, reply) => {
    const query = readQuery(request.query as Query);
    if (typeof query === 'string') return refuse(reply, query);
    const rows = await store.events(query);
    return reply.type('application/x-ndjson; charset=utf-8').send(rows.map((row) => JSON.stringify(eventLine(row)) + '\n').join(''));
  });
  app.get('/api/export', async (request, reply) => {
    const query = readQuery(request.query as Query);
    if (typeof query === 'string') return refuse(reply, query);
    const csv = (request.query as Query).format === 'csv';
    return reply
      .type(csv ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8')
      .header('content-disposition', `attachment; filename="events.${csv ? 'csv' : 'ndjson'}"`)
      .send(Readable.from(exportLines(store, query, csv)));
  });
  app.get('/api/stats', async (request, reply) => {
    const range = readRange(request.query as Query, now());
    return typeof range === 'string' ? refuse(reply, range) : stats(store, text((request.query as Query).account), range);
  });
  app.get('/api/feed', (request, reply) => parts.feed.open(request, reply, text((request.query as Query).account)));
  app.get('/api/overview', async (request) => {
    const account = text((request.query as Query).account);
    return { ...(await overview(store, account, parts.names(), now())), ...parts.shown };
  });
  // Traffic is the owner's business: a scraper sends the token as its bearer token.
  app.get('/metrics', async (_request, reply) => reply.type(parts.meters.contentType).send(await parts.meters.text()));
  app.get('/api/timeline', async (request, reply) => {
    const { account, from, to } = request.query as Query;
    if (!from && !to) return store.minutes(text(account), now() - HOUR);
    const range = readRange({ from, to }, now());
    if (typeof range === 'string') return refuse(reply, range);
    const days = await store.sums(text(account), range);
    return { ...range, days: days.map(({ day, events, counted }) => [day, events, counted]) };
  });
  app.delete('/api/visitors/:visitor', async (request, reply) => {
    const { visitor } = request.params as { visitor: string };
    const account = text((request.query as Query).account);
    if (!account) return refuse(reply, 'account: which account? /api/visitors/ID?account=…');
    return { erased: await store.erase(account, visitor) };
  });
  await app.register(async (scope) => importer(scope, store));
  await contentAdmin(app, parts);
  await resultsAdmin(app, parts);
  // In a scope of its own: its hook is for these calls alone.
  await app.register(async (scope) => keysAdmin(scope, parts));
};
