/** The admin token: given, or made at the first start and kept beside the data. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Config } from './config.js';

/** @returns the token, and what the greeting says about it */
export const adminToken = (config: Config): [token: string, said: string] => {
  if (config.token) return [config.token, 'the one of RTP_TOKEN'];
  const file = join(config.data, 'token');
  if (existsSync(file)) return [readFileSync(file, 'utf8').trim(), `in ${file}`];
  const token = randomBytes(24).toString('base64url');
  mkdirSync(config.data, { recursive: true });
  writeFileSync(file, token + '\n', { mode: 0o600, flag: 'wx' });
  return [token, `${token}  (kept in ${file})`];
};
