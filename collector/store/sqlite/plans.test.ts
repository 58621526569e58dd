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
  read.events({ account, type: 'event', since: 7, after: 7, limit: 100 });
  read.events({ account, visitor: 'visitor1', limit: 100 });
  read.events({ account, session: 'session1', after: 7, limit: 100 });
  read.events({ session: 'session1', visitor: 'visitor1', limit: 100 });
  read.events({ after: 7, limit: 100 });
  const people = { visitor: 'visitor1', session: 'session1', day: DAYS.from, since: 7 };
  const named = {
    account,
    ...DAYS,
    latest: 60,
    limit: 40,
    type: 'event',
    ...people,
    stretch: 1,
    after: 7,
    block: 1,
    first: 'a',
    behind: 'b',
  };
  let [visitors, sessions, accounts] = [0, 0, 0];
  for (const sql of said) {
    const positions = Array.from({ length: sql.split('?').length - 1 }, () => 1);
    const plan = db.prepare('EXPLAIN QUERY PLAN ' + sql);
    const steps = (positions.length ? plan.all(...positions) : plan.all(named)) as { detail: string }[];
    const whole = steps.map(({ detail }) => detail).join('; ');
    for (const who of ['visitor', 'session'])
      if (sql.includes(`@${who}`)) {
        if (who === 'visitor') visitors++;
        else sessions++;
        assert.match(
          whole,
          /SEARCH s USING PRIMARY KEY \(day=\? AND account=\? AND who=\?\); SEARCH e USING INDEX events_id \(page=\?/,
          sql,
        );
      }
    if (sql.includes('@stretch')) {
      accounts++;
      assert.equal(sql.match(/e\.seq >/g)?.length, 1, 'of two bounds from below SQLite may take the one that is the same for all blocks');
      assert.match(
        whole,
        /^SEARCH b USING PRIMARY KEY \(stretch=\? AND account=\?.*; SEARCH e USING INTEGER PRIMARY KEY \(rowid>\? AND rowid<\?\)$/,
        sql,
      );
    }
    for (const { detail } of steps) {
      // Without an account somebody is looked for in every account's days: as many looks into the index as there are days.
      if (!(detail === 'SCAN d' && sql.includes('@session') && !sql.includes('d.account = @account')))
        assert.doesNotMatch(detail, /SCAN (events|days|day_values|day_ages|minutes|seen|blocks|[bdesv])\b/, sql);
      // Sorted means read whole: of an account that may be half of all rows, for the latest few.
      if (/(FROM|JOIN) events/.test(sql)) assert.doesNotMatch(detail, /TEMP B-TREE/, sql);
    }
  }
  assert.ok(said.length > 20 && visitors === 5 && sessions === 2 && accounts === 3, 'all of them were looked at');
  const planOf = (sql: string, ...args: unknown[]): string =>
    (db.prepare('EXPLAIN QUERY PLAN ' + sql).all(...args) as { detail: string }[]).map(({ detail }) => detail).join('; ');
  assert.match(planOf('SELECT * FROM events WHERE url = ?', 'x'), /SCAN events/, 'and one that reads all is told apart');
  db.close();
});
