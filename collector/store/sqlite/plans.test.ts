/** No question that a page of ours or a deletion asks reads a whole table: what SQLite says of its plan, statement by statement. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openDatabase } from './driver.js';
import { openReader } from './read.js';
import { migrate } from './schema.js';
import { openTotals } from './totals.js';

const DAYS = { from: '2026-05-01', to: '2026-05-30' };

it('finds what is asked for by an index', () => {
  const db = openDatabase(':memory:');
  migrate(db);
  const said: string[] = [];
  const listening = new Proxy(db, {
    get: (target, name) =>
      name === 'prepare'
        ? (sql: string) => {
            said.push(sql);
            return target.prepare(sql);
          }
        : (Reflect.get(target, name) as unknown),
  });
  openTotals(listening);
  const read = openReader(listening);
  const account = 'demo';
  read.events({ account, limit: 100 });
  read.events({ account, after: 7, limit: 100 });
  read.events({ account, visitor: 'visitor1', limit: 100 });
  read.events({ after: 7, limit: 100 });
  const named = { account, ...DAYS, latest: 60, limit: 40, type: 'event', since: DAYS.from };
  let visitors = 0;
  for (const sql of said) {
    const positions = Array.from({ length: sql.split('?').length - 1 }, () => 1);
    const plan = db.prepare('EXPLAIN QUERY PLAN ' + sql);
    const steps = (positions.length ? plan.all(...positions) : plan.all(named)) as { detail: string }[];
    if (sql.includes('visitor = ?')) {
      visitors++;
      assert.match(steps.map(({ detail }) => detail).join('; '), /events_visitor \(account=\? AND visitor=\?/, sql);
    }
    for (const { detail } of steps) {
      assert.doesNotMatch(detail, /SCAN (events|days|day_values|day_ages|minutes|d|v)\b/, sql);
      // Sorted means read whole: of an account that may be half of all rows, for the latest few.
      if (sql.includes('FROM events')) assert.doesNotMatch(detail, /TEMP B-TREE/, sql);
    }
  }
  assert.ok(said.length > 15 && visitors === 4, 'all of them were looked at');
  const planOf = (sql: string, ...args: unknown[]): string =>
    (db.prepare('EXPLAIN QUERY PLAN ' + sql).all(...args) as { detail: string }[]).map(({ detail }) => detail).join('; ');
  assert.match(planOf('SELECT * FROM events WHERE url = ?', 'x'), /SCAN events/, 'and one that reads all is told apart');
  db.close();
});
