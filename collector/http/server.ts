/** The HTTP side, put together. */
import rateLimit from '@fastify/rate-limit';
import fastify, { LogController, type FastifyInstance, type RouteShorthandOptions } from 'fastify';
import type { Logger } from 'pino';
import { admin } from './admin.js';
import { assets } from './assets.js';
import { demo } from './demo.js';
import { beacons, BODY_LIMIT } from './beacon.js';
import { openMeters } from './metrics.js';
import { openPolicy, type AccountRules } from './policy.js';
import type { Config } from '../config.js';
import type { Store } from '../store/store.js';

export interface ServerParts {
  config: Config;
  token: string;
  store: Store;
  rules(account: string): AccountRules;
  log: Logger;
  now(): number;
}

/** The quota's last resort carries up to 60,000 characters in the address (`?d=`). */
const HEADER_LIMIT = 80 * 1024;
const LOOPBACK = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];

/** Builds the server; it does not listen yet. */
export const openServer = async (parts: ServerParts): Promise<FastifyInstance> => {
  const { config, store } = parts;
  const app: FastifyInstance = fastify({
    loggerInstance: parts.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    trustProxy: config.trustProxy ? config.trustProxy.split(/[, ]+/) : false,
    // A body or a header that dribbles in holds a connection: ten and thirty seconds are ample for 64 KiB.
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    http: { maxHeaderSize: HEADER_LIMIT, headersTimeout: 10_000 },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
  }) as unknown as FastifyInstance;
  app.server.maxConnections = 20_000;

  let route: RouteShorthandOptions = {};
  if (config.rateLimit) {
    await app.register(rateLimit, { global: false });
    // A local proxy that is not declared as trusted would make all visitors one address: this machine itself is not limited.
    route = { config: { rateLimit: { max: config.rateLimit, timeWindow: 60_000, allowList: LOOPBACK } } };
  }
  const meters = openMeters(() => 0);
  const policy = openPolicy(parts.rules, config.bots === 'drop', meters.robot);
  await app.register(beacons, { store, policy, meters, now: parts.now, route });
  await app.register(assets, { dist: config.dist, route });
  await app.register(demo, { dist: config.dist, route });
  await app.register(admin, { store, token: parts.token, meters });
  return app;
};
