/** The admin token: given, or made at the first start and kept beside the data. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Config } from './config.js';
import { makeFolder } from './make-folder.js';

const fileOf = (config: Config): string => join(config.data, 'token');

/** The token of a collector that was started before. @returns undefined where this configuration has none */
export const knownToken = (config: Config): string | undefined =>
  config.token || (existsSync(fileOf(config)) ? readFileSync(fileOf(config), 'utf8').trim() : undefined);

/** The collector's own: made where there is none. @returns the token, and what the greeting says about it */
export const adminToken = (config: Config): [token: string, said: string] => {
  const file = fileOf(config);
  const known = knownToken(config);
  if (known) return [known, config.token ? 'the one of RTP_TOKEN' : `in ${file}`];
  const token = randomBytes(24).toString('base64url');
  // An empty one is what a full disk leaves.
  if (existsSync(file)) rmSync(file);
  makeFolder(config.data);
  writeFileSync(file, token + '\n', { mode: 0o600, flag: 'wx' });
  return [token, `${token}  (kept in ${file})`];
};
