/** Makes of a file of the present version one as the first release wrote it: what bringing it forward is timed with. */
import { openDatabase } from '../store/sqlite/driver.js';
import { MIGRATIONS } from '../store/sqlite/schema.js';

/** What this knows how to undo. */
const KNOWN = 5;

/** @throws {Error} when the schema has a step that this does not undo */
export const takeBack = (file: string): void => {
  if (MIGRATIONS.length !== KNOWN)
    throw new Error('collector/testing/first-release.ts undoes the steps up to 5 of the schema: add the later ones');
  const db = openDatabase(file);
  db.exec(`
    BEGIN;
    DROP TABLE blocks;
    DROP TABLE minutes;
    ALTER TABLE seen RENAME TO was;
    CREATE TABLE seen (day TEXT NOT NULL, account TEXT NOT NULL, who TEXT NOT NULL, PRIMARY KEY (day, account, who)) WITHOUT ROWID;
    INSERT INTO seen SELECT DISTINCT day, account, who FROM was;
    DROP TABLE was;
    DELETE FROM days WHERE account = '';
    DELETE FROM day_values WHERE account = '';
    PRAGMA user_version = 1;
    COMMIT;
    PRAGMA wal_checkpoint(TRUNCATE)`);
  db.close();
};
