/** The collector as a process: reads the configuration, opens the store, serves, and stops without losing an answered event. */
import { isIP, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openFacts } from './accounts/facts.js';
import { AccountError, openAccounts } from './accounts/index.js';
import { ConfigError, readConfig, type Config } from './config.js';
import { openServer } from './http/server.js';
import { openLog } from './log.js';
import { openHistory } from './results/history.js';
import { startTuning } from './results/tuning.js';
import { startRetention } from './retention.js';
import { startProblem } from './start-problem.js';
import { openStore } from './store/open.js';
import { checkDriver } from './store/sqlite/driver.js';
import { openLock } from './store/sqlite/lock.js';
import { adminToken } from './token.js';

const DIST = join(dirname(fileURLToPath(import.meta.url)), '../dist');

const start = async (config: Config): Promise<void> => {
  // What visitors did is for the collector's own user: no file that it makes can be read by another one.
  process.umask(0o077);
  config.dist ||= DIST;
  const log = openLog(config.log || (process.stdout.isTTY ? 'warn' : 'info'));
  const [token, said] = adminToken(config);
  // Without its store a collector can only say 503: better to end, and be started anew.
  const onLost = (error: Error): void => {
    log.fatal({ err: error }, 'the store is lost');
    process.exit(1);
  };
  const facts = await openFacts(config.facts, (error) =>
    log.error({ err: error }, 'RTP_FACTS: the module failed; the visitor is unknown'),
  ).catch((error: Error) => {
    throw new ConfigError(`RTP_FACTS: ${error.message}`);
  });
  const accounts = await openAccounts(config.accounts, log, facts);
  const isFile = !/^\w+:\/\//.test(config.store);
  if (isFile) checkDriver();
  const unlock = isFile ? openLock(config.store, `which listens on ${config.host}:${config.port}`) : () => {};
  const store = await openStore(config.store, { queue: config.queue, onLost, onError: (error) => log.error({ err: error }, 'store') });
  const history = openHistory({ folder: join(config.data, 'shares'), store, accounts });
  const app = await openServer({ config, token, store, accounts, history, log, now: Date.now });
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    accounts.close();
    await store.close();
    unlock();
    throw error;
  }

  const { port } = app.server.address() as AddressInfo;
  const host = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : isIP(config.host) === 6 ? `[${config.host}]` : config.host;
  const address = `http://${host}:${port}/`;

  const stopTuning = startTuning(store, accounts, history, (error) => log.error({ err: error }, 'auto tune'), Date.now);
  const stopRetention = startRetention(store, (account) => accounts.get(account).retentionDays ?? config.retentionDays, log, Date.now);

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await app.close();
    await stopTuning();
    await stopRetention();
    accounts.close();
    await store.close();
    unlock();
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
  // Last: whoever has read it may already stop it.
  process.stdout.write(`rtp collector   ${address}   demo site: ${address}demo/\nadmin token     ${said}\n`);
};

const say = (text: string, error: unknown): void => {
  process.stderr.write(text + '\n');
  // A sentence is for a person; where the fault may be ours, the stack is for us.
  if (/^(trace|debug)$/.test(process.env.RTP_LOG ?? '') && error instanceof Error) process.stderr.write((error.stack ?? '') + '\n');
  process.exitCode = 1;
};

/** Starts; whatever keeps it from that is one sentence. */
export const run = async (): Promise<void> => {
  let config: Config | undefined;
  try {
    config = readConfig(process.env);
    await start(config);
  } catch (error) {
    if (!config || error instanceof ConfigError || error instanceof AccountError) say('Configuration: ' + (error as Error).message, error);
    else say('The collector cannot start: ' + startProblem(error, config), error);
  }
};
