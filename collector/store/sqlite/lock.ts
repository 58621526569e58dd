/**
 * One process for one data file. The lock is a transaction that stays open on a small database beside it: the system ends it
 * with the process, however that ends, so `kill -9` leaves nothing behind to be tidied up. Readers are let in (SQLite's RESERVED
 * lock), so a second collector can say who the first is.
 */
import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { ConfigError } from '../../config.js';
import { makeFolder } from '../../make-folder.js';
import { openDatabase } from './driver.js';

/** ms that a former process may take to end. */
const PATIENCE = 2000;

/** The same file has the same lock by whatever link it is named. */
const placeOf = (file: string): string => (existsSync(file) ? realpathSync(file) : join(realpathSync(dirname(file)), basename(file)));

/**
 * @param file path of the data file, which need not be there yet
 * @param about where this collector listens, for whoever comes second
 * @returns what lets go of it
 * @throws {ConfigError} naming the process that has it; any other error is of the folder
 */
export const openLock = (file: string, about: string): (() => void) => {
  makeFolder(dirname(file));
  const path = placeOf(file);
  if (existsSync(path) && statSync(path).isDirectory())
    throw new ConfigError(`RTP_STORE: ${file} is a folder; the path of a data file is expected, as in ${join(file, 'rtp.db')}`);
  // SQLite would only say that it cannot open the file.
  accessSync(dirname(path), constants.W_OK);
  if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK);
  const db = openDatabase(path + '-lock', { timeout: PATIENCE });
  const holder = (): string => {
    try {
      return db.prepare('SELECT who FROM holder').pluck().get() as string;
    } catch {
      return 'a process that has just begun';
    }
  };
  try {
    db.exec('BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS holder (who TEXT NOT NULL); DELETE FROM holder');
    const who = `process ${process.pid} on ${hostname()}, ${about}, since ${new Date().toISOString()}`;
    db.prepare('INSERT INTO holder VALUES (?)').run(who);
    db.exec('COMMIT; BEGIN IMMEDIATE');
  } catch (error) {
    const { code } = error as { code?: string };
    const who = code?.startsWith('SQLITE_BUSY') ? holder() : undefined;
    db.close();
    if (who === undefined) throw error;
    throw new ConfigError(
      `RTP_STORE: the data file ${file} is in use by another collector: ${who}. Stop that one first, or give this one a folder of its own by RTP_DATA.`,
    );
  }
  return () => db.close();
};
