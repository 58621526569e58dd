-- From the tables of 0.1.0 to tables partitioned by day, in one step. A page-view id and a session id begin with the milliseconds at which
-- they were made, so under the collation "C" a range of ids is a day, and the keys stay exact without a column for the day. What 0.1.0
-- stored moves in as the one partition that is before all days; `beyond` takes what is after them: wrong clocks are in these two.
-- Every key has the account, so that a distribution by account can be put underneath.

ALTER TABLE events RENAME TO events_before;
ALTER TABLE events_before DROP CONSTRAINT events_pkey, ALTER COLUMN seq DROP IDENTITY, ADD COLUMN completed smallint NOT NULL DEFAULT 0;
DROP INDEX events_seq, events_guests;
ALTER INDEX events_visitor RENAME TO events_before_visitor;
ALTER INDEX events_at RENAME TO events_before_at;
-- completed: 0, or 1 for a row that got its visitor, session or referrer later; and 2 when it was counted before that, 4 when that
-- brought the session. RETURNING shows only what a row is now, and `xmax` not at all in a partitioned table.
CREATE TABLE events (
  seq bigint GENERATED ALWAYS AS IDENTITY,
  page text COLLATE "C" NOT NULL, number integer NOT NULL,
  account text COLLATE "C" NOT NULL, visitor text COLLATE "C", session text COLLATE "C",
  type text COLLATE "C" NOT NULL, value text NOT NULL, url text NOT NULL, referrer text, vars text,
  at bigint NOT NULL, age bigint NOT NULL, arrival text NOT NULL, anonymous boolean NOT NULL, counted boolean NOT NULL,
  completed smallint NOT NULL DEFAULT 0,
  PRIMARY KEY (page, number, account)
) PARTITION BY RANGE (page);
CREATE INDEX events_seq ON events (seq);
CREATE INDEX events_visitor ON events (account, visitor);
CREATE INDEX events_at ON events USING brin (at) WITH (autosummarize = on);
SELECT setval('events_seq_seq', greatest((SELECT max(seq) FROM events_before), 1), EXISTS (SELECT 1 FROM events_before));

-- What has been counted in a session (page || '~' while the session is not known): account, type and value, hashed. `at`: of the event.
-- 0.1.0 had it without the account and the time: written anew from the events.
ALTER TABLE once RENAME TO once_old;
ALTER TABLE once_old RENAME CONSTRAINT once_pkey TO once_old_pkey;
CREATE TABLE once (
  session text COLLATE "C" NOT NULL, what text COLLATE "C" NOT NULL, account text COLLATE "C" NOT NULL, at bigint NOT NULL,
  PRIMARY KEY (session, what, account)
) PARTITION BY RANGE (session);
CREATE TABLE once_before (LIKE once);

ALTER TABLE seen RENAME TO seen_before;
ALTER TABLE seen_before RENAME CONSTRAINT seen_pkey TO seen_before_pkey;
CREATE TABLE seen (
  day text COLLATE "C" NOT NULL, account text COLLATE "C" NOT NULL, who text COLLATE "C" NOT NULL,
  PRIMARY KEY (day, account, who)
) PARTITION BY RANGE (day);

ALTER TABLE pages RENAME TO pages_before;
ALTER TABLE pages_before DROP CONSTRAINT pages_pkey, ALTER COLUMN account TYPE text COLLATE "C";
CREATE TABLE pages (
  page text COLLATE "C" NOT NULL, account text COLLATE "C" NOT NULL, day text NOT NULL,
  top integer NOT NULL, have integer NOT NULL, was integer NOT NULL DEFAULT 0,
  PRIMARY KEY (page, account)
) PARTITION BY RANGE (page);

-- fresh: this row is the first of its value; RETURNING tells by it.
ALTER TABLE day_values RENAME TO day_values_before;
ALTER TABLE day_values_before RENAME CONSTRAINT day_values_pkey TO day_values_before_pkey;
ALTER TABLE day_values_before ADD COLUMN fresh boolean NOT NULL DEFAULT true;
CREATE TABLE day_values (
  account text COLLATE "C" NOT NULL, day text COLLATE "C" NOT NULL, what text COLLATE "C" NOT NULL, shard integer NOT NULL,
  type text NOT NULL, value text NOT NULL, total bigint NOT NULL, counted bigint NOT NULL, fresh boolean NOT NULL DEFAULT true,
  PRIMARY KEY (account, day, what, shard)
) PARTITION BY RANGE (day);

-- names: values that this shard counts by name. These totals stay for ever and are few: not partitioned.
ALTER TABLE days ADD COLUMN names bigint NOT NULL DEFAULT 0;
UPDATE days d SET names = v.names FROM (SELECT account, day, shard, count(*) AS names FROM day_values_before GROUP BY 1, 2, 3) v
  WHERE v.account = d.account AND v.day = d.day AND v.shard = d.shard;
ALTER TABLE days ALTER stored SET DEFAULT 0, ALTER events SET DEFAULT 0, ALTER counted SET DEFAULT 0, ALTER views SET DEFAULT 0,
  ALTER sessions SET DEFAULT 0, ALTER visitors SET DEFAULT 0, ALTER beacon SET DEFAULT 0, ALTER rescue SET DEFAULT 0,
  ALTER confirmation SET DEFAULT 0, ALTER redelivery SET DEFAULT 0, ALTER duplicates SET DEFAULT 0, ALTER gaps SET DEFAULT 0,
  ALTER overflow SET DEFAULT 0;

-- An empty database has days from today on, and one that is in use from tomorrow on.
DO $$
DECLARE
  start date := CASE WHEN EXISTS (SELECT 1 FROM events_before) THEN rtp_today() + 1 ELSE rtp_today() END;
  tab text;
  key text;
BEGIN
  FOR tab, key IN SELECT * FROM rtp_tables() LOOP
    EXECUTE format('CREATE TABLE %1$I_beyond PARTITION OF %1$I FOR VALUES FROM (%2$L) TO (MAXVALUE)', tab, rtp_edge(key, start));
    EXECUTE rtp_move(tab || '_before', tab || '_beyond', format('%I >= %L', key, rtp_edge(key, start)));
    EXECUTE format('ALTER TABLE %1$I ATTACH PARTITION %1$I_before FOR VALUES FROM (MINVALUE) TO (%2$L)', tab, rtp_edge(key, start));
  END LOOP;
END $$;
INSERT INTO once SELECT coalesce(session, page || '~'), rtp_what(account, type, value), account, min(at) FROM events WHERE counted GROUP BY 1, 2, 3 ORDER BY 1, 2;
DROP TABLE once_old, place;
