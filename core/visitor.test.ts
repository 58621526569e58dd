/** The visitor's ids in a browser's cookie jar: other cookies of the name, refused domains, opt-outs. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

interface Cookie {
  name: string;
  value: string;
  domain: string;
  hostOnly: boolean;
}
/** As much of a browser as the jar needs; `refuses` says which domains are public suffixes. */
const browser = {
  host: '',
  cookies: [] as Cookie[],
  writes: [] as string[],
  stored: {} as Record<string, string>,
  blocked: false,
  noMirror: false,
};
const refuses = new Set(['test', 'co.test', 'localhost']);

const setCookie = (text: string): void => {
  if (browser.blocked) throw new Error('SecurityError');
  browser.writes.push(text);
  const [pair = '', ...attributes] = text.split(';');
  const [name = '', value = ''] = pair.split('=');
  const domain = attributes.find((attribute) => attribute.startsWith('domain='))?.slice(7);
  if (domain !== undefined && (refuses.has(domain) || !('.' + browser.host).endsWith('.' + domain))) return;
  const cookie = { name, value, domain: domain ?? browser.host, hostOnly: domain === undefined };
  browser.cookies = browser.cookies.filter((one) => one.name !== name || one.domain !== cookie.domain || one.hostOnly !== cookie.hostOnly);
  if (!attributes.includes('max-age=0')) browser.cookies.push(cookie);
};
const document = {
  get cookie(): string {
    if (browser.blocked) throw new Error('SecurityError');
    return browser.cookies
      .filter(({ domain, hostOnly }) => (hostOnly ? domain === browser.host : ('.' + browser.host).endsWith('.' + domain)))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  },
  set cookie(text: string) {
    setCookie(text);
  },
};
const location = {
  get hostname(): string {
    return browser.host;
  },
};
Object.assign(globalThis, { document, location });
Object.defineProperty(globalThis, 'localStorage', {
  configurable: true,
  get: () => {
    if (browser.blocked || browser.noMirror) throw new Error('SecurityError');
    return browser.stored;
  },
});

let loads = 0;
const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('visitor.ts', import.meta.url))],
  bundle: true,
  format: 'esm',
  write: false,
});
const code = 'data:text/javascript,' + encodeURIComponent(outputFiles[0]?.text ?? '');
/** The modules as a page loads them: they remember for as long as the page lasts. */
const load = (): Promise<typeof import('./visitor.js')> => import(`${code}#${++loads}`) as Promise<typeof import('./visitor.js')>;
const ours = (): string[] =>
  browser.cookies.filter(({ name }) => name === '_rtp').map(({ domain, hostOnly }) => (hostOnly ? '' : '.') + domain);
const OLD = '1111111111.2222222222.1';

beforeEach(() => Object.assign(browser, { host: 'www.shop.test', cookies: [], writes: [], stored: {}, blocked: false, noMirror: false }));

test('the cookie stands on the widest domain that takes it, and ids last', async () => {
  const { whoIs } = await load();
  const ids = whoIs();
  assert.deepEqual(ours(), ['.shop.test']);
  assert.deepEqual(whoIs(), ids);
  assert.deepEqual((await load()).whoIs(), ids);
});

for (const [host, at] of [
  ['www.shop.co.test', '.shop.co.test'],
  ['localhost', 'localhost'],
  ['127.0.0.1', '127.0.0.1'],
] as const)
  test(`on ${host} it is ${at}`, async () => {
    browser.host = host;
    (await load()).whoIs();
    assert.deepEqual(ours(), [at]);
  });

test('a domain that refuses it is tried once a page', async (context) => {
  context.mock.timers.enable({ apis: ['Date'], now: 1_800_000_000_000 });
  browser.host = 'www.shop.co.test';
  const { whoIs } = await load();
  for (let i = 0; i < 4; i++) {
    whoIs();
    context.mock.timers.tick(61_000);
  }
  assert.equal(browser.writes.filter((text) => text.endsWith('domain=co.test')).length, 1);
  assert.equal(browser.writes.filter((text) => text.endsWith('domain=test')).length, 0);
});

for (const [what, first] of [
  ['before', true],
  ['after', false],
] as const)
  test(`a cookie of the host, there ${what} ours, heals: one visitor, one session, and one cookie in the end`, async (context) => {
    context.mock.timers.enable({ apis: ['Date'], now: 1_800_000_000_000 });
    const { whoIs } = await load();
    if (first) setCookie(`_rtp=${OLD};path=/`);
    const ids = whoIs();
    if (!first) setCookie(`_rtp=${OLD};path=/`);
    for (let i = 0; i < 3; i++) {
      assert.deepEqual(whoIs(), ids);
      context.mock.timers.tick(61_000);
    }
    assert.deepEqual(ours(), ['.shop.test']);
  });

test('cookies and keys with a name like ours are not ours', async () => {
  for (const name of ['shop-_rtp', 'webrtc_rtp', 'x_rtp']) setCookie(`${name}=0-;path=/`);
  browser.stored.rtp1 = '42';
  const { whoIs, optOut } = await load();
  const ids = whoIs();
  assert.ok(ids[0] && ids[1]);
  assert.deepEqual(whoIs(), ids);
  optOut(1);
  assert.equal(browser.stored.rtp1, '42');
  assert.equal(browser.cookies.filter(({ value }) => value === '0-').length, 4);
});

test('what a page puts into it is no id', async () => {
  setCookie('_rtp=<b>;path=/');
  browser.stored._rtp = '1-';
  assert.match((await load()).whoIs().join(), /^\d{20,40},\d{20,40}$/);
});

test('an opt-out holds on the next page, is renewed there once, and an opt-in is a new visitor', async () => {
  const before = (await load()).whoIs();
  (await load()).optOut(true);
  browser.writes = [];
  const next = await load();
  assert.deepEqual(next.whoIs(), ['', '']);
  assert.deepEqual(next.whoIs(), ['', '']);
  assert.deepEqual(browser.writes, ['_rtp=0-;max-age=33333333;path=/;domain=shop.test']);
  next.optOut(false);
  const after = next.whoIs();
  assert.ok(after[0] && after[0] !== before[0]);
  assert.deepEqual((await load()).whoIs(), after);
});

test('a page without localStorage hears of an opt-out on another page, and its own ids do not outvote it', async () => {
  const there = await load();
  const ids = there.whoIs();
  browser.noMirror = true;
  const without = await load();
  assert.deepEqual(without.whoIs(), ids);
  browser.noMirror = false;
  there.optOut(1);
  browser.noMirror = true;
  assert.deepEqual(without.whoIs(), ['', '']);
  // An older copy in one of the two places changes nothing.
  browser.noMirror = false;
  document.cookie = `_rtp=${ids.join('.')}.${Date.now()};path=/`;
  assert.deepEqual((await load()).whoIs(), ['', '']);
});

test('a page that was opted out on hears of an opt-in on another page: it may come back out of the history', async () => {
  const left = await load();
  left.optOut(1);
  assert.deepEqual(left.whoIs(), ['', '']);
  const next = await load();
  next.optOut(false);
  assert.deepEqual(left.whoIs(), next.whoIs());
  assert.notEqual(left.whoIs()[0], '');
});

test('an opt-in by somebody who never opted out changes nothing', async () => {
  const { whoIs, optOut } = await load();
  const ids = whoIs();
  optOut(false);
  assert.deepEqual(whoIs(), ids);
});

test("the stub's opt-out, a cookie of the host, counts beside ours of the domain", async () => {
  const { whoIs } = await load();
  whoIs();
  setCookie('_rtp=0-;path=/');
  assert.deepEqual(whoIs(), ['', '']);
  const { optOut, whoIs: next } = await load();
  optOut(false);
  assert.ok(next()[0]);
  assert.deepEqual(ours(), ['.shop.test']);
});

test('with all storage blocked ids and an opt-out last as long as the page', async () => {
  browser.blocked = true;
  const { whoIs, optOut } = await load();
  const ids = whoIs();
  assert.deepEqual(whoIs(), ids);
  optOut(true);
  assert.deepEqual(whoIs(), ['', '']);
  optOut(false);
  assert.notEqual(whoIs()[0], ids[0]);
  assert.ok(whoIs()[0]);
});

test('an opt-out that storage does not keep, and answers with the ids of before, holds on the page', async () => {
  const { whoIs, optOut } = await load();
  whoIs();
  const kept = document.cookie;
  Object.defineProperty(document, 'cookie', { configurable: true, get: () => kept, set: () => {} });
  try {
    optOut(true);
    assert.deepEqual(whoIs(), ['', '']);
  } finally {
    Reflect.deleteProperty(document, 'cookie');
    Object.defineProperty(document, 'cookie', { configurable: true, get: () => '', set: setCookie });
  }
});
