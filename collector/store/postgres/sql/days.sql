-- Partitions by day: made ahead, and merged into `before` when they are old and empty. The server's clock says what day it is: there is one.

CREATE FUNCTION rtp_today() RETURNS date LANGUAGE sql STABLE AS $$ SELECT (now() AT TIME ZONE 'UTC')::date $$;

-- The tables that grow, in the order in which a batch locks them, and what each is partitioned by.
CREATE FUNCTION rtp_tables() RETURNS TABLE (tab text, key text) LANGUAGE sql IMMUTABLE AS $$
  VALUES ('once', 'session'), ('events', 'page'), ('seen', 'day'), ('pages', 'page'), ('day_values', 'day')
$$;

-- Where a day begins in a key: a day as such, or an id that begins with milliseconds.
CREATE FUNCTION rtp_edge(key text, day date) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE key WHEN 'day' THEN to_char(day, 'YYYY-MM-DD') ELSE ((day - date '1970-01-01') * 86400000::bigint)::text END
$$;

-- The days that have a partition of their own, the eldest first.
CREATE FUNCTION rtp_days() RETURNS SETOF date LANGUAGE sql STABLE AS $$
  SELECT to_date(right(c.relname, 8), 'YYYYMMDD') FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
  WHERE i.inhparent = to_regclass('events') AND c.relname ~ '^events_\d{8}$' ORDER BY 1
$$;

-- A statement that moves rows: columns by name, because a table of 0.1.0 has them in an order of its own.
CREATE FUNCTION rtp_move(source text, target text, which text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT format('WITH gone AS (DELETE FROM %I WHERE %s RETURNING *) INSERT INTO %I (%s) SELECT %4$s FROM gone', source, which, target,
    (SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute WHERE attrelid = to_regclass(target) AND attnum > 0 AND NOT attisdropped))
$$;

-- Makes the days that are lacking up to `last`, where `beyond` begins. Its rows of these days move in.
CREATE FUNCTION rtp_make_days(last date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  start date := coalesce((SELECT max(d) + 1 FROM rtp_days() d), rtp_first_day());
  made date;
  tab text;
  key text;
BEGIN
  FOR tab, key IN SELECT * FROM rtp_tables() LOOP
    EXECUTE format('ALTER TABLE %1$I DETACH PARTITION %1$I_beyond', tab);
    FOR made IN SELECT start + n FROM generate_series(0, last - start) n LOOP
      EXECUTE format('CREATE TABLE %1$I_%2$s PARTITION OF %1$I FOR VALUES FROM (%3$L) TO (%4$L)%5$s', tab, to_char(made, 'YYYYMMDD'),
        rtp_edge(key, made), rtp_edge(key, made + 1),
        CASE tab WHEN 'pages' THEN ' WITH (fillfactor = 80)' WHEN 'day_values' THEN ' WITH (fillfactor = 50)' ELSE '' END);
      EXECUTE rtp_move(tab || '_beyond', tab || '_' || to_char(made, 'YYYYMMDD'), format('%I < %L', key, rtp_edge(key, made + 1)));
    END LOOP;
    EXECUTE format('ALTER TABLE %1$I ATTACH PARTITION %1$I_beyond FOR VALUES FROM (%2$L) TO (MAXVALUE)', tab, rtp_edge(key, last + 1));
  END LOOP;
END $$;

-- Where `before` ends.
CREATE FUNCTION rtp_first_day() RETURNS date LANGUAGE sql STABLE AS $$
  SELECT substring(pg_get_expr(relpartbound, oid) FROM 'TO \(''(.*)''\)')::date FROM pg_class WHERE oid = to_regclass('seen_before')
$$;

-- Merges the eldest day, which is empty, into `before`.
CREATE FUNCTION rtp_drop_day() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  gone date := rtp_first_day();
  tab text;
  key text;
BEGIN
  FOR tab, key IN SELECT * FROM rtp_tables() LOOP
    EXECUTE format('ALTER TABLE %1$I DETACH PARTITION %1$I_before', tab);
    EXECUTE rtp_move(tab || '_' || to_char(gone, 'YYYYMMDD'), tab || '_before', 'true');
    EXECUTE format('DROP TABLE %I', tab || '_' || to_char(gone, 'YYYYMMDD'));
    EXECUTE format('ALTER TABLE %1$I ATTACH PARTITION %1$I_before FOR VALUES FROM (MINVALUE) TO (%2$L)', tab, rtp_edge(key, gone + 1));
  END LOOP;
END $$;
