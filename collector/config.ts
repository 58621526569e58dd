/**
 * Every key of the configuration, in one table: from the environment, or from a JSON file named by RTP_CONFIG_FILE (the
 * environment wins). An unknown key or a wrong value stops the start with a message that names it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isNetwork } from './networks.js';

export interface Config {
  host: string;
  port: number;
  data: string;
  token: string;
  accounts: string;
  facts: string;
  store: string;
  trustProxy: string;
  rateLimit: number;
  newAccounts: number;
  queue: number;
  bots: 'keep' | 'drop';
  retentionDays: number | null;
  publicUrl: string;
  log: string;
  dist: string;
}

interface Key {
  name: string;
  field: keyof Config;
  /** as documented; the effective default where it depends on another key */
  preset: string;
  about: string;
  read(text: string): string | number | null | undefined;
}

const text = (value: string): string | undefined => value || undefined;
const whole =
  (from: number, to: number) =>
  (value: string): number | undefined =>
    /^\d{1,9}$/.test(value) && Number(value) >= from && Number(value) <= to ? Number(value) : undefined;
const oneOf =
  (...names: string[]) =>
  (value: string): string | undefined =>
    names.includes(value) ? value : undefined;

export const KEYS: readonly Key[] = [
  { name: 'HOST', field: 'host', preset: '127.0.0.1', about: 'address to listen on', read: text },
  { name: 'PORT', field: 'port', preset: '8377', about: 'port to listen on; 0: a free one', read: whole(0, 65535) },
  { name: 'RTP_DATA', field: 'data', preset: './data', about: 'folder of the data file and the made token', read: text },
  {
    name: 'RTP_TOKEN',
    field: 'token',
    preset: '',
    about: 'admin token, at least 16 characters; without it one is made at the first start and kept in RTP_DATA/token',
    read: (value) => (value === '' || (value.length >= 16 && /^[\x21-\x7e]+$/.test(value)) ? value : undefined),
  },
  { name: 'RTP_CONFIG', field: 'accounts', preset: './config', about: 'folder of the account files, <account>.json', read: text },
  {
    name: 'RTP_FACTS',
    field: 'facts',
    preset: '',
    about:
      "what the edge knows of a visitor: headers, as country=cf-ipcountry,city=x-city (keys country, state, city, org, isp, industries, abm.code, abm.name), or the path of a module whose default export gets the request's headers; without it nothing is known",
    read: (value) => value,
  },
  {
    name: 'RTP_STORE',
    field: 'store',
    preset: '',
    about: 'path of the data file, or postgres://user:password@host:port/database of one cluster; without it RTP_DATA/rtp.db',
    read: (value) => value,
  },
  {
    name: 'RTP_TRUST_PROXY',
    field: 'trustProxy',
    preset: '',
    about: 'addresses or networks of proxies whose X-Forwarded-For and -Proto are believed, joined by commas; without it none',
    read: (value) => (value === '' || value.split(/[, ]+/).every(isNetwork) ? value : undefined),
  },
  {
    name: 'RTP_RATE_LIMIT',
    field: 'rateLimit',
    preset: '6000',
    about: 'requests a minute from one address to the open paths (not from this machine itself); 0: no limit',
    read: whole(0, 999_999_999),
  },
  {
    name: 'RTP_NEW_ACCOUNTS',
    field: 'newAccounts',
    preset: '1000',
    about: 'accounts without a file that may come up; events of further ones are refused. 0: only accounts with a file',
    read: whole(0, 1_000_000),
  },
  {
    name: 'RTP_QUEUE',
    field: 'queue',
    preset: '20000',
    about: 'events that may wait for a commit; past it 503 with Retry-After',
    read: whole(1, 1_000_000),
  },
  {
    name: 'RTP_BOTS',
    field: 'bots',
    preset: 'keep',
    about: 'keep or drop what comes from a declared robot (counted in /metrics either way)',
    read: oneOf('keep', 'drop'),
  },
  {
    name: 'RTP_RETENTION_DAYS',
    field: 'retentionDays',
    preset: '',
    about: 'days that events are kept where the account file says nothing; without it for ever',
    read: (value) => (value === '' ? null : whole(1, 36_500)(value)),
  },
  {
    name: 'RTP_PUBLIC_URL',
    field: 'publicUrl',
    preset: '',
    about:
      'address under which browsers reach this collector, with its folder where it has one, as https://shop.example/analytics; without it the address that the live page is opened with',
    read: (value) => (value === '' || /^https?:\/\/[\w.:[\]-]+(\/[\w.~-]+)*\/?$/.test(value) ? value.replace(/\/$/, '') : undefined),
  },
  {
    name: 'RTP_LOG',
    field: 'log',
    preset: '',
    about: 'trace, debug, info, warn, error, fatal or silent; without it warn on a terminal, else info',
    read: oneOf('', 'trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
  },
  {
    name: 'RTP_DIST',
    field: 'dist',
    preset: '',
    about: 'folder of the built tag; without it dist/ of this package',
    read: (value) => value,
  },
];

/**
 * Kubernetes tells every container of the namespace's services, and Docker of linked containers, in variables that begin with
 * the service's name: for one called `rtp` or `rtp-…` they look like ours, and are none of our business.
 */
const isOfCluster = (name: string, value: string): boolean =>
  /^RTP_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?|ENV_\w+)$/.test(name) ||
  (/^RTP_(\w+_)?PORT$/.test(name) && /^(tcp|udp|sctp):\/\//.test(value)) ||
  (/^RTP_(\w+_)?NAME$/.test(name) && value.startsWith('/'));

/** A wrong key or value, said in a way that a person can act on. */
export class ConfigError extends Error {}

const readFile = (path: string): Record<string, string> => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    throw new ConfigError(`RTP_CONFIG_FILE ${path}: ${(error as Error).message}`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new ConfigError(`RTP_CONFIG_FILE ${path}: an object of keys and values expected`);
  return Object.fromEntries(
    Object.entries(parsed).map(([name, value]) => {
      if (!KEYS.some((key) => key.name === name))
        throw new ConfigError(`RTP_CONFIG_FILE ${path}: unknown key ${name}; known: ${KEYS.map((key) => key.name).join(', ')}`);
      if (typeof value !== 'string' && typeof value !== 'number')
        throw new ConfigError(`RTP_CONFIG_FILE ${path}: ${name}: a string or a number expected`);
      return [name, String(value)];
    }),
  );
};

/**
 * Reads the configuration.
 * @param env the environment
 * @throws {ConfigError} naming the key, what was found and what is expected
 */
export const readConfig = (env: Record<string, string | undefined>): Config => {
  for (const name of Object.keys(env)) {
    if (isOfCluster(name, env[name] ?? '')) continue;
    if (name.startsWith('RTP_') && name !== 'RTP_CONFIG_FILE' && !KEYS.some((key) => key.name === name)) {
      throw new ConfigError(`${name}: unknown; known: ${KEYS.map((key) => key.name).join(', ')}, RTP_CONFIG_FILE`);
    }
  }
  const file = env.RTP_CONFIG_FILE ? readFile(env.RTP_CONFIG_FILE) : {};
  const config: Record<string, string | number | null> = {};
  for (const key of KEYS) {
    const given = env[key.name] ?? file[key.name] ?? key.preset;
    const value = key.read(given);
    if (value === undefined) {
      // The token is a secret: what was found is not repeated.
      throw new ConfigError(
        `${key.name}: ${key.field === 'token' ? 'not usable' : JSON.stringify(given) + ' is not usable'}; expected: ${key.about}`,
      );
    }
    config[key.field] = value;
  }
  const read = config as unknown as Config;
  read.store ||= join(read.data, 'rtp.db');
  return read;
};
