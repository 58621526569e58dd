/** What happens to the machine: a start that cannot be, a second collector, a file that is moved, deleted, damaged, or cannot grow. */
import assert from 'node:assert/strict';
import { closeSync, mkdirSync, openSync, renameSync, statSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startProblem } from './start-problem.js';
import { ADMIN, body, folder, openCollector, refusedCollector, spawnCollector, type Running } from './testing/collector.js';

describe('a start that cannot be', () => {
  let dir = '';
  before(async () => (dir = await folder()));
  after(() => rm(dir, { recursive: true }));

  it('is one sentence, which names the place', async () => {
    const at = (name: string): string => join(dir, name);
    mkdirSync(at('foreign'));
    writeFileSync(at('foreign/rtp.db'), 'This is no database, but a text that somebody put here. '.repeat(100));
    writeFileSync(at('file'), 'x');
    mkdirSync(at('dir.db'));
    const tries: [env: Record<string, string>, says: RegExp][] = [
      [{ RTP_DATA: at('foreign') }, /^The collector cannot start: RTP_STORE: .*foreign\/rtp\.db is no data file; move it away/],
      [{ RTP_DATA: at('file') }, /^The collector cannot start: .*file is a file, and a folder is expected/],
      [{ RTP_DATA: at('file/in it') }, /^The collector cannot start: .*a part of the path is a file/],
      [{ RTP_DATA: '/proc/nothing' }, /^The collector cannot start: \/proc\/nothing is not there/],
      [{ RTP_DATA: at('d'), RTP_STORE: at('dir.db') }, /^Configuration: RTP_STORE: .*dir\.db is a folder/],
      [{ RTP_DATA: at('h'), HOST: '203.0.113.1' }, /^The collector cannot start: HOST: this machine has no address 203\.0\.113\.1/],
      [{ RTP_DATA: at('t'), RTP_TOKEN: 'short' }, /^Configuration: RTP_TOKEN: .*at least 16 characters/],
    ];
    for (const [env, says] of tries) {
      const { code, output } = await refusedCollector({ RTP_LOG: 'silent', ...env });
      assert.equal(code, 1);
      assert.match(output, says);
      assert.equal(output.trim().split('\n').length, 1, output);
    }
  });

  it('says so of errors that cannot be made here, and of none is the word undefined', () => {
    const given = { host: '0.0.0.0', port: 80, data: './data', store: '/data/rtp.db' };
    const failed = (parts: object): Error => Object.assign(new Error('raw'), parts);
    for (const [error, says] of [
      [failed({ code: 'EROFS', path: '/data' }), /^\/data is on a file system that is mounted read-only/],
      [failed({ code: 'EACCES', path: '/data' }), /^\/data may not be written to/],
      [failed({ code: 'ENOSPC', path: '/data/token' }), /^the disk is full: \/data\/token/],
      [failed({ code: 'SQLITE_FULL' }), /^RTP_STORE: the disk is full: \/data\/rtp\.db/],
      [failed({ code: 'SQLITE_CORRUPT_VTAB' }), /rtp\.db is damaged/],
      [failed({ code: 'SQLITE_READONLY_DIRECTORY' }), /may not be written to/],
      [failed({ code: 'EACCES', syscall: 'listen' }), /^PORT: this user may not listen on port 80/],
      [failed({ code: 'ENOTFOUND', syscall: 'getaddrinfo' }), /^HOST: 0\.0\.0\.0 is no address/],
      [new AggregateError([new Error('connect ECONNREFUSED 10.0.0.1:5432')]), /ECONNREFUSED/],
      [undefined, /undefined|no reason/],
      [{}, /no reason was given/],
    ] as const)
      assert.match(startProblem(error, given), says);
    const secret = startProblem(failed({}), { ...given, store: 'postgres://rtp:s3cret@db.test/rtp' });
    assert.ok(secret.includes('db.test') && !secret.includes('s3cret'), secret);
  });

  it('is refused beside another collector on the same file, by any link, and is free again after kill -9', async () => {
    const data = join(dir, 'one');
    const first = await spawnCollector({ RTP_DATA: data });
    symlinkSync(data, join(dir, 'link'));
    for (const RTP_DATA of [data, join(dir, 'link')]) {
      const second = await refusedCollector({ RTP_DATA });
      assert.equal(second.code, 1);
      assert.match(second.output, new RegExp(`in use by another collector: process ${first.child.pid} on .*127\\.0\\.0\\.1:0, since 20`));
    }
    assert.equal((await fetch(first.url + '/readyz')).status, 200, 'the first goes on');
    first.child.kill('SIGKILL');
    await first.ended;
    const again = await spawnCollector({ RTP_DATA: data });
    assert.notEqual(again.url, '', again.output());
    again.child.kill('SIGTERM');
    assert.equal((await again.ended)[0], 0);
  });
});

describe('a data file', () => {
  const ready = async (one: Running): Promise<number> => (await fetch(one.url + '/readyz')).status;
  let pages = 0;
  const send = async (one: Running): Promise<number> => (await one.send(body([[1, 0, 'view']], { p: `mp0000faults${pages++}` }))).status;

  for (const name of ['rtp.db', 'rtp.db-wal', 'rtp.db-shm'])
    it(`acknowledges nothing while ${name} is moved away, and goes on when it is back`, async () => {
      const one = await openCollector();
      const path = join(one.dir, name);
      assert.deepEqual([await send(one), await ready(one)], [204, 200]);
      renameSync(path, path + '-away');
      const answer = await one.send(body([[1, 0, 'view']], { p: 'mp0000faultsgone' }));
      assert.deepEqual([answer.status, await ready(one)], [503, 503]);
      assert.ok(Number(answer.headers.get('retry-after')) > 0);
      // Another file of the name is not the one that is open.
      writeFileSync(path, '');
      assert.equal(await send(one), 503);
      renameSync(path + '-away', path);
      assert.deepEqual([await send(one), await ready(one)], [204, 200]);
      await one.end();
    });

  it('is not ready when pages are damaged', async () => {
    const one = await openCollector();
    for (let i = 0; i < 40; i++) {
      const events = Array.from({ length: 100 }, (_, n) => [n + 1, 0, 'event', 'value ' + n]);
      assert.equal((await one.send(body(events, { p: `mp0000damage${i}` }))).status, 204);
    }
    // The ordinary way into the file, which erasing goes as well.
    assert.equal((await fetch(one.url + '/api/visitors/nobody?account=demo', { method: 'DELETE', headers: ADMIN })).status, 200);
    await fetch(one.url + '/api/visitors/visitor1?account=other', { method: 'DELETE', headers: ADMIN });
    await one.send(body([[1, 0, 'view']], { p: 'mp0000erase', u: 'gone' }));
    await fetch(one.url + '/api/visitors/gone?account=demo', { method: 'DELETE', headers: ADMIN });
    const path = join(one.dir, 'rtp.db');
    const { size } = statSync(path);
    assert.ok(size > 100_000, 'the log has been copied');
    const handle = openSync(path, 'r+');
    for (let at = 8192; at < size; at += 4096) writeSync(handle, Buffer.alloc(2048, 0xa5), 0, 2048, at);
    closeSync(handle);
    assert.equal(await ready(one), 503);
    await one.end().catch(() => {});
  });

  it('is not ready when commits fail, until one succeeds', async () => {
    let broken = true;
    const one = await openCollector({
      store: (store) => ({ ...store, insert: (events) => (broken ? Promise.reject(new Error('disk')) : store.insert(events)) }),
    });
    assert.deepEqual([await ready(one), await send(one), await ready(one)], [200, 503, 503]);
    broken = false;
    assert.deepEqual([await send(one), await ready(one)], [204, 200]);
    await one.end();
  });
});
