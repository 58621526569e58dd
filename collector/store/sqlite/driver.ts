/**
 * The data file's driver is native code, in two editions.
 *
 * Where Node has Node-API 10 (22.14 and newer) it is better-sqlite3 13, which is compiled once for all of them. Its edition 12 must
 * not run there: from Node 24.19 on it ends the process when a statement is collected as garbage at a moment without JavaScript
 * on the stack ("Assertion failed: (env) != nullptr", WiseLibs/better-sqlite3#1515). Older Nodes have edition 12, since 13 ends
 * the process in them (#1514).
 */
import type BetterSqlite from 'better-sqlite3';
import { createRequire } from 'node:module';
import { ConfigError } from '../../config.js';

/** @param api the version of Node-API, as `process.versions.napi` says it @returns the name under which package.json installs the driver */
export const driverName = (api = process.versions.napi): string => (Number(api) >= 10 ? 'better-sqlite3-napi' : 'better-sqlite3');

const require = createRequire(import.meta.url);

/**
 * @param file path, or ':memory:'
 * @throws {Error} the driver's, when it does not load or the file cannot be opened
 */
export const openDatabase = (file: string, options?: BetterSqlite.Options): BetterSqlite.Database =>
  new (require(driverName()) as typeof BetterSqlite)(file, options);

/** @param why the driver's own message @returns what to do about it */
export const driverProblem = (why: string, name = driverName()): string => {
  const mend = `run 'npm rebuild ${name}' with this Node (${process.versions.node}), or set RTP_STORE to a PostgreSQL address`;
  // It is an optional dependency, because no Node needs both: npm goes on when it cannot be compiled, or is told to leave such out.
  if (/^Cannot find module 'better-sqlite3/.test(why))
    return `RTP_STORE: the data file's driver is not installed: run 'npm install --include=optional' with this Node (${process.versions.node}), or set RTP_STORE to a PostgreSQL address`;
  // 'was compiled against a different Node.js version': the modules were installed by another Node.
  if (/NODE_MODULE_VERSION/.test(why)) return `RTP_STORE: the data file's driver was compiled for another version of Node: ${mend}`;
  // npm can be told not to run install scripts; the driver's is what compiles it.
  if (/bindings file|better_sqlite3\.node'/.test(why))
    return `RTP_STORE: the data file's driver was installed without being compiled: ${mend}`;
  return `RTP_STORE: the data file's driver does not load: ${why.split('\n')[0]}; ${mend}`;
};

/** @throws {ConfigError} with one sentence that says what to do, where the driver does not load */
export const checkDriver = (): void => {
  try {
    openDatabase(':memory:').close();
  } catch (error) {
    throw new ConfigError(driverProblem((error as Error).message));
  }
};
