/** What the campaigns bundle fetches: an account's compiled configuration, and what the edge knows of the visitor. */
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import { makeAsset, sendAsset, type Asset } from './assets.js';
import type { AccountNames } from './overview.js';
import type { AccountRules } from './policy.js';

/** The account files, as far as HTTP needs them. */
export interface Accounts {
  get(account: string): AccountRules;
  /** the compiled configuration; undefined when the account has no file */
  compiled(account: string): { body: string; etag: string } | undefined;
  names(): Record<string, AccountNames>;
  facts(headers: IncomingHttpHeaders): unknown;
  close(): unknown;
}

/** Where no folder of account files is read: every account is on, and has no campaign. */
export const noAccounts = (): Accounts => ({
  get: () => ({ enabled: true, honourDnt: false, origins: null, retentionDays: null }),
  compiled: () => undefined,
  names: () => ({}),
  facts: () => ({ location: { country: null, state: null, city: null }, org: null, industries: [], isp: null, abm: [] }),
  close: () => {},
});

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
