/** The data file's driver is native code, compiled for one version of Node: whether it runs in this one. */
import Database from 'better-sqlite3';
import { ConfigError } from '../../config.js';

/** @param why the driver's own message @returns what to do about it */
export const driverProblem = (why: string): string => {
  const mend = `run 'npm rebuild better-sqlite3' with this Node (${process.versions.node}), or set RTP_STORE to a PostgreSQL address`;
  // 'was compiled against a different Node.js version': the modules were installed by another Node.
  if (/NODE_MODULE_VERSION/.test(why)) return `RTP_STORE: the data file's driver was compiled for another version of Node: ${mend}`;
  // npm can be told not to run install scripts; the driver's is what compiles it.
  if (/bindings file/.test(why)) return `RTP_STORE: the data file's driver was installed without being compiled: ${mend}`;
  return `RTP_STORE: the data file's driver does not load: ${why.split('\n')[0]}; ${mend}`;
};

/** @throws {ConfigError} with one sentence that says what to do, where the driver does not load */
export const checkDriver = (): void => {
  try {
    new Database(':memory:').close();
  } catch (error) {
    throw new ConfigError(driverProblem((error as Error).message));
  }
};
