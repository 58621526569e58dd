/** The HTTP side, put together. */
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import fastify, { LogController, type FastifyInstance, type RouteShorthandOptions } from 'fastify';
import type { RequestListener } from 'node:http';
import { resolve } from 'node:path';
import type { Logger } from 'pino';
import { openApproved } from '../content/approved.js';
import { withConversions } from '../content/conversions.js';
import { openServed } from '../content/served.js';
import { accountRoutes } from './open/accounts.js';
import { openKeys } from '../keys/keys.js';
import { contentRoutes } from './open/content.js';
import { servers } from './open/servers.js';
import { admin } from './operator/admin.js';
import { assets } from './open/assets.js';
import { beacons, BODY_LIMIT } from './open/beacon.js';
import { demo, readSnippet } from './open/demo.js';
import { withoutDirectory } from './open/directory.js';
import { openFeed } from './operator/feed.js';
import { readableHeaders } from './open/cors.js';
import { refuseDeepBodies } from './bodies.js';
import { openClosing } from './closing.js';
import { watchCommits } from './commits.js';
import { openFolder } from './folder.js';
import { openProxyWatch } from './proxies.js';
import { health } from './open/health.js';
import { openLane } from './open/lane.js';
import { openAddress, openLimit, openTries, openTrusted } from './limit.js';
import { live } from './operator/live.js';
import { openMeters } from './metrics.js';
import { openNewcomers } from './open/newcomers.js';
import { openPolicy } from './open/policy.js';
import { openReceive } from './open/receive.js';
import { openSessions } from './operator/session.js';
import type { Accounts } from '../accounts/port.js';
import type { Config } from '../config.js';
import type { History } from '../results/history.js';
import type { Store } from '../store/store.js';

export interface ServerParts {
  config: Config;
  token: string;
  store: Store;
  accounts: Accounts;
  history: Pick<History, 'of'>;
  log: Logger;
  /** ms since 1970 */
  now(): number;
}

/** The quota's last resort carries up to 60,000 characters in the address (`?d=`). */
const HEADER_LIMIT = 80 * 1024;
/** Wrong admin tokens from one address in a minute, by form or header. */
const TRIES = 20;
/** Days back in which an account counts as known. */
const KNOWN = 60;

/** Builds the server; it does not listen yet. */
export const openServer = async (parts: ServerParts): Promise<FastifyInstance> => {
  const { accounts, config, now, log } = parts;
  const store = watchCommits(withConversions(parts.store, accounts));
  const app: FastifyInstance = fastify({
    loggerInstance: log,
    // One logger for all requests: a child for each costs more than the whole route.
    childLoggerFactory: (logger) => logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    trustProxy: config.trustProxy ? config.trustProxy.split(/[, ]+/) : false,
    // A body or a header that dribbles in holds a connection: thirty and ten seconds are ample for 64 KiB.
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    http: { maxHeaderSize: HEADER_LIMIT, headersTimeout: 10_000 },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
    rewriteUrl: (request) => withoutDirectory(request.url ?? '/'),
  }) as unknown as FastifyInstance;
  app.server.maxConnections = 20_000;
  refuseDeepBodies(app);

  const addressOf = openAddress(config.trustProxy);
  const tries = openTries(TRIES, addressOf, now);
  const sessions = openSessions({ token: parts.token, now, tries, publicUrl: config.publicUrl });
  const feed = openFeed(store, (error) => log.warn({ err: error }, 'feed'));
  const meters = openMeters(feed.clients);
  const known = store.accounts(new Date(now() - KNOWN * 86_400_000).toISOString().slice(0, 10));
  const isKnown = openNewcomers(config.newAccounts, (account) => accounts.compiled(account) !== undefined, known);
  const policy = openPolicy({ rules: accounts.get, isKnown, dropBots: config.bots === 'drop', onBot: meters.robot });
  const endConnections = openClosing(app.server);
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
    feed.close();
    endConnections();
  });
  const keys = openKeys(config.accounts, now);
  const approved = openApproved(config.accounts);
  const served = openServed({ accounts, approved, store, now });
  const shown = { template: readSnippet(config.dist, 'setup.html'), publicUrl: config.publicUrl, folder: resolve(config.accounts) };

  const receive = openReceive({ store, policy, meters, now, onError: (error) => log.error({ err: error }, 'store') });
  const limit = openLimit(config.rateLimit, addressOf, now);
  const route: RouteShorthandOptions = {
    onRequest: async (request, reply) => {
      const wait = limit(request.raw);
      if (!wait) return undefined;
      meters.limited();
      return reply
        .code(429)
        .header('retry-after', String(wait))
        .headers(readableHeaders(request.headers))
        .send({ error: 'too many requests from this address' });
    },
  };
  const watchProxies = openProxyWatch(openTrusted(config.trustProxy), config.rateLimit, (text) => log.warn(text));
  const inFolder = openFolder(config.publicUrl);
  // In the place of the framework's listener, which takes what the lane leaves.
  const others = app.server.listeners('request') as RequestListener[];
  app.server.removeAllListeners('request');
  const lane = openLane({ receive, limit, addressOf, closing: () => closing }, (request, response) =>
    others.forEach((other) => other.call(app.server, request, response)),
  );
  app.server.on('request', (request, response) => {
    watchProxies(request);
    if (inFolder(request, response)) lane(request, response);
  });
  await app.register(beacons, { receive, limit, addressOf, onLimited: meters.limited });
  await app.register(assets, { dist: config.dist, route });
  await app.register(demo, { dist: config.dist, route });
  await app.register(accountRoutes, { accounts, route });
  await app.register(contentRoutes, { served, route });
  await app.register(servers, { keys, accounts, store, meters, tries, now });
  await app.register(health, { store, closing: () => closing });
  await app.register(async (operator) => {
    await operator.register(cookie);
    await operator.register(formbody, { bodyLimit: 4096 });
    await operator.register(live, { sessions });
    await operator.register(admin, {
      store,
      sessions,
      feed,
      meters,
      names: accounts.names,
      shown,
      now,
      accounts,
      history: parts.history,
      approved,
      served,
      keys,
    });
  });
  return app;
};
