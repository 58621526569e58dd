/** The counts of a day, gathered over one transaction and written to the connection's own shard of the counters. */
import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { stepOf } from '../ages.js';
import { COLUMNS, MAX_VALUES_A_DAY, OTHER, overflowOf, type Column, type Counted } from '../counts.js';
import { dayOf } from '../day.js';

const SUMS = COLUMNS.map((c) => `${c} = days.${c} + excluded.${c}`).join(', ');
const COUNTS = COLUMNS.map((_, i) => `$${i + 4}::bigint[]`).join(', ');

/** What is counted once in a session, as a short key. */
export const whatOf = (account: string, type: string, value: string): string =>
  createHash('sha256').update(`${account}\n${type}\n${value}`).digest('base64url').slice(0, 22);

interface Value {
  account: string;
  day: string;
  what: string;
  type: string;
  value: string;
  total: number;
  counted: number;
}

export interface Gathered {
  add(account: string, day: string, column: Column, n: number): void;
  row(event: Counted, sign: 1 | -1): void;
  counted(event: Counted, n: 1 | -1): void;
  /** writes what was gathered, inside the transaction; keys in order, so that no two wait for each other in a ring */
  flush(client: ClientBase, shard: number): Promise<void>;
  /** [account, day, what] of the values gathered */
  values(): { account: string; day: string; what: string }[];
}

const column = <T, K extends keyof T>(rows: T[], name: K): T[K][] => rows.map((row) => row[name]);

export const gather = (): Gathered => {
  const days = new Map<string, { account: string; day: string; counts: number[] }>();
  const values = new Map<string, Value>();
  const ages = new Map<string, { account: string; day: string; step: number; total: number }>();

  const add: Gathered['add'] = (account, day, name, n) => {
    const key = account + '\n' + day;
    let have = days.get(key);
    if (!have) days.set(key, (have = { account, day, counts: COLUMNS.map(() => 0) }));
    const index = COLUMNS.indexOf(name);
    have.counts[index] = (have.counts[index] ?? 0) + n;
  };
  const value = (event: Counted, total: number, counted: number): void => {
    const day = dayOf(event.at);
    const what = whatOf(event.account, event.type, event.value);
    const key = day + what;
    const have = values.get(key);
    if (have) {
      have.total += total;
      have.counted += counted;
    } else values.set(key, { account: event.account, day, what, type: event.type, value: event.value, total, counted });
  };

  /** New values past the day's limit are counted together: whoever invents a value a request must not grow the table without end. */
  const bounded = async (client: ClientBase, fresh: Value[], shard: number): Promise<Value[]> => {
    const room = new Map<string, number>();
    const merged = new Map<string, Value>();
    for (const one of fresh) {
      const key = one.account + '\n' + one.day;
      let left = room.get(key);
      if (left === undefined) {
        const { rows } = await client.query<{ n: number }>({
          name: 'rtp-room',
          text: 'SELECT count(*) AS n FROM day_values WHERE account = $1 AND day = $2 AND shard = $3',
          values: [one.account, one.day, shard],
        });
        left = MAX_VALUES_A_DAY - (rows[0]?.n ?? 0);
      }
      const named = left > 0 ? one : { ...one, value: OTHER, what: whatOf(one.account, one.type, OTHER) };
      if (left > 0) room.set(key, left - 1);
      else room.set(key, 0);
      const have = merged.get(one.day + named.what);
      if (have) {
        have.total += named.total;
        have.counted += named.counted;
      } else merged.set(one.day + named.what, named);
    }
    return [...merged.values()];
  };

  const flushValues = async (client: ClientBase, shard: number): Promise<void> => {
    const all = [...values.values()].sort((a, b) => (a.day + a.what < b.day + b.what ? -1 : 1));
    const { rows } = await client.query<{ day: string; what: string }>({
      name: 'rtp-values',
      text: `UPDATE day_values v SET total = v.total + t.total, counted = v.counted + t.counted
        FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[]) AS t (account, day, what, total, counted)
        WHERE v.account = t.account AND v.day = t.day AND v.what = t.what AND v.shard = $6 RETURNING v.day, v.what`,
      values: [column(all, 'account'), column(all, 'day'), column(all, 'what'), column(all, 'total'), column(all, 'counted'), shard],
    });
    if (rows.length === all.length) return;
    const had = new Set(rows.map((row) => row.day + row.what));
    const fresh = await bounded(
      client,
      all.filter((one) => !had.has(one.day + one.what)),
      shard,
    );
    await client.query({
      name: 'rtp-new-values',
      text: `INSERT INTO day_values (account, day, what, type, value, total, counted, shard)
        SELECT *, $8::int FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[]) ORDER BY 1, 2, 3
        ON CONFLICT (account, day, what, shard) DO UPDATE SET total = day_values.total + excluded.total, counted = day_values.counted + excluded.counted`,
      values: [
        column(fresh, 'account'),
        column(fresh, 'day'),
        column(fresh, 'what'),
        column(fresh, 'type'),
        column(fresh, 'value'),
        column(fresh, 'total'),
        column(fresh, 'counted'),
        shard,
      ],
    });
  };

  return {
    add,
    row: (event, sign) => {
      const day = dayOf(event.at);
      add(event.account, day, 'stored', sign);
      if (event.type === 'event') add(event.account, day, 'events', sign);
      else if (event.type === 'view') add(event.account, day, 'views', sign);
      else if (event.type === 'overflow') add(event.account, day, 'overflow', sign * overflowOf(event.type, event.value));
      add(event.account, day, event.arrival as Column, sign);
      const step = stepOf(event.age);
      const key = `${event.account}\n${day}\n${step}`;
      const have = ages.get(key);
      if (have) have.total += sign;
      else ages.set(key, { account: event.account, day, step, total: sign });
      value(event, sign, 0);
    },
    counted: (event, n) => {
      if (event.type === 'event') add(event.account, dayOf(event.at), 'counted', n);
      value(event, 0, n);
    },
    values: () => [...values.values()],
    flush: async (client, shard) => {
      const d = [...days.values()];
      if (d.length) {
        await client.query({
          name: 'rtp-days',
          text: `INSERT INTO days (account, day, ${COLUMNS.join(', ')}, shard)
            SELECT *, $3::int FROM unnest($1::text[], $2::text[], ${COUNTS}) ORDER BY 1, 2 ON CONFLICT (account, day, shard) DO UPDATE SET ${SUMS}`,
          values: [column(d, 'account'), column(d, 'day'), shard, ...COLUMNS.map((_, i) => d.map((one) => one.counts[i]))],
        });
      }
      if (values.size) await flushValues(client, shard);
      const a = [...ages.values()];
      if (a.length) {
        await client.query({
          name: 'rtp-ages',
          text: `INSERT INTO day_ages (account, day, step, total, shard) SELECT *, $5::int FROM unnest($1::text[], $2::text[], $3::int[], $4::bigint[]) ORDER BY 1, 2, 3
            ON CONFLICT (account, day, step, shard) DO UPDATE SET total = day_ages.total + excluded.total`,
          values: [column(a, 'account'), column(a, 'day'), column(a, 'step'), column(a, 'total'), shard],
        });
      }
    },
  };
};
