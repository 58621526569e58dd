/** What the recommendations bundle fetches: an account's approved content with how it has done. */
import { createHash } from 'node:crypto';
import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import type { ServedContent } from '../../content/served.js';
import { preflight, readableHeaders } from './cors.js';

/** Seconds that a page keeps the file without asking. */
const CACHING = 'public, max-age=60, stale-while-revalidate=600';

export const contentRoutes = async (
  app: FastifyInstance,
  parts: { served: ServedContent; route: RouteShorthandOptions },
): Promise<void> => {
  app.get('/c/rcmd/:file', parts.route, async (request, reply) => {
    const account = /^(.+)\.json$/.exec((request.params as { file: string }).file)?.[1] ?? '';
    void reply.headers({
      ...readableHeaders(request.headers),
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': CACHING,
      'x-content-type-options': 'nosniff',
    });
    const body = await parts.served.of(account);
    if (body === undefined) return reply.code(404).send({ error: 'no such account' });
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`;
    void reply.header('etag', etag);
    if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).send();
    return reply.type('application/json; charset=utf-8').send(body);
  });
  app.options('/c/rcmd/:file', (request, reply) => reply.headers(preflight(request.headers)).code(204).send());
};
