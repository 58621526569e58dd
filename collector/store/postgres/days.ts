/** Partitions by day: made three days ahead, and the eldest merged into what is before all days once it is empty. */
import type { ClientBase } from 'pg';
import type { Link } from './link.js';
import { KEEPING, LOCKS } from './schema.js';

/** Days made ahead: a visitor's clock may be a little fast, and a collector away for a while. */
const AHEAD = 3;
/** Days behind: what a tag delivers late finds its day. */
const BEHIND = 9;
/** Bytes of what is before all days up to which it is worth a merge: it is read through for that. */
const SMALL = 64 * 2 ** 20;
/** Tries at a lock that others hold, each of 2 s: who waits for a table longer would hold up all who come after. */
const TRIES = 5;

/**
 * Runs `work` as the only one that changes partitions, again where a table was in use.
 * @throws {Error} with the code 55P03 when it was in use each time
 */
export const alone = async <T>(link: Link, work: (client: ClientBase) => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries++) {
    try {
      return await link.run(async (client) => {
        await client.query(`SET LOCAL lock_timeout = '2s'`);
        await client.query('SELECT pg_advisory_xact_lock($1::int, $2::int)', [LOCKS, KEEPING]);
        return work(client);
      });
    } catch (error) {
      if ((error as { code?: string }).code !== '55P03' || tries === TRIES) throw error;
    }
  }
};

/** Makes the days that are lacking; whichever collector comes first does it. */
const makeDays = async (link: Link): Promise<void> =>
  alone(link, async (client) => {
    await client.query(
      `SELECT rtp_make_days(rtp_today() + $1::int) WHERE coalesce((SELECT max(d) FROM rtp_days() d), rtp_first_day() - 1) < rtp_today() + $1::int`,
      [AHEAD],
    );
  });

const TABLES = ['once', 'events', 'seen', 'pages', 'day_values'];

/** The partitions of a day (YYYY-MM-DD), as they are locked by a batch: in this order. */
export const partsOf = (day: string): string[] => TABLES.map((table) => `${table}_${day.replaceAll('-', '')}`);

const mergeDays = async (link: Link): Promise<void> => {
  for (;;) {
    const merged = await alone(link, async (client) => {
      const { rows } = await client.query<{ day: string }>(
        `SELECT to_char(min(d), 'YYYY-MM-DD') AS day FROM rtp_days() d HAVING min(d) < rtp_today() - $1::int
           AND (SELECT sum(pg_relation_size(t || '_before')) FROM unnest($2::text[]) t) < $3`,
        [BEHIND, TABLES, SMALL],
      );
      const day = rows[0]?.day;
      if (day === undefined) return false;
      const parts = partsOf(day);
      const { rows: filled } = await client.query(parts.map((part) => `(SELECT 1 FROM ${part} LIMIT 1)`).join(' UNION ALL '));
      if (filled.length) return false;
      await client.query('SELECT rtp_drop_day()');
      return true;
    });
    if (!merged) return;
  }
};

/** At the start and every hour. @param link a connection of its own */
export const keepDays = async (link: Link): Promise<void> => {
  await makeDays(link);
  await mergeDays(link);
};
