import assert from 'node:assert/strict';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lastDays } from '../http/operator/range.js';
import { openSqlite } from '../store/sqlite/open.js';
import type { Range, Store, StoredEvent, ValueDay } from '../store/store.js';
import { anEvent } from '../testing/contract.js';
import { openApproved } from './approved.js';
import { compileContent, idOf } from './compile.js';
import { withConversions } from './conversions.js';
import { readCounts } from './counts.js';
import { contentRows } from './found.js';

const guide = {
  title: 'Guide',
  address: 'https://shop.test/guide',
  categories: ['light'],
  sources: ['richmedia' as const, 'bar' as const],
};
const NOW = Date.parse('2026-11-26T12:00:00Z');
const MONTH = lastDays(NOW);

/** A store of which only the totals by day are asked for. */
const totals = (rows: Omit<ValueDay, 'all'>[]): Store =>
  ({
    valueDays: async (type: string, { from = '', to = '~' }: Range) =>
      rows.filter((row) => row.type === type && row.day >= from && row.day <= to),
  }) as unknown as Store;

test('only approved content is served, by an id that its address gives', () => {
  const served = compileContent(
    { content: [guide, { title: 'Draft', address: '/draft', approved: false }] },
    [
      { title: 'Found', address: 'https://shop.test/found', approved: true },
      { title: 'Old title', address: 'https://shop.test/guide/', approved: true },
    ],
    new Map(),
  );
  assert.deepEqual(served.e.map(({ t }) => t).sort(), ['Found', 'Guide']);
  assert.equal(idOf(guide), idOf({ address: 'http://SHOP.test/guide/?utm_source=1#top' }));
  assert.notEqual(idOf({ address: '/item?id=3', query: true }), idOf({ address: '/item?id=4', query: true }));
  assert.match(idOf(guide), /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
  assert.equal(served.e.find(({ t }) => t === 'Guide')?.s, 'wb');
});

test('patterns of pages become regular expressions that mean what was written', () => {
  const { b, f } = compileContent(
    {
      bar: { pages: ['/blog/*', '/Exact'], notPages: '*login*', position: 'top left', color: 'red' },
      discovery: { pages: ['shop.test/blog/*', 'shop.test', '/docs'], files: ['pdf', '.pptx'], video: true },
    },
    [],
    new Map(),
  );
  const on = new RegExp(b?.on ?? '');
  assert.deepEqual(
    ['/blog/x', '/Exact', '/exact', '/Exact/x', '/a/blog/x'].map((path) => on.test(path)),
    [true, true, false, false, false],
  );
  assert.deepEqual([b?.top, b?.left, b?.color], [1, 1, 'red']);
  const pages = new RegExp(f?.pages ?? '', 'i');
  assert.deepEqual(
    ['shop.test/blog/x', 'shop.test/', 'shop.test/other', 'any.test/docs'].map((page) => pages.test(page)),
    [true, true, false, true],
  );
  assert.equal(f?.files, 'pdf|pptx');
});

test('counts are showings and goals, by segment where there are enough, and the trend of two weeks against two', async () => {
  const id = idOf(guide);
  const store = totals([
    { day: '2026-11-20', type: 'content-view', value: [id, 'WIDGET', 'template1', '7'], counted: 60 },
    { day: '2026-11-21', type: 'content-view', value: [id, 'WIDGET', 'template2', ''], counted: 40 },
    { day: '2026-11-21', type: 'content-view', value: [id, 'BAR', '', '8'], counted: 10 },
    { day: '2026-11-21', type: 'content-click', value: [id, 'WIDGET', 'template1', '7'], counted: 6 },
    { day: '2026-11-20', type: 'content-read', value: [id], counted: 25 },
    { day: '2026-11-01', type: 'content-read', value: [id], counted: 10 },
    { day: '2026-09-01', type: 'content-click', value: [id, 'WIDGET', '', ''], counted: 99 },
  ]);
  assert.deepEqual((await readCounts(store, 'shop', 'clicks', NOW)).get(id), { n: [110, 6], g: { 7: [60, 6] }, r: 2 });
});

test('a decision is kept, by address, and two at once do not lose each other', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'rtp-content-'));
  const approved = openApproved(dir);
  assert.deepEqual(await approved.read('shop'), []);
  const of = (name: string, yes: boolean) => ({ title: name, address: '/' + name, approved: yes });
  await Promise.all([
    approved.decide('shop', of('a', true)),
    approved.decide('shop', of('b', false)),
    approved.decide('shop', of('a', false)),
  ]);
  assert.deepEqual(
    (await approved.read('shop')).map(({ title, approved: yes }) => [title, yes]),
    [
      ['b', false],
      ['a', false],
    ],
  );
  assert.equal(JSON.parse(await readFile(join(dir, 'content/shop.json'), 'utf8')).length, 2);
});

test('where the folder cannot be written the owner is told what to write instead', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'rtp-content-'));
  await writeFile(join(dir, 'content'), 'a file where the folder should be');
  await assert.rejects(openApproved(dir).decide('shop', { title: 'a', address: '/a', approved: true }), /ENOTDIR|cannot be written/);
});

test('the tab shows what is in force, what is held, and what was found and waits', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'rtp-content-'));
  const approved = openApproved(dir);
  await approved.decide('shop', { title: 'No', address: 'https://shop.test/no', approved: false });
  const id = idOf(guide);
  const store = totals([
    { day: '2026-11-20', type: 'content-found', value: ['https://shop.test/new', 'New', '', 'About it'], counted: 1 },
    { day: '2026-11-20', type: 'content-found', value: ['https://shop.test/no', 'No'], counted: 1 },
    { day: '2026-11-20', type: 'content-view', value: [id, 'WIDGET', 'template1', ''], counted: 50 },
    { day: '2026-11-20', type: 'content-click', value: [id, 'BAR', '', ''], counted: 5 },
    { day: '2026-11-20', type: 'content-goal', value: [id, 'WIDGET', 'assisted'], counted: 2 },
  ]);
  const rows = await contentRows({ store, approved }, 'shop', { content: [guide] }, MONTH);
  assert.deepEqual(rows.map(({ entry, state }) => [entry.title, state]).sort(), [
    ['Guide', 'shown'],
    ['New', 'waiting'],
    ['No', 'held'],
  ]);
  const row = rows.find((one) => one.id === id);
  assert.deepEqual(row?.figures, { shown: 50, clicked: 5, direct: 0, assisted: 2, recent: 0, earlier: 0 });
  assert.deepEqual(row?.sources, { WIDGET: { shown: 50, clicked: 0 }, BAR: { shown: 0, clicked: 5 } });
});

test('a form that is sent is a conversion of what was clicked before: direct in the same visit, assisted later, each stored once', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'rtp-conversions-'));
  const sqlite = await openSqlite(join(dir, 'rtp.db'));
  const store = withConversions(sqlite, {
    file: (account) => (account === 'shop' ? { content: [guide], conversions: ['form', 'order paid*'] } : undefined),
  });
  const id = idOf(guide);
  const one = (number: number, more: Partial<StoredEvent>): StoredEvent => anEvent({ account: 'shop', number, at: NOW + number, ...more });
  const click = (entry: string): Partial<StoredEvent> => ({ type: 'content-click', value: [entry, 'WIDGET', 'template1', '7'] });
  const goals = async (): Promise<string[][]> =>
    (await sqlite.events({ account: 'shop', type: 'content-goal', limit: 100 })).map(({ value }) => value);
  await store.insert([one(1, click(id)), one(2, { value: ['form', 'contact'] })]);
  assert.deepEqual(await goals(), [[id, 'WIDGET', 'direct', '7']]);
  const later = one(3, { value: ['Order paid', '12'], session: 'session2', at: NOW + 60 * 86_400_000 });
  assert.deepEqual(await store.insert([later]), ['new']);
  assert.deepEqual(await store.insert([later]), ['duplicate']);
  assert.deepEqual(await goals(), [
    [id, 'WIDGET', 'direct', '7'],
    [id, 'WIDGET', 'assisted', '7'],
  ]);
  // Neither before the click, nor of another visitor, nor of another account, nor half a year later, nor an event that is none.
  await store.insert([
    one(4, { value: ['form'], at: NOW - 60_000 }),
    one(5, { value: ['form'], visitor: 'visitor2' }),
    one(6, { value: ['form'], account: 'other' }),
    one(7, { value: ['form'], at: NOW + 200 * 86_400_000 }),
    one(8, { value: ['download'] }),
    one(9, { value: ['form'], visitor: null, session: null }),
  ]);
  assert.equal((await goals()).length, 2);
  const [row] = await contentRows(
    { store: sqlite, approved: openApproved(dir) },
    'shop',
    { content: [guide] },
    lastDays(NOW + 60 * 86_400_000),
  );
  assert.deepEqual([row?.figures.direct, row?.figures.assisted], [0, 1]);
  await sqlite.close();
});
