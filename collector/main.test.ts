import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ADMIN, body, folder, refusedCollector, spawnCollector, TOKEN, type Spawned } from './testing/collector.js';

const send = (url: string, given: unknown): Promise<Response> =>
  fetch(url + '/e', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: JSON.stringify(given) });
const stored = async (url: string): Promise<string[]> =>
  (await (await fetch(url + '/api/events?limit=100000', { headers: ADMIN })).text())
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { id: string }).id);
const stop = async (one: Spawned): Promise<number | null> => {
  one.child.kill('SIGTERM');
  return (await one.ended)[0];
};

describe('the collector as a process', () => {
  let dir = '';
  before(async () => (dir = await folder()));
  after(() => rm(dir, { recursive: true }));

  it('greets in at most four lines, makes a token that only its owner can read, and keeps it', async () => {
    const data = join(dir, 'first');
    const env = { RTP_DATA: data, RTP_TOKEN: '' };
    let one = await spawnCollector({ ...env, RTP_LOG: 'silent' });
    const lines = one.output().trim().split('\n');
    assert.ok(lines.length <= 4, one.output());
    assert.equal(lines.filter((line) => line.includes(one.url + '/')).length, 1);
    const token = (await readFile(join(data, 'token'), 'utf8')).trim();
    assert.ok(one.output().includes(token));
    assert.equal((await stat(join(data, 'token'))).mode & 0o777, 0o600);
    assert.equal((await fetch(one.url + '/api/stats', { headers: { authorization: 'Bearer ' + token } })).status, 200);
    assert.equal(await stop(one), 0);
    one = await spawnCollector(env);
    assert.ok(!one.output().includes(token), 'printed once');
    assert.equal((await fetch(one.url + '/api/stats', { headers: { authorization: 'Bearer ' + token } })).status, 200);
    assert.equal(await stop(one), 0);
    assert.ok(!one.output().includes(token), 'never in the log');
  });

  it('holds every answered event after kill -9 under load, once', async () => {
    const env = { RTP_DATA: join(dir, 'killed') };
    const answered: string[] = [];
    for (let round = 0; round < 3; round++) {
      const one = await spawnCollector(env);
      let enough = (): void => {};
      const loaded = new Promise<void>((resolve) => (enough = resolve));
      const visitors = Array.from({ length: 40 }, async (_, visitor) => {
        for (let number = 1; ; number++) {
          const page = `mp000000r${round}v${visitor}`;
          try {
            // Every third is sent twice: a repeat must not make a second row.
            const given = body([[number, 0, 'event', 'v' + (number % 5)]], { p: page, s: page });
            const answers = await Promise.all(number % 3 ? [send(one.url, given)] : [send(one.url, given), send(one.url, given)]);
            if (answers.some((answer) => answer.status === 204)) answered.push(`${page}.${number}`);
          } catch {
            return;
          }
          if (answered.length > (round + 1) * 400) enough();
        }
      });
      await loaded;
      one.child.kill('SIGKILL');
      await one.ended;
      await Promise.all(visitors);
    }
    const one = await spawnCollector(env);
    const ids = await stored(one.url);
    assert.equal(new Set(ids).size, ids.length, 'none twice');
    const have = new Set(ids);
    assert.deepEqual(
      answered.filter((id) => !have.has(id)),
      [],
      'none lost',
    );
    const stats = (await (await fetch(one.url + '/api/stats', { headers: ADMIN })).json()) as { stored: number };
    assert.equal(stats.stored, ids.length, 'totals and rows agree');
    assert.equal(await stop(one), 0);
  });

  it('does not start on a wrong configuration, and says why', async () => {
    for (const [env, said] of [
      [{ PORT: 'x' }, /PORT/],
      [{ RTP_NONSENSE: '1' }, /RTP_NONSENSE/],
    ] as const) {
      const { code, output } = await refusedCollector({ RTP_DATA: join(dir, 'wrong'), ...env });
      assert.equal(code, 1);
      assert.match(output, said);
      assert.doesNotMatch(output, /\n\s+at /, 'no stack');
    }
    const first = await spawnCollector({ RTP_DATA: join(dir, 'port1') });
    const second = await refusedCollector({ RTP_DATA: join(dir, 'port2'), PORT: new URL(first.url).port });
    assert.equal(second.code, 1);
    assert.match(second.output, /is taken/);
    await stop(first);
    await writeFile(join(dir, 'file'), 'x');
    assert.equal((await refusedCollector({ RTP_DATA: join(dir, 'file', 'in a file') })).code, 1);
  });

  it('is no test’s endless wait when it refuses: the helper fails at once and says why', async () => {
    await assert.rejects(spawnCollector({ RTP_DATA: join(dir, 'wrong'), PORT: 'x' }), /did not start \(exit 1\):\nConfiguration: PORT/);
    await assert.rejects(refusedCollector({ RTP_DATA: join(dir, 'starts') }), /was meant to refuse, and started/);
  });

  it('is served by its command line: erase, export, backup, config', async () => {
    const data = join(dir, 'admin');
    const one = await spawnCollector({ RTP_DATA: data });
    const run = (env: NodeJS.ProcessEnv, args: string[]): Promise<{ code: number; out: string; err: string }> =>
      new Promise((resolve) => {
        execFile(
          process.execPath,
          ['--import', 'tsx', fileURLToPath(new URL('admin.ts', import.meta.url)), ...args],
          { env: { PATH: process.env.PATH, ...env } },
          (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
        );
      });
    const admin = (...args: string[]): ReturnType<typeof run> => run({ RTP_DATA: data, RTP_TOKEN: TOKEN }, args);
    await send(
      one.url,
      body([
        [1, 0, 'view'],
        [2, 0, 'event', 'one'],
      ]),
    );
    const exported = await admin('export', '--account', 'demo', '--format', 'csv', '--url', one.url);
    assert.deepEqual([exported.code, exported.out.trim().split('\r\n').length], [0, 3], exported.err);
    const copy = join(dir, 'copy.db');
    assert.match((await admin('backup', copy)).out, /checked/);
    assert.equal((await admin('backup', copy)).code, 2, 'overwrites nothing');
    assert.match((await admin('erase', '--account', 'demo', '--visitor', 'visitor1', '--url', one.url)).out, /^2 events/);
    assert.deepEqual(await stored(one.url), []);
    assert.match((await admin('config')).out, /RTP_RETENTION_DAYS/);
    for (const args of [[], ['nonsense'], ['erase'], ['erase', '--nonsense'], ['export', '--url', 'http://127.0.0.1:9']]) {
      const { code, err } = await admin(...args);
      assert.equal(code, 2, args.join(' '));
      assert.match(err, /usage/);
    }
    const elsewhere = await run({ RTP_DATA: join(dir, 'elsewhere') }, ['export', '--url', one.url]);
    assert.match(elsewhere.err, /no token in .*elsewhere/);
    assert.ok(!existsSync(join(dir, 'elsewhere')), 'a token that no collector knows is not made');
    assert.equal(await stop(one), 0);

    const restored = await spawnCollector({ RTP_DATA: join(dir, 'restored'), RTP_STORE: copy });
    assert.equal((await stored(restored.url)).length, 2);
    assert.equal(await stop(restored), 0);
  });
});
