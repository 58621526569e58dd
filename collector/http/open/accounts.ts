/** What the campaigns bundle fetches: an account's compiled configuration, and what the edge knows of the visitor. */
import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import { makeAsset, sendAsset, type Asset } from './assets.js';
import type { Accounts } from '../../accounts/port.js';

/** Seconds that a page keeps an account's configuration without asking: a campaign is paused within a minute. */
const CACHING = 'public, max-age=60, stale-while-revalidate=600';

export const accountRoutes = async (app: FastifyInstance, parts: { accounts: Accounts; route: RouteShorthandOptions }): Promise<void> => {
  const { accounts, route } = parts;
  const ready = new Map<string, { etag: string; asset: Asset }>();
  const open = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };

  app.get('/c/:file', route, (request, reply) => {
    const account = /^(.+)\.json$/.exec((request.params as { file: string }).file)?.[1] ?? '';
    const compiled = accounts.compiled(account);
    void reply.headers(open);
    if (!compiled) return reply.code(404).header('cache-control', CACHING).send({ error: 'no such account' });
    let one = ready.get(account);
    if (one?.etag !== compiled.etag) {
      one = { etag: compiled.etag, asset: makeAsset(compiled.body, 'application/json; charset=utf-8') };
      ready.set(account, one);
    }
    return sendAsset(request, reply, one.asset, CACHING);
  });
  app.get('/visitor', route, async (request, reply) =>
    reply.headers({ ...open, 'cache-control': 'private, max-age=300' }).send(await accounts.facts(request.headers)),
  );
};
