/** What is stored for the account, against what was sent: every event once, every value counted once a session. */
import { ADMIN } from '../../collector/testing/collector.js';
import type { Stats } from '../../collector/http/operator/stats.js';
import type { Stored } from '../support/collector.js';
import type { Load, Sent } from './load.js';

export interface Verdict {
  stored: number;
  /** events that are not there */
  missing: number;
  /** events that are there more than once, and values counted more than once in a session */
  twice: number;
  /** anything else that does not agree */
  wrong: string[];
}

const keyOf = (one: { session: string | null; type: string; value: string[] }): string => [one.session, one.type, ...one.value].join('\n');

export const verify = async (front: string, account: string, load: Load): Promise<Verdict> => {
  const get = async (path: string): Promise<Response> => {
    const answer = await fetch(front + path, { headers: ADMIN });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const rows = (await (await get(`/api/export?account=${account}`)).text())
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Stored);
  const stats = (await (await get(`/api/stats?account=${account}`)).json()) as Stats;

  const found = new Map(rows.map((row) => [row.id, row]));
  const counts = new Map<string, number>();
  for (const row of found.values()) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + (row.counted ? 1 : 0));
  const wrong: string[] = [];
  const same = (what: string, is: number, expected: number): void =>
    void (is === expected || wrong.push(`${what}: ${is}, not ${expected}`));
  const sent = [...load.sent.values()];
  const distinct = (of: (one: Sent) => string, among = sent): number => new Set(among.map(of)).size;

  const strangers = rows.filter((row) => !load.sent.has(row.id)).length;
  same('rows that nobody sent', strangers, 0);
  same('answered', load.answered.size, sent.length);
  same('altered', sent.filter((one) => found.has(one.id) && keyOf(found.get(one.id) as Stored) !== keyOf(one)).length, 0);
  same('values not counted', [...counts.values()].filter((n) => n === 0).length, 0);
  // The totals that pages show are kept apart from the rows: they must say the same.
  const events = sent.filter((one) => one.type === 'event');
  same('total stored', stats.stored, sent.length);
  same('total counted', stats.counted, distinct(keyOf, events));
  same('total views', stats.views, sent.length - events.length);
  same(
    'total sessions',
    stats.sessions,
    distinct((one) => one.session),
  );
  same(
    'total visitors',
    stats.visitors,
    distinct((one) => one.visitor),
  );
  same('total gaps', stats.gaps, 0);
  same(
    'sum of values',
    stats.values.reduce((sum, one) => sum + one.all, 0),
    sent.length,
  );
  return {
    stored: found.size,
    missing: sent.filter((one) => !found.has(one.id)).length,
    twice: rows.length - found.size + [...counts.values()].reduce((sum, n) => sum + Math.max(0, n - 1), 0),
    wrong,
  };
};
