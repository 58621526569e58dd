/** What an operator does to a collector in full work: stops it, copies its file, starts it with the wrong Node. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { wrongNode } from './node-version.js';
import { driverName, driverProblem } from './store/sqlite/driver.js';
import { ADMIN, body, folder, spawnCollector, TOKEN, type Spawned } from './testing/collector.js';
import { openLoad } from './testing/load.js';

const run = promisify(execFile);
const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const stop = async (one: Spawned): Promise<number | null> => {
  one.child.kill('SIGTERM');
  return (await one.ended)[0];
};
/** All lines of the export by id; a second line of one id fails. */
const stored = async (url: string): Promise<Map<string, string>> => {
  const lines = (await (await fetch(url + '/api/export', { headers: ADMIN })).text()).split('\n').filter(Boolean);
  const byId = new Map(lines.map((line) => [(JSON.parse(line) as { id: string }).id, line]));
  assert.equal(byId.size, lines.length, 'none twice');
  return byId;
};
const SLOW = 'mp0000000slow.1';
/** Sends half of a request; `finish` sends the rest and gives the answer. */
const openHalf = (url: string): { begun: Promise<unknown>; finish(): Promise<string> } => {
  const text = JSON.stringify(body([[1, 0, 'event', 'slow']], { p: 'mp0000000slow', a: 'slow' }));
  const socket = connect(Number(new URL(url).port), '127.0.0.1').setEncoding('latin1');
  const head = `POST /e HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: ${text.length}\r\n\r\n`;
  let answer = '';
  socket.on('data', (chunk: string) => (answer += chunk));
  return {
    begun: new Promise((resolve) => socket.write(head + text.slice(0, 20), resolve)),
    finish: async () => {
      const closed = once(socket, 'close');
      socket.write(text.slice(20));
      await closed;
      return answer;
    },
  };
};
const without = (ids: Iterable<string>, have: { has(id: string): boolean }): string[] => [...ids].filter((id) => !have.has(id));

describe('a collector in full work', () => {
  let dir = '';
  before(async () => (dir = await folder()));
  after(() => rm(dir, { recursive: true }));

  it('stops without losing what it answered, and without cutting an answer', async () => {
    const env = { RTP_DATA: join(dir, 'stopped') };
    const one = await spawnCollector(env);
    const load = openLoad(one.url, 200);
    // Reads that are under way end whole, too; the live page's feed is let go.
    const feed = await fetch(one.url + '/api/feed', { headers: ADMIN });
    await load.reach(3000);
    const reading = fetch(one.url + '/api/export', { headers: ADMIN });
    const exported = (await reading).text();
    // A request of which half has come when the stop begins is answered, too, and told that no other may follow.
    const slow = openHalf(one.url);
    await slow.begun;
    one.child.kill('SIGTERM');
    for (;;) if (!(await fetch(one.url + '/healthz', { headers: { connection: 'close' } }).catch(() => undefined))) break;
    const answer = await slow.finish();
    assert.equal((await one.ended)[0], 0, one.output());
    await load.ended;
    await feed.text();
    assert.ok((await exported).endsWith('\n'), 'an export that had begun is whole');
    assert.deepEqual(load.wrong, []);
    assert.match(answer, /^HTTP\/1\.1 204 .*\nconnection: close/is, 'an answer of the last moment says that it is the last');
    await assert.rejects(fetch(one.url + '/healthz'), 'nobody listens any more');

    const again = await spawnCollector(env);
    const have = await stored(again.url);
    assert.deepEqual(without([...load.answered, SLOW], have), [], 'none lost');
    assert.deepEqual(without(have.keys(), new Set([...load.sent, SLOW])), [], 'none made up');
    assert.equal(await stop(again), 0);
  });

  it('is copied meanwhile: the copy has all that was answered before, each row as it is, and starts', async () => {
    const data = join(dir, 'copied');
    const one = await spawnCollector({ RTP_DATA: data });
    const load = openLoad(one.url, 50);
    await load.reach(5000);
    const earlier = new Set(load.answered);
    const copy = join(dir, 'copy.db');
    const { stdout } = await run(process.execPath, ['--import', 'tsx', script('admin.ts'), 'backup', copy], {
      env: { PATH: process.env.PATH, RTP_DATA: data, RTP_TOKEN: TOKEN },
    });
    assert.match(stdout, /bytes, checked/);
    const later = new Set(load.sent);
    await load.reach(load.answered.size + 500);
    await load.end();
    assert.deepEqual(load.wrong, []);
    const original = await stored(one.url);
    assert.equal(await stop(one), 0);

    const restored = await spawnCollector({ RTP_DATA: join(dir, 'restored'), RTP_STORE: copy });
    const have = await stored(restored.url);
    assert.deepEqual(without(earlier, have), [], 'all that was answered before');
    assert.deepEqual(without(have.keys(), later), [], 'nothing from after');
    assert.deepEqual(
      [...have].filter(([id, line]) => original.get(id) !== line),
      [],
      'each row as it is',
    );
    const { stored: total } = (await (await fetch(restored.url + '/api/stats', { headers: ADMIN })).json()) as { stored: number };
    assert.equal(total, have.size, 'totals and rows agree');
    assert.equal(await stop(restored), 0);
  });

  it('makes no file that another user can read', async () => {
    const data = join(dir, 'private');
    const one = await spawnCollector({ RTP_DATA: data, RTP_TOKEN: '' });
    const names = await readdir(data);
    assert.ok(names.includes('token') && names.includes('rtp.db') && names.includes('rtp.db-wal'), names.join());
    for (const path of [data, ...names.map((name) => join(data, name))]) assert.equal((await stat(path)).mode & 0o077, 0, path);
    assert.equal(await stop(one), 0);
  });
});

describe('Node’s version', () => {
  it('is refused only where it cannot run, with a way to get another', () => {
    for (const version of ['20.11.0', '20.20.2', '22.9.9', '24.21.0', '26.10.0', '100.0.0'])
      assert.equal(wrongNode(version), undefined, version);
    for (const version of ['18.20.4', '20.10.0', ''])
      assert.match(wrongNode(version) ?? '', /needs Node 20\.11 or newer\. Get one from https:\/\/nodejs\.org\//, version);
  });
  it('may be another one than the driver was compiled for: one sentence says what to run', () => {
    const compiled = "The module 'x.node'\nwas compiled against a different Node.js version using\nNODE_MODULE_VERSION 115.";
    const name = driverName('9');
    assert.match(driverProblem(compiled, name), /compiled for another version of Node: run 'npm rebuild better-sqlite3' with this Node/);
    assert.match(
      driverProblem('Could not locate the bindings file. Tried:\n → x', name),
      /installed without being compiled: run 'npm rebuild/,
    );
    assert.match(
      driverProblem(`Cannot find module '${name}'\nRequire stack:`, name),
      /not installed: run 'npm install --include=optional'/,
    );
    assert.match(driverProblem('no such thing\nat all'), /does not load: no such thing; run/);
  });
  it('chooses the edition of the driver', async () => {
    const installed = JSON.parse(await readFile(script('package.json'), 'utf8')) as { optionalDependencies: Record<string, string> };
    // process.versions.napi of Node 20.20, 22.13, 22.14 and 26.
    assert.deepEqual(
      ['9', '9', '10', '10'].map(
        (api) => installed.optionalDependencies[driverName(api)]?.replace(/^npm:better-sqlite3@/, '').split('.')[0],
      ),
      ['12', '12', '13', '13'],
    );
  });
  it('needs no compiler where the driver comes compiled', async () => {
    // Without the line npm ci compiles it all the same, and leaves it out where it cannot: npm install takes the line out of the lock file.
    const lock = JSON.parse(await readFile(script('../package-lock.json'), 'utf8')) as { packages: Record<string, { gypfile?: boolean }> };
    assert.equal(
      lock.packages[`node_modules/${driverName('10')}`]?.gypfile,
      false,
      'add "gypfile": false to its entry in package-lock.json',
    );
  });
  it('is looked at before anything else is loaded', async () => {
    // A driver that breaks at once, as the real one does in another Node: the check must come before it.
    const faked = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'18.20.4'});process.dlopen=()=>process.abort()`;
    for (const name of ['main.ts', 'admin.ts']) {
      const child = spawn(process.execPath, ['--import', 'tsx', '--import', faked, script(name), 'config'], {
        env: { PATH: process.env.PATH },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
      const [code] = (await once(child, 'close')) as [number | null];
      assert.ok(code === 1 || code === 2, `${name}: ${code}`);
      assert.match(said, /^Node 18\.20\.4 cannot run this collector: it needs Node 20\.11 or newer\. /);
    }
  });
  it('is stated to the installer', async () => {
    const { engines } = JSON.parse(await readFile(script('../package.json'), 'utf8')) as { engines: { node: string } };
    assert.equal(engines.node, '>=20.11');
  });
});
