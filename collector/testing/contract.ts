/**
 * What every store must do, as tests: run by sqlite.test.ts and by postgres.test.ts.
 */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Range, Store, StoredEvent } from '../store/store.js';
import { chance, looked } from './chance.js';

/** Gives an empty store, and a way to be rid of it. */
export type OpenEmpty = () => Promise<{ store: Store; end(): Promise<void> }>;

const NOON = Date.UTC(2026, 4, 10, 12);
const DAY = 86_400_000;

/** An event with everything ordinary, but for what is given. */
export const anEvent = (given: Partial<StoredEvent> = {}): StoredEvent => ({
  page: 'mp0000000page1',
  number: 1,
  account: 'demo',
  visitor: 'visitor1',
  session: 'session1',
  type: 'event',
  value: ['one'],
  url: 'https://shop.test/a',
  referrer: null,
  vars: null,
  at: NOON,
  age: 40,
  arrival: 'beacon',
  anonymous: false,
  ...given,
});

export const storeContract = (name: string, open: OpenEmpty): void => {
  describe(`store contract: ${name}`, () => {
    let store: Store;
    let end: () => Promise<void>;
    beforeEach(async () => ({ store, end } = await open()));
    afterEach(() => end());

    const counted = async (): Promise<Record<string, boolean>> =>
      Object.fromEntries((await store.events({ limit: 1000 })).map((row) => [`${row.page}.${row.number}`, row.counted]));
    const day = async (account = 'demo') => {
      const [found, ...more] = await store.days(account);
      assert.equal(more.length, 0);
      assert.ok(found);
      return found;
    };

    it('totals of one campaign by day, and who met what', async () => {
      const one = (number: number, value: string[], more: Partial<StoredEvent> = {}): StoredEvent =>
        anEvent({ number, type: 'campaign-met', value, ...more });
      await store.insert([
        one(1, ['7', 'A']),
        one(2, ['7', 'B'], { visitor: 'visitor2', session: 'session2' }),
        one(3, ['77', 'A']),
        one(4, ['7', 'A', 'A'], { at: NOON + DAY, session: 'session3' }),
        one(5, ['7', 'A', 'downloads', 'direct'], { type: 'campaign-goal' }),
      ]);
      const since = { from: '2026-05-01' };
      const found = (await store.valueDaysOf('campaign-met', since, 'demo', '7')).map(({ day: on, value, all }) => [on, value, all]);
      assert.deepEqual(found, [
        ['2026-05-10', ['7', 'A'], 1],
        ['2026-05-10', ['7', 'B'], 1],
        ['2026-05-11', ['7', 'A', 'A'], 1],
      ]);
      assert.equal((await store.valueDaysOf('campaign-goal', since, 'demo', '7'))[0]?.all, 1);
      assert.deepEqual(await store.valueDaysOf('campaign-goal', { from: '2026-05-11' }, 'demo', '7'), []);
      const first = await store.valueDaysOf('campaign-met', { from: '2026-05-10', to: '2026-05-10' }, 'demo', '7');
      assert.deepEqual(
        first.map(({ value }) => value),
        [
          ['7', 'A'],
          ['7', 'B'],
        ],
      );
      assert.deepEqual(await store.valueDays('campaign-met', { to: '2026-05-09' }, 'demo'), []);
      assert.equal((await store.valueDays('campaign-met', { from: '2026-05-11', to: '2026-05-11' })).length, 1);
      assert.deepEqual(await store.met('demo', 'visitor1'), [
        { value: ['7', 'A'], at: NOON, session: 'session1' },
        { value: ['77', 'A'], at: NOON, session: 'session1' },
        { value: ['7', 'A', 'A'], at: NOON + DAY, session: 'session3' },
      ]);
      assert.equal(await store.erase('demo', 'visitor2'), 1);
      assert.equal((await store.valueDaysOf('campaign-met', since, 'demo', '7')).length, 2, 'the totals lose a visitor who is erased');
    });

    it('finds the clicks of one visitor, in order of arrival, from a moment on', async () => {
      const click = (number: number, more: Partial<StoredEvent> = {}): StoredEvent =>
        anEvent({ number, type: 'content-click', value: [String(number)], at: NOON + number, ...more });
      await store.insert([
        click(1),
        click(2),
        anEvent({ number: 3 }),
        click(4, { visitor: 'visitor2' }),
        click(5, { account: 'other' }),
        click(6),
      ]);
      const found = await store.clicks('demo', 'visitor1', NOON + 2);
      assert.deepEqual(
        found.map(({ value }) => value[0]),
        ['2', '6'],
      );
    });

    it('stores an event and gives it back whole', async () => {
      const event = anEvent({
        value: ['a', 'b "quoted"', "c'; DROP TABLE events; --", '😀\n'],
        referrer: 'https://from.test/?q=1',
        vars: { customVar1: 'x', customVar5: 'ü' },
        anonymous: true,
      });
      assert.deepEqual(await store.insert([event]), ['new']);
      const [row] = await store.events({ limit: 10 });
      assert.ok(row);
      const { seq, ...rest } = row;
      assert.ok(seq > 0);
      assert.deepEqual(rest, { ...event, counted: true });
    });

    it('takes an empty batch', async () => {
      assert.deepEqual(await store.insert([]), []);
      assert.deepEqual(await store.missing([]), []);
      assert.deepEqual(await store.days(), []);
      assert.deepEqual(await store.values(), []);
    });

    it('ignores an id that it has, within a batch and between batches', async () => {
      const event = anEvent();
      assert.deepEqual(await store.insert([event, event]), ['new', 'duplicate']);
      assert.deepEqual(await store.insert([anEvent({ value: ['changed'], age: 9000 })]), ['duplicate']);
      const rows = await store.events({ limit: 10 });
      assert.deepEqual(
        rows.map((row) => row.value),
        [['one']],
      );
      assert.equal((await day()).duplicates, 2);
    });

    it('stores concurrent batches that share ids once', async () => {
      const batch = Array.from({ length: 50 }, (_, i) => anEvent({ number: i + 1, value: ['v' + (i % 7)] }));
      const all = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => store.insert(n % 2 ? batch : [...batch].reverse())));
      assert.equal(all.flat().filter((outcome) => outcome === 'new').length, 50);
      const rows = await store.events({ limit: 1000 });
      assert.equal(rows.length, 50);
      assert.equal(rows.filter((row) => row.counted).length, 7);
      const found = await day();
      assert.equal(found.stored, 50);
      assert.equal(found.counted, 7);
      assert.equal(found.duplicates, 250);
    });

    it('counts a value once a session; the same list of strings, type and account', async () => {
      await store.insert([
        anEvent({ number: 1 }),
        anEvent({ number: 2 }),
        anEvent({ number: 3, value: ['one', 'two'] }),
        anEvent({ number: 4, type: 'segment' }),
        anEvent({ number: 5, account: 'other' }),
        anEvent({ number: 6, session: 'session2' }),
        anEvent({ page: 'mp0000000page2', number: 1 }),
      ]);
      assert.deepEqual(await counted(), {
        'mp0000000page1.1': true,
        'mp0000000page1.2': false,
        'mp0000000page1.3': true,
        'mp0000000page1.4': true,
        'mp0000000page1.5': true,
        'mp0000000page1.6': true,
        'mp0000000page2.1': false,
      });
    });

    it('tells long values apart by their end', async () => {
      const long = 'x'.repeat(4000);
      await store.insert([
        anEvent({ number: 1, value: [long + '1'] }),
        anEvent({ number: 2, value: [long + '2'] }),
        anEvent({ number: 3, value: [long + '1'] }),
      ]);
      assert.deepEqual(Object.values(await counted()), [true, true, false]);
    });

    it('counts once per page view while the session is not known', async () => {
      const rescue = { visitor: null, session: null, arrival: 'rescue' as const };
      await store.insert([
        anEvent({ ...rescue, number: 1 }),
        anEvent({ ...rescue, number: 2 }),
        anEvent({ ...rescue, page: 'mp0000000page2', number: 1 }),
      ]);
      assert.deepEqual(await counted(), { 'mp0000000page1.1': true, 'mp0000000page1.2': false, 'mp0000000page2.1': true });
    });

    it('completes the ids of a row and counts it anew', async () => {
      await store.insert([anEvent({ page: 'mp0000000page0', number: 1 })]);
      const rescue = anEvent({ visitor: null, session: null, arrival: 'rescue' });
      await store.insert([rescue, anEvent({ ...rescue, number: 2, value: ['two'] })]);
      assert.equal((await day()).counted, 3);
      const again = { arrival: 'redelivery' as const, referrer: 'https://from.test/' };
      assert.deepEqual(await store.insert([anEvent(again), anEvent({ ...again, number: 2, value: ['two'] })]), ['completed', 'completed']);
      const rows = await store.events({ limit: 10 });
      assert.deepEqual(
        rows.map((row) => [row.visitor, row.session, row.referrer, row.arrival, row.counted]),
        [
          ['visitor1', 'session1', null, 'beacon', true],
          ['visitor1', 'session1', 'https://from.test/', 'rescue', false],
          ['visitor1', 'session1', 'https://from.test/', 'rescue', true],
        ],
      );
      const found = await day();
      assert.equal(found.counted, 2);
      assert.equal(found.sessions, 1);
      assert.equal(found.visitors, 1);
      assert.deepEqual(
        await store.insert([anEvent({ ...again, visitor: 'visitor2', session: 'session2' })]),
        ['duplicate'],
        'a known id stays',
      );
      assert.deepEqual(
        (await store.values('demo')).map((v) => [v.value, v.all, v.counted]),
        [
          [['one'], 2, 1],
          [['two'], 1, 1],
        ],
      );
    });

    it('says which ids it lacks', async () => {
      await store.insert([anEvent({ number: 1 }), anEvent({ number: 3 })]);
      assert.deepEqual(
        await store.missing([
          ['mp0000000page1', 1],
          ['mp0000000page1', 2],
          ['mp0000000page9', 3],
          ['mp0000000page1', 3],
        ]),
        [
          ['mp0000000page1', 2],
          ['mp0000000page9', 3],
        ],
      );
    });

    it('answers questions in order of arrival: the latest, or the next after one', async () => {
      for (let number = 1; number <= 5; number++) {
        await store.insert([
          anEvent({ number, at: NOON + number, session: number % 2 ? 'odd' : 'even', visitor: 'v' + number, value: ['n' + number] }),
        ]);
      }
      await store.insert([anEvent({ account: 'other', page: 'mp0000000page2', type: 'view', value: [] })]);
      const numbers = async (query: object): Promise<number[]> =>
        (await store.events({ limit: 100, account: 'demo', ...query })).map((row) => row.number);
      assert.deepEqual(await numbers({ limit: 2 }), [4, 5]);
      assert.deepEqual(await numbers({ session: 'odd' }), [1, 3, 5]);
      assert.deepEqual(await numbers({ visitor: 'v2' }), [2]);
      assert.deepEqual(await numbers({ since: NOON + 4 }), [4, 5]);
      assert.deepEqual(await numbers({ type: 'view' }), []);
      const second = (await store.events({ limit: 100, visitor: 'v2' }))[0];
      assert.ok(second);
      assert.deepEqual(await numbers({ after: second.seq, limit: 2 }), [3, 4]);
      assert.equal((await store.events({ limit: 100 })).length, 6);
    });

    it('keeps the books of a day: ways, gaps, overflow, ages', async () => {
      await store.insert([
        anEvent({ number: 1, type: 'view', value: [], age: 10 }),
        anEvent({ number: 4, age: 100, arrival: 'confirmation' }),
        anEvent({ number: 5, age: 100, arrival: 'redelivery', type: 'overflow', value: ['7'] }),
        anEvent({ page: 'mp0000000page2', number: 2, age: 60_000, arrival: 'rescue', visitor: 'visitor2', session: 'session2' }),
      ]);
      let found = await day();
      assert.deepEqual(found.arrivals, { beacon: 1, confirmation: 1, redelivery: 1, rescue: 1 });
      assert.equal(found.day, '2026-05-10');
      assert.equal(found.stored, 4);
      assert.equal(found.events, 2);
      assert.equal(found.views, 1);
      assert.equal(found.sessions, 2);
      assert.equal(found.visitors, 2);
      assert.equal(found.overflow, 7);
      assert.equal(found.gaps, 3);
      assert.ok(Math.abs(found.ageMedian - 100) <= 10, `median ${found.ageMedian}`);
      assert.ok(Math.abs(found.ageP99 - 60_000) <= 6000, `p99 ${found.ageP99}`);
      await store.insert([
        anEvent({ number: 2 }),
        anEvent({ number: 3 }),
        anEvent({ page: 'mp0000000page2', number: 1, visitor: 'visitor2', session: 'session2', at: NOON + DAY }),
      ]);
      found = (await store.days('demo', { from: '2026-05-10' }))[0] ?? assert.fail();
      assert.equal(found.gaps, 0, 'a gap belongs to the day of its page view, whenever it is filled');
      assert.equal((await store.days('demo')).length, 2);
      assert.equal((await store.days('demo', { from: '2026-05-11' })).length, 1);
      assert.deepEqual(await store.days('nobody'), []);
    });

    it('names the accounts, and gives days of a range, or the latest few', async () => {
      await store.insert([
        anEvent({ number: 1, at: NOON - 2 * DAY }),
        anEvent({ number: 2, at: NOON - DAY }),
        anEvent({ number: 3 }),
        anEvent({ account: 'another', page: 'mp0000000page2', at: NOON - DAY }),
        anEvent({ account: 'zoo', page: 'mp0000000page3', at: NOON - 2 * DAY }),
      ]);
      assert.deepEqual(await store.accounts(), ['another', 'demo', 'zoo']);
      assert.deepEqual(await store.accounts('2026-05-09'), ['another', 'demo']);
      const found = async (...asked: Parameters<Store['days']>): Promise<string[]> =>
        (await store.days(...asked)).map(({ day: on, account }) => on.slice(-2) + account);
      assert.deepEqual(await found(undefined, { to: '2026-05-09' }), ['08demo', '08zoo', '09another', '09demo']);
      assert.deepEqual(await found('demo', { from: '2026-05-09', to: '2026-05-09' }), ['09demo']);
      assert.deepEqual(await found(undefined, {}, 2), ['09demo', '10demo']);
      assert.deepEqual(await found('demo', {}, 2), ['09demo', '10demo']);
      assert.deepEqual(await found(undefined, { from: '2026-05-11' }, 2), []);
    });

    it('adds up a day, and a value, of one account or of all together', async () => {
      await store.insert([
        anEvent({ number: 1, value: ['rare'] }),
        anEvent({ number: 2, type: 'view', value: [] }),
        anEvent({ page: 'mp0000000page4', number: 2, value: ['often'], at: NOON - DAY }),
        anEvent({ account: 'other', page: 'mp0000000page2', number: 1, value: ['often'] }),
        anEvent({ account: 'other', page: 'mp0000000page2', number: 2, value: ['often'] }),
        anEvent({ account: 'other', page: 'mp0000000page2', number: 2, value: ['often'] }),
        anEvent({ account: 'other', page: 'mp0000000page2', number: 4, type: 'overflow', value: ['7'] }),
      ]);
      const numbers = async (account: string | undefined, range: Range): Promise<unknown[]> =>
        (await store.sums(account, range)).map((one) => [
          one.day.slice(-2),
          ...[one.stored, one.events, one.counted, one.views, one.sessions, one.visitors, one.duplicates, one.gaps, one.overflow],
        ]);
      assert.deepEqual(await numbers(undefined, {}), [
        ['09', 1, 1, 1, 0, 1, 1, 0, 1, 0],
        ['10', 5, 3, 2, 1, 2, 2, 1, 1, 7],
      ]);
      assert.deepEqual(await numbers('demo', { from: '2026-05-10' }), [['10', 2, 1, 1, 1, 1, 1, 0, 0, 0]]);
      assert.deepEqual(await numbers(undefined, { to: '2026-05-09' }), [['09', 1, 1, 1, 0, 1, 1, 0, 1, 0]]);
      assert.deepEqual(await numbers('nobody', {}), []);
      assert.deepEqual(await store.top('event', undefined, 5, {}), [
        { value: ['often'], all: 3, counted: 2 },
        { value: ['rare'], all: 1, counted: 1 },
      ]);
      assert.deepEqual(await store.top('event', undefined, 1, { from: '2026-05-10' }), [{ value: ['often'], all: 2, counted: 1 }]);
      assert.deepEqual(await store.top('event', 'demo', 5, { from: '2026-05-10' }), [{ value: ['rare'], all: 1, counted: 1 }]);
      assert.deepEqual(
        (await store.values(undefined, 5, { to: '2026-05-09' })).map(({ account, value }) => [account, value]),
        [['demo', ['often']]],
      );
      assert.deepEqual(await store.values('other', 5, { to: '2026-05-09' }), []);
    });

    it('takes an erased visitor, and texts that expired, off what is counted of all together', async () => {
      await store.insert([
        anEvent({ number: 1, value: ['shared'] }),
        anEvent({ number: 2, value: ['secret'] }),
        anEvent({ account: 'other', page: 'mp0000000page2', value: ['shared'], at: NOON }),
        anEvent({ account: 'other', page: 'mp0000000page2', number: 2, value: ['theirs'], at: NOON }),
      ]);
      const texts = async (): Promise<unknown[]> => (await store.top('event', undefined, 9, {})).map(({ value, all }) => [value[0], all]);
      assert.equal(await store.erase('demo', 'visitor1'), 2);
      assert.deepEqual(await texts(), [
        ['shared', 1],
        ['theirs', 1],
      ]);
      assert.deepEqual(
        (await store.sums(undefined, {})).map((one) => [one.stored, one.sessions, one.visitors]),
        [[2, 1, 1]],
      );
      await store.insert([anEvent({ number: 3, value: ['shared'] })]);
      assert.equal(await store.expire(new Map([['other', NOON + DAY]])), 2);
      assert.deepEqual(await texts(), [['shared', 1]]);
      assert.equal((await store.sums(undefined, {}))[0]?.stored, 3, 'the totals of the day stay');
      assert.deepEqual(
        (await store.valueDays('event', { from: '2026-05-01' })).map(({ value }) => value),
        [['shared']],
      );
    });

    it("gives the last hour's events by minute", async () => {
      const minute = Math.floor(Date.now() / 60_000) - 5;
      const at = minute * 60_000 + 1000;
      const rescue = { visitor: null, session: null, arrival: 'rescue' as const };
      await store.insert([
        anEvent({ number: 1, at, visitor: 'visitor2', session: 'session2' }),
        anEvent({ number: 2, at, type: 'view' }),
        anEvent({ number: 3, at: at + 60_000, visitor: 'visitor2', session: 'session2' }),
        anEvent({ number: 4, at: at - 2 * 3_600_000 }),
        anEvent({ account: 'other', at: at + 60_000, page: 'mp0000000page2', ...rescue }),
        anEvent({ account: 'other', at: at + 60_000, page: 'mp0000000page3', session: 'session3' }),
      ]);
      const since = at - 60_000;
      assert.deepEqual(await store.minutes('demo', since), [
        [minute, 1, 1],
        [minute + 1, 1, 0],
      ]);
      assert.deepEqual(await store.minutes(undefined, since), [
        [minute, 1, 1],
        [minute + 1, 3, 2],
      ]);
      assert.deepEqual(await store.minutes('demo', at + 60_000), [[minute + 1, 1, 0]]);
      // Its session is known now, and had counted the value.
      await store.insert([anEvent({ account: 'other', at: at + 60_000, page: 'mp0000000page2', session: 'session3' })]);
      assert.deepEqual(await store.minutes('other', since), [[minute + 1, 2, 1]]);
      await store.erase('demo', 'visitor2');
      assert.deepEqual(await store.minutes('demo', since), []);
      assert.deepEqual(await store.minutes(undefined, since), [[minute + 1, 2, 1]]);
    });

    it('lists values, the most frequent first', async () => {
      await store.insert([
        ...[1, 2, 3].map((number) => anEvent({ number, value: ['often'] })),
        anEvent({ number: 4, value: ['a', 'b'] }),
        anEvent({ number: 5, account: 'other', value: ['often'] }),
      ]);
      assert.deepEqual(await store.values('demo'), [
        { account: 'demo', type: 'event', value: ['often'], all: 3, counted: 1 },
        { account: 'demo', type: 'event', value: ['a', 'b'], all: 1, counted: 1 },
      ]);
      assert.equal((await store.values()).length, 3);
      assert.equal((await store.values(undefined, 1)).length, 1);
    });

    it('lists the values of a type by day', async () => {
      await store.insert([
        anEvent({ number: 1, type: 'segment', value: ['2', 'B'] }),
        anEvent({ number: 2, type: 'segment', value: ['1', 'A'] }),
        anEvent({ number: 3, type: 'segment', value: ['1', 'A'] }),
        anEvent({ number: 4, type: 'segment', value: ['1', 'A'], at: NOON - DAY }),
        anEvent({ number: 5, type: 'segment', value: ['1', 'A'], at: NOON - 2 * DAY }),
        anEvent({ number: 6 }),
      ]);
      assert.deepEqual(await store.valueDays('segment', { from: '2026-05-09' }, 'demo'), [
        { day: '2026-05-09', type: 'segment', value: ['1', 'A'], all: 1, counted: 0 },
        { day: '2026-05-10', type: 'segment', value: ['1', 'A'], all: 2, counted: 1 },
        { day: '2026-05-10', type: 'segment', value: ['2', 'B'], all: 1, counted: 1 },
      ]);
      assert.deepEqual(await store.valueDays('segment', { from: '2026-05-09' }, 'other'), []);
      assert.equal((await store.valueDays('event', { from: '2026-05-01' })).length, 1);
    });

    it('expires: rows and values go, the totals of the day stay', async () => {
      await store.insert([
        anEvent({ number: 1, at: NOON - 3 * DAY, value: ['old'] }),
        anEvent({ number: 2, value: ['new'] }),
        anEvent({ page: 'mp0000000page2', account: 'other', at: NOON - 3 * DAY }),
      ]);
      assert.equal(await store.expire(new Map([['demo', NOON - DAY]])), 1);
      assert.deepEqual(
        (await store.events({ limit: 10 })).map((row) => [row.account, row.number]),
        [
          ['demo', 2],
          ['other', 1],
        ],
      );
      assert.deepEqual(
        (await store.values('demo')).map((v) => v.value),
        [['new']],
      );
      assert.deepEqual(
        (await store.days('demo')).map((d) => d.stored),
        [1, 1],
      );
      assert.equal(await store.expire(new Map([['demo', NOON - DAY]])), 0);
    });

    it('erases a visitor from rows and totals alike', async () => {
      await store.insert([
        anEvent({ number: 1 }),
        anEvent({ number: 4, value: ['secret'] }),
        anEvent({ page: 'mp0000000page2', visitor: 'visitor2', session: 'session2', type: 'view', value: [], arrival: 'confirmation' }),
        anEvent({ page: 'mp0000000page3', account: 'other' }),
      ]);
      assert.equal(await store.erase('demo', 'visitor1'), 2);
      assert.deepEqual(
        (await store.events({ limit: 10 })).map((row) => [row.account, row.visitor]),
        [
          ['demo', 'visitor2'],
          ['other', 'visitor1'],
        ],
      );
      const found = await day();
      assert.deepEqual(
        [found.stored, found.events, found.counted, found.views, found.sessions, found.visitors, found.gaps],
        [1, 0, 0, 1, 1, 1, 0],
      );
      assert.deepEqual(found.arrivals, { beacon: 0, confirmation: 1, redelivery: 0, rescue: 0 });
      assert.deepEqual(
        (await store.values('demo')).map((v) => v.type),
        ['view'],
      );
      assert.equal(await store.erase('demo', 'visitor1'), 0);
      assert.deepEqual(await store.insert([anEvent({ number: 1 })]), ['new'], 'what is erased is forgotten');
      assert.deepEqual(
        (await store.events({ limit: 10, visitor: 'visitor1', account: 'demo' })).map((row) => row.counted),
        [true],
      );
    });

    it('finds by account, session and visitor what a look at every row finds, whatever went before', async () => {
      const { query, batch } = chance(anEvent());
      const agrees = async (): Promise<void> => {
        const rows = await store.events({ limit: 100_000 });
        for (let i = 0; i < 60; i++) {
          const asked = query(rows);
          assert.deepEqual(await store.events(asked), looked(rows, asked), JSON.stringify(asked));
        }
      };
      for (let i = 0; i < 12; i++) await store.insert(batch());
      await agrees();
      const [account, visitor] = ['demo', 'visitor1'];
      const before = await store.events({ limit: 100_000 });
      const hers = before.filter((row) => row.account === account && row.visitor === visitor).length;
      assert.ok(hers > 0);
      assert.equal(await store.erase(account, visitor), hers);
      await agrees();
      await store.expire(new Map([[account, NOON]]));
      await agrees();
      for (let i = 0; i < 4; i++) await store.insert(batch());
      await agrees();
      // A day has as many sessions and visitors as its rows have.
      const left = await store.events({ limit: 100_000 });
      for (const { account: of, day: on, sessions, visitors } of await store.days()) {
        if (of === account) continue;
        const mine = left.filter((row) => row.account === of && new Date(row.at).toISOString().startsWith(on));
        const different = (who: 'session' | 'visitor'): number => new Set(mine.map((row) => row[who]).filter((id) => id !== null)).size;
        assert.deepEqual([of, on, sessions, visitors], [of, on, different('session'), different('visitor')]);
      }
    });

    it('finds a session by what others left in it, when one of its visitors is erased', async () => {
      await store.insert([
        anEvent({ number: 1 }),
        anEvent({ number: 2, visitor: 'visitor2' }),
        anEvent({ number: 3, at: NOON + DAY }),
        anEvent({ page: 'mp0000000page2' }),
      ]);
      assert.equal(await store.erase('demo', 'visitor1'), 3);
      const found = await store.events({ session: 'session1', limit: 10 });
      assert.deepEqual(
        found.map(({ visitor }) => visitor),
        ['visitor2'],
      );
      assert.equal(await store.erase('demo', 'visitor2'), 1);
      assert.ok((await store.days('demo')).every(({ sessions, visitors }) => !sessions && !visitors));
    });

    it('is healthy', () => store.health());
  });
};
