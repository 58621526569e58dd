/**
 * The tables of the PostgreSQL store, as steps forward (see sqlite/schema.ts, whose tables these are). What differs: texts are
 * keyed by hash (a btree entry has at most 2,704 bytes), counters have shards, one a writing connection, so that no two
 * transactions wait for one row of totals, and since the third step what grows is partitioned by day (sql/partitions.sql).
 */
import { readFileSync } from 'node:fs';
import type { ClientBase } from 'pg';
import { ConfigError } from '../../config.js';

const FIRST = `
CREATE TABLE events (
  seq bigint GENERATED ALWAYS AS IDENTITY,
  page text COLLATE "C" NOT NULL, number integer NOT NULL,
  account text COLLATE "C" NOT NULL, visitor text COLLATE "C", session text COLLATE "C",
  type text COLLATE "C" NOT NULL, value text NOT NULL, url text NOT NULL, referrer text, vars text,
  at bigint NOT NULL, age bigint NOT NULL, arrival text NOT NULL, anonymous boolean NOT NULL, counted boolean NOT NULL,
  PRIMARY KEY (page, number)
);
CREATE UNIQUE INDEX events_seq ON events (seq);
CREATE INDEX events_visitor ON events (account, visitor);
CREATE INDEX events_at ON events USING brin (at);
CREATE TABLE once (session text COLLATE "C" NOT NULL, what text COLLATE "C" NOT NULL, PRIMARY KEY (session, what));
CREATE TABLE seen (day text COLLATE "C" NOT NULL, account text COLLATE "C" NOT NULL, who text COLLATE "C" NOT NULL, PRIMARY KEY (day, account, who));
-- was: the gap before the latest change, so that the statement that changes it can say by how much
CREATE TABLE pages (
  page text COLLATE "C" PRIMARY KEY, account text NOT NULL, day text NOT NULL,
  top integer NOT NULL, have integer NOT NULL, was integer NOT NULL DEFAULT 0
) WITH (fillfactor = 80);
CREATE TABLE days (
  account text COLLATE "C" NOT NULL, day text COLLATE "C" NOT NULL, shard integer NOT NULL,
  stored bigint NOT NULL, events bigint NOT NULL, counted bigint NOT NULL, views bigint NOT NULL, sessions bigint NOT NULL,
  visitors bigint NOT NULL, beacon bigint NOT NULL, rescue bigint NOT NULL, confirmation bigint NOT NULL,
  redelivery bigint NOT NULL, duplicates bigint NOT NULL, gaps bigint NOT NULL, overflow bigint NOT NULL,
  PRIMARY KEY (account, day, shard)
) WITH (fillfactor = 50);
CREATE TABLE day_values (
  account text COLLATE "C" NOT NULL, day text COLLATE "C" NOT NULL, what text COLLATE "C" NOT NULL, shard integer NOT NULL,
  type text NOT NULL, value text NOT NULL, total bigint NOT NULL, counted bigint NOT NULL,
  PRIMARY KEY (account, day, what, shard)
) WITH (fillfactor = 50);
CREATE TABLE day_ages (
  account text COLLATE "C" NOT NULL, day text COLLATE "C" NOT NULL, step integer NOT NULL, shard integer NOT NULL, total bigint NOT NULL,
  PRIMARY KEY (account, day, step, shard)
) WITH (fillfactor = 50);
`;

/** Of 0.1.0, whose store could be spread over several databases: the place of this one among them. */
const SEVERAL = `
CREATE TABLE place (position integer NOT NULL, since bigint NOT NULL, shards integer NOT NULL);
CREATE INDEX events_guests ON events (at) WHERE visitor IS NULL;
`;

const sql = (name: string): string => readFileSync(new URL(`sql/${name}.sql`, import.meta.url), 'utf8');

export const MIGRATIONS: readonly string[] = [FIRST, SEVERAL, sql('days') + sql('store') + sql('partitions')];

/** Class of this software's advisory locks: "rtp". Its numbers from 0 on are the writers' slots. */
export const LOCKS = 0x727470;
/** Numbers in that class: held while tables are changed, and while days are made or dropped. */
const MIGRATING = -1;
export const KEEPING = -2;
/** Offset of the locks that say from which `seq` on rows may not be committed yet (`settled` in read.ts, sql/store.sql). */
export const SEQ_LOCKS = 0x7274700000000000n;

/**
 * The version of the database's tables; 0: it is empty.
 * @throws {ConfigError} when it is not one to be used: a newer collector wrote it, or 0.1.0 spread its visitors over several
 */
export const versionOf = async (client: ClientBase, known = MIGRATIONS.length): Promise<number> => {
  const there = async (table: string): Promise<boolean> =>
    (await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [table])).rows[0]?.there === true;
  if (!(await there('rtp_schema'))) return 0;
  const version = (await client.query<{ version: number }>('SELECT version FROM rtp_schema')).rows[0]?.version ?? 0;
  if (version > known)
    throw new ConfigError(
      `The database has schema version ${version}, this collector knows ${known}: start the newer collector, or restore a backup.`,
    );
  const [part] = (await there('place'))
    ? (await client.query<{ position: number; shards: number }>('SELECT position, shards FROM place')).rows
    : [];
  if (part)
    throw new ConfigError(
      `RTP_STORE: this database is number ${part.position + 1} of ${part.shards} among which version 0.1.0 spread its visitors, and was left as it is. One cluster has all now: see "From several databases to one" in collector/README.md.`,
    );
  return version;
};

/**
 * Brings the database to the present version in one transaction; of collectors that start together one does it.
 * @throws {ConfigError} as `versionOf` does
 */
export const migrate = async (client: ClientBase, migrations: readonly string[] = MIGRATIONS): Promise<void> => {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1::int, $2::int)', [LOCKS, MIGRATING]);
    const version = await versionOf(client, migrations.length);
    for (const step of migrations.slice(version)) await client.query(step);
    if (!version) await client.query('CREATE TABLE IF NOT EXISTS rtp_schema (version integer NOT NULL)');
    if (version < migrations.length) {
      await client.query('DELETE FROM rtp_schema');
      await client.query('INSERT INTO rtp_schema VALUES ($1)', [migrations.length]);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
};
