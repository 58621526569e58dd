-- Stores a batch in one call. Arrays are aligned, an event each, in the order of (page, number, account), which are different. Every
-- statement goes through its keys in order: batches that share ids or sessions wait for each other but never in a ring. Only INSERT
-- touches a partitioned table on the usual way: it finds the partition of a row, where any other statement would open all of them.

-- What is counted once in a session, as a short key.
CREATE FUNCTION rtp_what(account text, type text, value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT left(translate(encode(sha256(convert_to(account || E'\n' || type || E'\n' || value, 'UTF8')), 'base64'), '+/', '-_'), 22)
$$;

CREATE FUNCTION rtp_day_of(at bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT to_char(date '1970-01-01' + floor(at / 86400000.0)::int, 'YYYY-MM-DD')
$$;

-- Events that an overflow report stands for.
CREATE FUNCTION rtp_overflow(type text, value text) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN type = 'overflow' THEN least(coalesce(substring(value FROM '^\["(\d{1,15})'), '0')::bigint, 1000000000) ELSE 0 END
$$;

-- slot: whose row of each counter is written, so that no two connections wait for one; most: values of a day that it counts by name, the
-- rest as `other`. Returns NULL when all were new, else a figure each: 0 new, 1 completed, 2 duplicate.
CREATE FUNCTION rtp_store(slot integer, most integer, other text, pages_ text[], numbers_ integer[], accounts_ text[], visitors_ text[], sessions_ text[],
  types_ text[], texts_ text[], urls_ text[], referrers_ text[], vars_ text[], ats_ bigint[], ages_ bigint[], arrivals_ text[], anonymous_ boolean[],
  whats_ text[], days_ text[], steps_ integer[]) RETURNS text LANGUAGE plpgsql AS $f$
DECLARE
  total integer := cardinality(pages_);
  firsts_ boolean[];
  states_ integer[];
  had_pages text[];
  had_numbers integer[];
  had_accounts text[];
  had_states integer[];
  codes text;
BEGIN
  -- The first of its value in its session. Asked before it is known which events are new; what a known one took is given back below.
  WITH w AS MATERIALIZED (
    SELECT i, coalesce(s, p || '~') AS s, what, a, at, row_number() OVER (PARTITION BY coalesce(s, p || '~') COLLATE "C", what COLLATE "C" ORDER BY i) = 1 AS lead
    FROM unnest(pages_, sessions_, whats_, accounts_, ats_) WITH ORDINALITY AS q (p, s, what, a, at, i)
  ), taken AS (
    INSERT INTO once (session, what, account, at) SELECT s, what, a, at FROM w WHERE lead ORDER BY s COLLATE "C", what COLLATE "C"
    ON CONFLICT DO NOTHING RETURNING session, what
  )
  SELECT array_agg(t.what IS NOT NULL ORDER BY i) INTO firsts_ FROM w LEFT JOIN taken t ON lead AND t.session = w.s AND t.what = w.what;

  -- So that readers who page by `seq` know from where on rows may be missing.
  PERFORM pg_advisory_xact_lock_shared(8247339962924531712 + last_value) FROM events_seq_seq;

  WITH stored AS (
    INSERT INTO events AS e (page, number, account, visitor, session, type, value, url, referrer, vars, at, age, arrival, anonymous, counted)
    SELECT * FROM unnest(pages_, numbers_, accounts_, visitors_, sessions_, types_, texts_, urls_, referrers_, vars_, ats_, ages_, arrivals_, anonymous_, firsts_)
    ON CONFLICT (page, number, account) DO UPDATE SET
      visitor = coalesce(e.visitor, excluded.visitor), session = coalesce(e.session, excluded.session),
      referrer = coalesce(e.referrer, excluded.referrer),
      counted = CASE WHEN e.session IS NULL AND excluded.session IS NOT NULL THEN excluded.counted ELSE e.counted END,
      completed = 1 + CASE WHEN e.counted THEN 2 ELSE 0 END + CASE WHEN e.session IS NULL AND excluded.session IS NOT NULL THEN 4 ELSE 0 END
    WHERE e.visitor IS NULL AND excluded.visitor IS NOT NULL OR e.session IS NULL AND excluded.session IS NOT NULL
      OR e.referrer IS NULL AND excluded.referrer IS NOT NULL
    RETURNING page, number, account, completed
  )
  SELECT array_agg(page), array_agg(number), array_agg(account), array_agg(completed::int) INTO had_pages, had_numbers, had_accounts, had_states FROM stored;

  IF coalesce(cardinality(had_pages), 0) < total OR NOT 0 = ALL (had_states) THEN
    SELECT array_agg(completed ORDER BY i), string_agg(CASE WHEN completed = 0 THEN '0' WHEN completed > 0 THEN '1' ELSE '2' END, '' ORDER BY i) INTO states_, codes
    FROM unnest(pages_, numbers_, accounts_) WITH ORDINALITY AS q (p, n, a, i)
    LEFT JOIN unnest(had_pages, had_numbers, had_accounts, had_states) AS h (p, n, a, completed) USING (p, n, a);
    PERFORM rtp_known(slot, pages_, numbers_, accounts_, sessions_, whats_, firsts_, states_);
    SELECT array_agg(p), array_agg(n), array_agg(a), array_agg(u), array_agg(s), array_agg(t), array_agg(v), array_agg(w), array_agg(x), array_agg(d), array_agg(age), array_agg(f)
    INTO pages_, numbers_, accounts_, visitors_, sessions_, types_, texts_, arrivals_, whats_, days_, steps_, firsts_
    FROM unnest(pages_, numbers_, accounts_, visitors_, sessions_, types_, texts_, arrivals_, whats_, days_, steps_, firsts_, states_)
      AS q (p, n, a, u, s, t, v, w, x, d, age, f, state) WHERE state = 0;
    IF pages_ IS NULL THEN RETURN codes; END IF;
  END IF;

  -- New values past the day's limit are counted together: whoever invents a value a request must not grow the table without end.
  IF EXISTS (
    SELECT 1 FROM (SELECT a, d, count(DISTINCT x) AS n FROM unnest(accounts_, days_, whats_) AS q (a, d, x) GROUP BY 1, 2) q
    JOIN days ON account = a AND day = d AND shard = slot AND names + n > most
  ) OR total > most THEN
    SELECT array_agg(x ORDER BY i), array_agg(v ORDER BY i) INTO whats_, texts_
    FROM rtp_bounded(slot, most, other, accounts_, days_, types_, texts_, whats_) AS b (i, v, x);
  END IF;

  WITH q AS MATERIALIZED (
    SELECT * FROM unnest(pages_, numbers_, accounts_, visitors_, sessions_, types_, texts_, arrivals_, whats_, days_, steps_, firsts_)
      AS q (p, n, a, u, s, t, v, w, x, d, age, f)
  ), people AS (
    INSERT INTO seen (day, account, who)
    SELECT * FROM (SELECT d, a, 's' || s FROM q WHERE s IS NOT NULL UNION SELECT d, a, 'v' || u FROM q WHERE u IS NOT NULL) w (d, a, who)
    ORDER BY d COLLATE "C", a COLLATE "C", who COLLATE "C" ON CONFLICT DO NOTHING RETURNING account, day, who
  ), holes AS (
    INSERT INTO pages (page, account, day, top, have) SELECT p, a, min(d), max(n), count(*) FROM q GROUP BY 1, 2 ORDER BY p COLLATE "C", a COLLATE "C"
    ON CONFLICT (page, account) DO UPDATE SET top = greatest(pages.top, excluded.top), have = pages.have + excluded.have, was = pages.top - pages.have
    RETURNING account, day, top - have - was AS gap
  ), named AS (
    INSERT INTO day_values AS k (account, day, what, shard, type, value, total, counted)
    SELECT a, d, x, slot, min(t), min(v), count(*), count(*) FILTER (WHERE f) FROM q GROUP BY 1, 2, 3 ORDER BY a COLLATE "C", d COLLATE "C", x COLLATE "C"
    ON CONFLICT (account, day, what, shard) DO UPDATE SET total = k.total + excluded.total, counted = k.counted + excluded.counted, fresh = false
    RETURNING account, day, fresh
  ), old AS (
    INSERT INTO day_ages (account, day, step, shard, total) SELECT a, d, age, slot, count(*) FROM q GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (account, day, step, shard) DO UPDATE SET total = day_ages.total + excluded.total
  )
  INSERT INTO days AS k (account, day, shard, stored, events, counted, views, beacon, rescue, confirmation, redelivery, overflow, sessions, visitors, gaps, names)
  SELECT account, day, slot, sum(stored), sum(events), sum(counted), sum(views), sum(beacon), sum(rescue), sum(confirmation), sum(redelivery), sum(overflow),
    sum(sessions), sum(visitors), sum(gaps), sum(names)
  FROM (
    SELECT a, d, count(*), count(*) FILTER (WHERE t = 'event'), count(*) FILTER (WHERE t = 'event' AND f), count(*) FILTER (WHERE t = 'view'),
      count(*) FILTER (WHERE w = 'beacon'), count(*) FILTER (WHERE w = 'rescue'), count(*) FILTER (WHERE w = 'confirmation'),
      count(*) FILTER (WHERE w = 'redelivery'), sum(rtp_overflow(t, v)), 0, 0, 0, 0 FROM q GROUP BY 1, 2
    UNION ALL SELECT account, day, 0, 0, 0, 0, 0, 0, 0, 0, 0, count(*) FILTER (WHERE who < 't'), count(*) FILTER (WHERE who > 't'), 0, 0 FROM people GROUP BY 1, 2
    UNION ALL SELECT account, day, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, sum(gap), 0 FROM holes GROUP BY 1, 2
    UNION ALL SELECT account, day, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, count(*) FILTER (WHERE fresh) FROM named GROUP BY 1, 2
  ) z (account, day, stored, events, counted, views, beacon, rescue, confirmation, redelivery, overflow, sessions, visitors, gaps, names)
  GROUP BY 1, 2 ORDER BY account COLLATE "C", day COLLATE "C"
  ON CONFLICT (account, day, shard) DO UPDATE SET stored = k.stored + excluded.stored, events = k.events + excluded.events, counted = k.counted + excluded.counted,
    views = k.views + excluded.views, beacon = k.beacon + excluded.beacon, rescue = k.rescue + excluded.rescue, confirmation = k.confirmation + excluded.confirmation,
    redelivery = k.redelivery + excluded.redelivery, overflow = k.overflow + excluded.overflow, sessions = k.sessions + excluded.sessions,
    visitors = k.visitors + excluded.visitors, gaps = k.gaps + excluded.gaps, names = k.names + excluded.names;
  RETURN codes;
END $f$;

-- Books what a batch brought that was known: duplicates, and rows that were completed. `states_`: NULL for a duplicate, 0 for a new one, else
-- what events.completed says. Here a plan is made each time (EXECUTE), for the days of these pages alone.
CREATE FUNCTION rtp_known(slot integer, pages_ text[], numbers_ integer[], accounts_ text[], sessions_ text[], whats_ text[], firsts_ boolean[], states_ integer[])
RETURNS void LANGUAGE plpgsql AS $f$
DECLARE
  back_sessions text[];
  back_whats text[];
  known_pages text[];
  known_numbers integer[];
  known_accounts text[];
  known_states integer[];
BEGIN
  SELECT array_agg(coalesce(s, p || '~')), array_agg(x) INTO back_sessions, back_whats
  FROM unnest(pages_, sessions_, whats_, firsts_, states_) AS q (p, s, x, f, state) WHERE f AND (state IS NULL OR state > 0 AND state & 4 = 0);
  IF back_sessions IS NOT NULL THEN
    EXECUTE 'DELETE FROM once WHERE session = ANY ($1) AND (session, what) IN (SELECT * FROM unnest($1, $2))' USING back_sessions, back_whats;
  END IF;
  SELECT array_agg(p), array_agg(n), array_agg(a), array_agg(coalesce(state, 0)) INTO known_pages, known_numbers, known_accounts, known_states
  FROM unnest(pages_, numbers_, accounts_, states_) AS q (p, n, a, state) WHERE state IS DISTINCT FROM 0;
  EXECUTE $q$
    WITH e AS MATERIALIZED (
      SELECT e.account, rtp_day_of(at) AS day, type, value, session, visitor, state, CASE WHEN state > 0 THEN counted::int - (state & 2 > 0)::int ELSE 0 END AS change
      FROM events e JOIN unnest($1, $2, $3, $4) AS q (page, number, account, state) USING (page, number, account) WHERE e.page = ANY ($1)
    ), people AS (
      INSERT INTO seen (day, account, who) SELECT DISTINCT day, account, who FROM e, LATERAL (VALUES ('s' || session), ('v' || visitor)) w (who)
      WHERE state > 0 AND who IS NOT NULL ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING RETURNING day, account, who
    ), named AS (
      INSERT INTO day_values AS k (account, day, what, shard, type, value, total, counted)
      SELECT account, day, rtp_what(account, type, value), $5, min(type), min(value), 0, sum(change) FROM e WHERE change <> 0 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
      ON CONFLICT (account, day, what, shard) DO UPDATE SET counted = k.counted + excluded.counted
    )
    INSERT INTO days AS k (account, day, shard, duplicates, counted, sessions, visitors)
    SELECT account, day, $5, sum(duplicates), sum(counted), sum(sessions), sum(visitors) FROM (
      SELECT account, day, 1, CASE WHEN type = 'event' THEN change ELSE 0 END, 0, 0 FROM e
      UNION ALL SELECT account, day, 0, 0, (who < 't')::int, (who > 't')::int FROM people
    ) z (account, day, duplicates, counted, sessions, visitors) GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (account, day, shard) DO UPDATE SET duplicates = k.duplicates + excluded.duplicates, counted = k.counted + excluded.counted,
      sessions = k.sessions + excluded.sessions, visitors = k.visitors + excluded.visitors
  $q$ USING known_pages, known_numbers, known_accounts, known_states, slot;
END $f$;

-- The values of a batch as they are counted: by name as far as the day's limit goes. What campaigns report has twice the room (see counts.ts).
CREATE FUNCTION rtp_bounded(slot integer, most integer, other text, accounts_ text[], days_ text[], types_ text[], texts_ text[], whats_ text[])
RETURNS TABLE (i bigint, value text, what text) LANGUAGE plpgsql AS $f$
BEGIN
  RETURN QUERY EXECUTE $q$
    WITH q AS (SELECT * FROM unnest($4, $5, $6, $7, $8) WITH ORDINALITY AS q (a, d, t, v, x, i)),
    strange AS (
      SELECT a, d, x, min(t) AS t, row_number() OVER (PARTITION BY a, d ORDER BY min(i)) AS n FROM q
      WHERE NOT EXISTS (SELECT 1 FROM day_values k WHERE k.account = a AND k.day = d AND k.what = x AND k.shard = $1 AND k.day = ANY ($5)) GROUP BY 1, 2, 3
    ),
    over AS (SELECT s.a, s.d, s.x FROM strange s LEFT JOIN days ON account = s.a AND day = s.d AND shard = $1
      WHERE s.n + coalesce(names, 0) > CASE WHEN starts_with(s.t, 'campaign-') THEN 2 ELSE 1 END * $2)
    SELECT q.i, CASE WHEN over.x IS NULL THEN q.v ELSE $3 END, CASE WHEN over.x IS NULL THEN q.x ELSE rtp_what(q.a, q.t, $3) END
    FROM q LEFT JOIN over USING (a, d, x)
  $q$ USING slot, most, other, accounts_, days_, types_, texts_, whats_;
END $f$;
