/** What the campaigns bundle fetches: an account's compiled configuration, and what the edge knows of the visitor. */
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import { makeAsset, sendAsset, type Asset } from '../asset.js';
import type { Accounts } from '../../accounts/port.js';
import { ACCOUNT } from '../../ingest.js';
import { preflight, readableHeaders } from './cors.js';

/**
 * Seconds that a page keeps an account's configuration without asking: with the few in which a changed file is seen, a campaign
 * is paused within a minute. Nothing stale is allowed after them: `stale-while-revalidate` shows the old one once more.
 */
const CACHING = 'public, max-age=50';

const JSON_TYPE = 'application/json; charset=utf-8';

export const accountRoutes = async (app: FastifyInstance, parts: { accounts: Accounts; route: RouteShorthandOptions }): Promise<void> => {
  const { accounts, route } = parts;
  const ready = new Map<string, { etag: string; asset: Asset }>();
  // An account without a file has no segments and no campaigns. A 404 would be an error in the console of each of its pages.
  const none = { etag: '', asset: makeAsset(JSON.stringify({ v: 1, s: [], c: [] }), JSON_TYPE) };
  const open = (headers: IncomingHttpHeaders): Record<string, string> => ({
    ...readableHeaders(headers),
    'cross-origin-resource-policy': 'cross-origin',
  });

  app.get('/c/:file', route, async (request, reply) => {
    const account = /^(.+)\.json$/.exec((request.params as { file: string }).file)?.[1] ?? '';
    void reply.headers(open(request.headers));
    if (!ACCOUNT.test(account)) return reply.code(404).header('cache-control', CACHING).send({ error: 'no such account' });
    const compiled = accounts.compiled(account);
    let one = compiled ? ready.get(account) : none;
    if (compiled && one?.etag !== compiled.etag) {
      one = { etag: compiled.etag, asset: makeAsset(compiled.body, JSON_TYPE) };
      ready.set(account, one);
    }
    one ??= none;
    await one.asset.ready;
    return sendAsset(request, reply, one.asset, CACHING);
  });
  app.get('/visitor', route, async (request, reply) =>
    reply.headers({ ...open(request.headers), 'cache-control': 'private, max-age=300' }).send(await accounts.facts(request.headers)),
  );
  for (const path of ['/c/:file', '/visitor'])
    app.options(path, (request, reply) => reply.headers(preflight(request.headers)).code(204).send());
};
