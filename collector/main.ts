/** `npm start`: reads the configuration, opens the store, serves, and stops without losing an answered event. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { ConfigError, makeToken, readConfig, type Config } from './config.js';
import { openServer } from './http/server.js';
import { openStore } from './store/open.js';

const DIST = join(dirname(fileURLToPath(import.meta.url)), '../dist');

/** The admin token, and what the greeting says about it. */
const adminToken = (config: Config): [token: string, said: string] => {
  if (config.token) return [config.token, 'the one of RTP_TOKEN'];
  const file = join(config.data, 'token');
  if (existsSync(file)) return [readFileSync(file, 'utf8').trim(), `in ${file}`];
  const token = makeToken();
  mkdirSync(config.data, { recursive: true });
  writeFileSync(file, token + '\n', { mode: 0o600, flag: 'wx' });
  return [token, `${token}  (kept in ${file})`];
};

const start = async (): Promise<void> => {
  const config = readConfig(process.env);
  config.dist ||= DIST;
  // The greeting is for a person, the log for a machine: standard output and standard error.
  const log = pino({ level: config.log || (process.stdout.isTTY ? 'warn' : 'info') }, pino.destination({ dest: 2, sync: true }));
  const [token, said] = adminToken(config);
  const store = await openStore(config.store, { queue: config.queue });
  const rules = { enabled: true, honourDnt: false, origins: null, retentionDays: config.retentionDays };
  const app = await openServer({ config, token, store, rules: () => rules, names: () => ({}), log, now: Date.now });
  await app.listen({ host: config.host, port: config.port });

  const { port } = app.server.address() as AddressInfo;
  const host = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : isIP(config.host) === 6 ? `[${config.host}]` : config.host;
  const address = `http://${host}:${port}/`;
  process.stdout.write(`rtp collector   ${address}   demo site: ${address}demo/\nadmin token     ${said}\n`);

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await app.close();
    await store.close();
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
};

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 11) || major > 22) {
  // The store's driver is built for these; with another one it would crash at its first use.
  process.stderr.write(`Node ${process.versions.node} cannot run this collector: it needs Node 20.11 or newer, below 23.\n`);
  process.exitCode = 1;
} else {
  start().catch((error: Error) => {
    process.stderr.write((error instanceof ConfigError ? 'Configuration: ' + error.message : (error.stack ?? error.message)) + '\n');
    process.exitCode = 1;
  });
}
