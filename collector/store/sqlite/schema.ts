/**
 * The tables of the embedded store, as steps forward: step N brings a file of version N to N + 1. A released step is
 * never edited; a change is a new step at the end.
 *
 * Nothing that a page of ours shows is counted by reading `events`: counts are kept at write time, in the transaction
 * that stores the event (a full scan of a million rows costs seconds, the rollup a millisecond).
 */
import type { Database } from 'better-sqlite3';

const FIRST = `
-- One row an event. \`seq\` is the order of arrival and the rowid: feeds page by it. Page ids start with the time, so the
-- unique index grows at its end.
CREATE TABLE events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  page TEXT NOT NULL, number INTEGER NOT NULL,
  account TEXT NOT NULL, visitor TEXT, session TEXT,
  type TEXT NOT NULL, value TEXT NOT NULL,
  url TEXT NOT NULL, referrer TEXT, vars TEXT,
  at INTEGER NOT NULL, age INTEGER NOT NULL, arrival TEXT NOT NULL,
  anonymous INTEGER NOT NULL, counted INTEGER NOT NULL
);
CREATE UNIQUE INDEX events_id ON events (page, number);

-- What has been counted in a session ('~' + page where the session is not known yet): account, type and value.
CREATE TABLE once (session TEXT NOT NULL, what TEXT NOT NULL, PRIMARY KEY (session, what)) WITHOUT ROWID;

-- Sessions ('s' + id) and visitors ('v' + id) of a day, so that each is counted once in it.
CREATE TABLE seen (day TEXT NOT NULL, account TEXT NOT NULL, who TEXT NOT NULL, PRIMARY KEY (day, account, who)) WITHOUT ROWID;

-- Highest number and rows of each page view: the difference is its gap, booked on the day of its first event.
CREATE TABLE pages (
  page TEXT PRIMARY KEY, account TEXT NOT NULL, day TEXT NOT NULL, top INTEGER NOT NULL, have INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE days (
  account TEXT NOT NULL, day TEXT NOT NULL,
  stored INTEGER NOT NULL DEFAULT 0, events INTEGER NOT NULL DEFAULT 0, counted INTEGER NOT NULL DEFAULT 0,
  views INTEGER NOT NULL DEFAULT 0, sessions INTEGER NOT NULL DEFAULT 0, visitors INTEGER NOT NULL DEFAULT 0,
  beacon INTEGER NOT NULL DEFAULT 0, rescue INTEGER NOT NULL DEFAULT 0,
  confirmation INTEGER NOT NULL DEFAULT 0, redelivery INTEGER NOT NULL DEFAULT 0,
  duplicates INTEGER NOT NULL DEFAULT 0, gaps INTEGER NOT NULL DEFAULT 0, overflow INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account, day)
) WITHOUT ROWID;

CREATE TABLE day_values (
  account TEXT NOT NULL, day TEXT NOT NULL, type TEXT NOT NULL, value TEXT NOT NULL,
  total INTEGER NOT NULL DEFAULT 0, counted INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account, day, type, value)
) WITHOUT ROWID;

-- Ages on arrival, in steps of a ninth: enough for a median and a p99 (see ages.ts).
CREATE TABLE day_ages (
  account TEXT NOT NULL, day TEXT NOT NULL, step INTEGER NOT NULL, total INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account, day, step)
) WITHOUT ROWID;
`;

/** Of the meetings with campaigns, by visitor: a server's event is looked up by it. No other event is in it. */
const MET = `CREATE INDEX events_met ON events (account, visitor) WHERE type = 'campaign-met';`;

/** Conversions ask for a visitor's clicks on recommendations, which are few. */
const CLICKS = `CREATE INDEX events_clicks ON events (account, visitor) WHERE type = 'content-click'`;

/**
 * One index by visitor instead of those two serves whoever asks for one: also the erasure, which read the whole file. The one by account finds
 * the rows of a small one in order of arrival. Totals of all accounts together stand under the empty name (EVERYBODY in counts.ts), and the
 * last hour's events are counted by minute. What a file of before has of that hour is among its latest rows.
 */
const MINUTE = `SELECT at / 60000, {account}, count(*), sum(counted) FROM events
  WHERE seq > (SELECT max(seq) FROM events) - 20000 AND type = 'event' GROUP BY 1, 2`;
const QUICK = `
DROP INDEX events_met;
DROP INDEX events_clicks;
CREATE INDEX events_visitor ON events (account, visitor);
CREATE INDEX events_account ON events (account);
CREATE TABLE minutes (
  minute INTEGER NOT NULL, account TEXT NOT NULL, total INTEGER NOT NULL, counted INTEGER NOT NULL, PRIMARY KEY (minute, account)
) WITHOUT ROWID;
INSERT INTO minutes ${MINUTE.replace('{account}', 'account')};
INSERT INTO minutes ${MINUTE.replace('{account}', "''")};
INSERT INTO days SELECT '', day, sum(stored), sum(events), sum(counted), sum(views), sum(sessions), sum(visitors), sum(beacon), sum(rescue),
  sum(confirmation), sum(redelivery), sum(duplicates), sum(gaps), sum(overflow) FROM days GROUP BY day;
INSERT INTO day_values SELECT '', day, type, value, sum(total), sum(counted) FROM day_values GROUP BY day, type, value HAVING sum(total) > 0;
`;

/**
 * Those two indexes cost a row an event each, the one by visitor in another place of the file each time. Blocks of rows (stretches.ts) stand
 * for the one by account, and page views in `seen` (seen.ts) for the other one, and for one by session.
 */
const NOTED = `
DROP INDEX events_visitor;
DROP INDEX events_account;
DROP TABLE seen;
CREATE TABLE seen (
  day TEXT NOT NULL, account TEXT NOT NULL, who TEXT NOT NULL, page TEXT NOT NULL, PRIMARY KEY (day, account, who, page)
) WITHOUT ROWID;
CREATE TABLE blocks (
  stretch INTEGER NOT NULL, account TEXT NOT NULL, block INTEGER NOT NULL, PRIMARY KEY (stretch, account, block)
) WITHOUT ROWID;
INSERT OR IGNORE INTO seen SELECT date(at / 1000, 'unixepoch'), account, 's' || session, page FROM events WHERE session IS NOT NULL;
INSERT OR IGNORE INTO seen SELECT date(at / 1000, 'unixepoch'), account, 'v' || visitor, page FROM events WHERE visitor IS NOT NULL;
INSERT OR IGNORE INTO blocks SELECT seq >> 14, account, seq >> 6 FROM events;
`;

/** Steps from an empty file to the present version. */
export const MIGRATIONS: readonly string[] = [FIRST, MET, CLICKS, QUICK, NOTED];

/**
 * Brings a file to the present version, each step in its own transaction.
 * @throws {Error} when the file was written by a newer collector
 */
export const migrate = (db: Database, migrations: readonly string[] = MIGRATIONS): void => {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > migrations.length) {
    throw new Error(
      `The data file has schema version ${version}, this collector knows ${migrations.length}: start the newer collector, or restore a backup.`,
    );
  }
  migrations.slice(version).forEach((step, index) => {
    db.transaction(() => {
      db.exec(step);
      db.pragma(`user_version = ${version + index + 1}`);
    })();
  });
};
