/** Questions to the embedded store. Runs in the reading thread, so that a long export holds up neither ingest nor HTTP. */
import type { Database } from 'better-sqlite3';
import { quantile } from '../ages.js';
import { unpack, type RawRow } from './row.js';
import type { DayStats, EventQuery, Meeting, StoredRow, ValueDay, ValueStats } from '../store.js';
import type { EventType } from '../../../core/wire.js';

interface DayRow extends Omit<DayStats, 'arrivals' | 'ageMedian' | 'ageP99'> {
  beacon: number;
  rescue: number;
  confirmation: number;
  redelivery: number;
}

export interface Reader {
  events(query: EventQuery): StoredRow[];
  days(account: string | null, sinceDay: string | null): DayStats[];
  values(account: string | null, limit: number): ValueStats[];
  valueDays(type: string, since: string, account: string | null): ValueDay[];
  valueDaysOf(type: string, since: string, account: string, first: string): ValueDay[];
  met(account: string, visitor: string): Meeting[];
  clicks(account: string, visitor: string, since: number): StoredRow[];
  /** `seq` of rows of the account: of one visitor, or older than `before` (ms) */
  find(account: string, by: { visitor: string } | { before: number }, after: number, limit: number): number[];
}

export const openReader = (db: Database): Reader => {
  const days = db.prepare(
    'SELECT * FROM days WHERE (@account IS NULL OR account = @account) AND (@since IS NULL OR day >= @since) ORDER BY day, account',
  );
  const ages = db.prepare('SELECT step, total FROM day_ages WHERE account = ? AND day = ?');
  const values = db.prepare(
    `SELECT account, type, value, sum(total) AS "all", sum(counted) AS counted FROM day_values WHERE @account IS NULL OR account = @account
     GROUP BY account, type, value HAVING sum(total) > 0 ORDER BY 4 DESC, account, type, value LIMIT @limit`,
  );
  const valueDays = db.prepare(
    `SELECT day, type, value, sum(total) AS "all", sum(counted) AS counted FROM day_values
     WHERE (@account IS NULL OR account = @account) AND day >= @since AND type = @type AND total > 0
     GROUP BY day, type, value ORDER BY day, value LIMIT 20000`,
  );
  // Day by day, and in each only the values that begin so: a day may have ten thousand others.
  const valueDaysOf = db.prepare(
    `SELECT v.day, v.type, v.value, v.total AS "all", v.counted FROM days d CROSS JOIN day_values v
     ON v.account = d.account AND v.day = d.day AND v.type = @type AND v.value >= @from AND v.value < @to
     WHERE d.account = @account AND d.day >= @since AND v.total > 0 ORDER BY v.day, v.value`,
  );
  const met = db.prepare(
    `SELECT value, at, session FROM events WHERE type = 'campaign-met' AND account = ? AND visitor = ? ORDER BY seq LIMIT 5000`,
  );
  const clicks = db.prepare(
    `SELECT * FROM events INDEXED BY events_clicks WHERE type = 'content-click' AND account = ? AND visitor = ? AND at >= ? ORDER BY seq DESC LIMIT 200`,
  );
  const byVisitor = db.prepare('SELECT seq FROM events WHERE seq > ? AND account = ? AND visitor = ? ORDER BY seq LIMIT ?').pluck();
  const byAge = db.prepare('SELECT seq FROM events WHERE seq > ? AND account = ? AND at < ? ORDER BY seq LIMIT ?').pluck();

  return {
    events: (query) => {
      const where: string[] = [];
      const args: (string | number)[] = [];
      const add = (sql: string, arg: string | number | undefined): void => {
        if (arg === undefined) return;
        where.push(sql);
        args.push(arg);
      };
      add('account = ?', query.account);
      add('session = ?', query.session);
      add('visitor = ?', query.visitor);
      add('type = ?', query.type);
      add('at >= ?', query.since);
      add('seq > ?', query.after);
      // With `after` the next ones, without it the latest; in order of arrival either way.
      const order = query.after === undefined ? 'DESC' : 'ASC';
      const rows = db
        .prepare(`SELECT * FROM events ${where.length ? 'WHERE ' + where.join(' AND ') : ''} ORDER BY seq ${order} LIMIT ?`)
        .all(...args, query.limit) as RawRow[];
      if (order === 'DESC') rows.reverse();
      return rows.map(unpack);
    },
    days: (account, sinceDay) =>
      (days.all({ account, since: sinceDay }) as DayRow[]).map(({ beacon, rescue, confirmation, redelivery, ...row }) => {
        const steps = (ages.all(row.account, row.day) as { step: number; total: number }[]).map((a) => [a.step, a.total] as const);
        return {
          ...row,
          arrivals: { beacon, rescue, confirmation, redelivery },
          ageMedian: quantile(steps, 0.5),
          ageP99: quantile(steps, 0.99),
        };
      }),
    values: (account, limit) =>
      (values.all({ account, limit }) as { account: string; type: EventType; value: string; all: number; counted: number }[]).map(
        (row) => ({
          ...row,
          value: JSON.parse(row.value) as string[],
        }),
      ),
    valueDays: (type, since, account) =>
      (valueDays.all({ type, since, account }) as (Omit<ValueDay, 'value'> & { value: string })[]).map((row) => ({
        ...row,
        value: JSON.parse(row.value) as string[],
      })),
    valueDaysOf: (type, since, account, first) => {
      // What begins so is followed by a comma or the list's end, and both stand before '^'.
      const from = JSON.stringify([first]).slice(0, -1);
      return (valueDaysOf.all({ type, since, account, from, to: from + '^' }) as (Omit<ValueDay, 'value'> & { value: string })[]).map(
        (row) => ({
          ...row,
          value: JSON.parse(row.value) as string[],
        }),
      );
    },
    met: (account, visitor) =>
      (met.all(account, visitor) as (Omit<Meeting, 'value'> & { value: string })[]).map((row) => ({
        ...row,
        value: JSON.parse(row.value) as string[],
      })),
    clicks: (account, visitor, since) => (clicks.all(account, visitor, since) as RawRow[]).reverse().map(unpack),
    find: (account, by, after, limit) =>
      ('visitor' in by ? byVisitor.all(after, account, by.visitor, limit) : byAge.all(after, account, by.before, limit)) as number[],
  };
};
