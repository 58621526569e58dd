/** What waits gets its turn, whatever a proxy in front of the collector refuses: the outbox with a browser's parts as far as it needs them. */
import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Row } from './encode.js';
import type { Outbox } from './outbox.js';
import { requestOf } from './testing/request.js';
import type { WireAnswer, WireBody } from './wire.js';

/** What was sent with the answer awaited, what a proxy says to it, and the rows in the database. */
const world = {
  asked: [] as WireBody[],
  beacons: [] as WireBody[],
  stored: new Set<string>(),
  rows: new Map<string, Row>(),
  /** an answer that names nothing, where the body does not reach the collector */
  proxy: (_text: string): { status: number; text?: string } | undefined => undefined,
};

const idsOf = ({ b = [] }: WireBody): string[] => b.flatMap(({ p, e }) => e.map(([n]) => `${p}.${n}`));
const collect = (body: WireBody): WireAnswer => {
  for (const id of idsOf(body)) world.stored.add(id);
  const asked = (body.q ?? []).flatMap(([p, ...numbers]) => numbers.map((n) => [p, n] as const));
  const sent = (body.b ?? []).flatMap(({ p, e }) => e.map(([n]) => [p, n] as const));
  return { v: 2, have: [...asked, ...sent].filter(([p, n]) => world.stored.has(`${p}.${n}`)).map(([p, n]) => [p, n, n]) };
};

const XMLHttpRequest = requestOf((text, tell) => {
  const body = JSON.parse(text) as WireBody;
  world.asked.push(body);
  const { status, text: said } = world.proxy(text) ?? { status: 200, text: JSON.stringify(collect(body)) };
  tell(status, said ?? '<h1>Request rejected</h1>');
});

/** A request of IndexedDB's: it tells of its success in a task of its own. */
const told = <T>(result: T): { result: T; onsuccess?: () => void } => {
  const request: { result: T; onsuccess?: () => void } = { result };
  setTimeout(() => request.onsuccess?.());
  return request;
};
const key = ({ p, n }: Row): string => `${p}.${n}`;
const table = {
  put: (row: Row) => {
    world.rows.set(key(row), structuredClone(row));
    return told(undefined);
  },
  delete: ([p, n]: [string, number]) => world.rows.delete(`${p}.${n}`),
  getAll: () => told(structuredClone([...world.rows.values()].sort((a, b) => (a.p < b.p ? -1 : a.p > b.p ? 1 : a.n - b.n)))),
  clear: () => world.rows.clear(),
};
Object.defineProperty(globalThis, 'navigator', {
  value: { sendBeacon: (_: string, text: string) => world.beacons.push(JSON.parse(text) as WireBody) > 0 },
});
Object.assign(globalThis, {
  XMLHttpRequest,
  document: { cookie: '' },
  localStorage: {},
  indexedDB: { open: () => told({ transaction: () => ({ objectStore: () => table }), close() {} }) },
});

const entry = fileURLToPath(new URL('outbox.ts', import.meta.url));
const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format: 'esm' });
const code = 'data:text/javascript,' + encodeURIComponent(outputFiles[0]?.text ?? '');

let now = 1_800_000_000_000;
/** The tests' time is not the machine's. What ran is gone. */
const start = (): void => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: (now += 1e6) });
};
beforeEach(() => {
  Object.assign(world, { asked: [], beacons: [], stored: new Set(), rows: new Map(), proxy: () => undefined });
  delete localStorage['_rtp'];
});

/** So many seconds go by, with all that is answered in them. */
const pass = async (seconds: number): Promise<void> => {
  for (let ms = 0; ms < seconds * 1000; ms += 50) {
    mock.timers.tick(50);
    for (let i = 0; i < 30; i++) await Promise.resolve();
  }
};
const rowsOf = (page: string, ...values: string[]): Row[] =>
  values.map((value, i) => ({
    c: '/e',
    p: page,
    n: i + 1,
    t: Date.now(),
    m: performance.now(),
    h: `{"p":"${page}","a":"demo","l":"/","e":[`,
    e: `"event","${value}"`,
  }));
/** A page, which has its own copy of all that the tag remembers; the page before it is gone. */
const open = async (page: string): Promise<Outbox> => {
  start();
  const { openOutbox } = (await import(`${code}#${now}`)) as typeof import('./outbox.js');
  const outbox = openOutbox(
    '/e',
    page,
    () => undefined,
    () => {},
    () => rowsOf(page + 'o', 'x')[0] as Row,
    () => {},
  );
  await pass(0.2);
  return outbox;
};
const POISON = /poison/;
const names = (page: string, from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, i) => `${page}.${from + i}`);

for (const [name, answer] of Object.entries({
  'a 413': 413,
  'a 400': 400,
  'a 403': 403,
  'a 503': 503,
  'a page with 200': 200,
  'no answer': 0,
}))
  test(`what is refused alone with ${name} does not hold up what is behind it, and is not thrown away`, async () => {
    const outbox = await open('17000000001');
    world.proxy = (text) => (POISON.test(text) ? { status: answer } : undefined);
    // Beacons do not arrive.
    outbox._add(rowsOf('17000000001', 'poison', 'poison', 'poison', 'poison', 'a', 'b', 'c'));
    await pass(30);
    assert.deepEqual([...world.stored].sort(), names('17000000001', 5, 7));
    const before = world.asked.length;
    await pass(60);
    assert.ok(world.asked.length - before < 60, `${world.asked.length - before} requests in a minute about what is refused`);
    assert.deepEqual([...world.rows.keys()].sort(), names('17000000001', 1, 4), 'kept');
    world.proxy = () => undefined;
    await pass(120);
    assert.deepEqual([[...world.stored].sort(), world.rows.size], [names('17000000001', 1, 7), 0], 'when it passes');
  });

test('many rows that are refused alone: those behind them get their turn, on the next page at once', async () => {
  const first = await open('17000000001');
  world.proxy = (text) => (POISON.test(text) ? { status: 403 } : undefined);
  first._add(rowsOf('17000000001', ...Array<string>(12).fill('poison'), 'a'));
  await pass(90);
  assert.deepEqual([...world.stored], names('17000000001', 13, 13));
  const second = await open('17000000002');
  const before = world.asked.length;
  second._add(rowsOf('17000000002', 'b'));
  await pass(3);
  assert.ok(world.stored.has('17000000002.1'), `after ${world.asked.length - before} requests`);
  assert.deepEqual(world.rows.size, 12);
});

test('in an outage nothing changes its place: what is asked about is not sent without a question', async () => {
  const outbox = await open('17000000001');
  let down = true;
  world.proxy = () => (down ? { status: 503 } : undefined);
  outbox._add(rowsOf('17000000001', 'a', 'b'));
  // The beacon had arrived.
  world.beacons.map(collect);
  await pass(20);
  down = false;
  world.asked = [];
  await pass(60);
  assert.deepEqual(world.asked.flatMap(idsOf), []);
  assert.equal(world.rows.size, 0);
});

/** What another tab's core leaves behind it, or its stub. */
const optOutElsewhere = (): void => {
  Object.assign(localStorage, { _rtp: '0-' });
  world.rows.clear();
};

for (const [name, next] of Object.entries({
  'is asked about no more': () => pass(60),
  'does not leave with the page': async (outbox: Outbox) => outbox._leave(),
}))
  test(`opted out in another tab: what waits here ${name}, and is kept nowhere`, async () => {
    const outbox = await open('17000000001');
    world.proxy = () => ({ status: 503 });
    outbox._add(rowsOf('17000000001', 'a', 'b'));
    await pass(20);
    optOutElsewhere();
    Object.assign(world, { asked: [], beacons: [], proxy: () => undefined });
    await next(outbox);
    assert.deepEqual([world.asked, world.beacons, world.stored.size, world.rows.size], [[], [], 0, 0]);
  });

test('opted out in another tab while an answer is awaited: the rest of the round is not sent', async () => {
  const outbox = await open('17000000001');
  world.proxy = () => {
    optOutElsewhere();
    return { status: 413 };
  };
  outbox._add(rowsOf('17000000001', 'a', 'b', 'c'));
  await pass(60);
  assert.deepEqual([world.asked.length, world.rows.size], [1, 0]);
});

test('a page without XMLHttpRequest: nothing is thrown, and what waits leaves by beacon', async () => {
  const outbox = await open('17000000001');
  Object.assign(globalThis, { XMLHttpRequest: undefined });
  try {
    outbox._add(rowsOf('17000000001', 'a'));
    await pass(20);
    assert.deepEqual(world.beacons.flatMap(idsOf), ['17000000001.1']);
  } finally {
    Object.assign(globalThis, { XMLHttpRequest });
  }
});
