/** What only the operator may read. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { eventLine, readQuery } from './format.js';
import type { Meters } from './metrics.js';
import type { Store } from '../store/store.js';
import { stats } from './stats.js';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares in constant time, whatever the lengths. */
export const sameToken = (given: string, token: string): boolean => timingSafeEqual(digest(given), digest(token));

export interface AdminParts {
  store: Store;
  token: string;
  meters: Meters;
}

export const admin = async (app: FastifyInstance, parts: AdminParts): Promise<void> => {
  const { store, token } = parts;
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    void reply.header('cache-control', 'no-store');
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (given !== undefined && sameToken(given, token)) return;
    await reply.code(401).header('www-authenticate', 'Bearer').send({ error: 'the admin token is needed: Authorization: Bearer …' });
  });
  app.get('/api/events', async (request, reply) => {
    const query = readQuery(request.query as Record<string, unknown>);
    if (typeof query === 'string') return reply.code(400).send({ error: query });
    const rows = await store.events(query);
    return reply.type('application/x-ndjson; charset=utf-8').send(rows.map((row) => JSON.stringify(eventLine(row)) + '\n').join(''));
  });
  app.get('/api/stats', async (request) => stats(store, (request.query as { account?: string }).account));
};
