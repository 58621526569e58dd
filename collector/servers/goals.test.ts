import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountFile } from '../accounts/account.js';
import type { Meeting } from '../store/store.js';
import { anEvent } from '../testing/contract.js';
import { goalsReached } from './goals.js';

const DAY = 86_400_000;
const AT = Date.UTC(2026, 5, 1);
const file: AccountFile = {
  goals: [{ name: 'orders', server: 'order*', within: 10 }],
  campaigns: [
    { id: 7, name: 'seven', type: 'dialog', content: 'x' },
    { id: 8, name: 'eight', type: 'dialog', content: 'x' },
  ],
};
const met = (value: string[], at = AT, session = 'a'): Meeting => ({ value, at, session });
const reached = async (meetings: Meeting[], event: Parameters<typeof anEvent>[0]): Promise<string[][]> =>
  (await goalsReached({ met: () => Promise.resolve(meetings) }, file, [anEvent({ value: ['order 1'], ...event })])).map(
    ({ value }) => value,
  );

test("a server's event is a conversion of the campaigns that its visitor met before, directly or assisted", async () => {
  const meetings = [met(['7', 'B'])];
  assert.deepEqual(await reached(meetings, { at: AT + 60_000, session: 'server-1' }), [['7', 'B', 'orders', 'direct']]);
  assert.deepEqual(await reached(meetings, { at: AT + 5 * DAY, session: 'a' }), [['7', 'B', 'orders', 'direct']]);
  assert.deepEqual(await reached(meetings, { at: AT + 5 * DAY, session: 'b' }), [['7', 'B', 'orders', 'assisted']]);
  assert.deepEqual(await reached(meetings, { at: AT + 11 * DAY, session: 'b' }), [], 'the window is over');
  assert.deepEqual(await reached(meetings, { at: AT - 1, session: 'a' }), [], 'before the meeting');
});

test('another event, nobody, and who met it in two groups', async () => {
  assert.deepEqual(await reached([met(['7', 'B'])], { value: ['refund'] }), []);
  assert.deepEqual(await reached([met(['7', 'B'])], { visitor: null, at: AT + 1 }), []);
  assert.deepEqual(await reached([met(['7', 'A']), met(['7', 'B', 'A'])], { at: AT + 1 }), []);
});

test('a second conversion has the id of the first, so that the store keeps one', async () => {
  const ids = async (at: number, page: string): Promise<string | undefined> =>
    (await goalsReached({ met: () => Promise.resolve([met(['7', 'B'])]) }, file, [anEvent({ value: ['order'], at, page })]))[0]?.page;
  assert.equal(await ids(AT + 1, 'mp1111111111'), await ids(AT + DAY, 'mp2222222222'));
});
