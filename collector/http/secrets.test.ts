/** What must be in no log, in no address and in nobody else's hands, and who may try how often. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openLog } from '../log.js';
import { ADMIN, body, openCollector, TOKEN, type Running } from '../testing/collector.js';

const form = (one: Running, token: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(one.url + '/login', {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: 'token=' + token,
  });

describe('the log', () => {
  it('has neither the token nor a visitor’s address, whatever goes wrong', async () => {
    let text = '';
    const broken = Promise.reject(new Error('the disk is on fire'));
    broken.catch(() => {});
    const one = await openCollector({
      env: { RTP_TRUST_PROXY: '127.0.0.1', RTP_RATE_LIMIT: '3' },
      log: openLog('trace', { write: (line: string) => void (text += line) }),
      store: (store) => ({
        ...store,
        insert: () => broken,
        events: () => broken,
        days: () => broken,
        erase: () => broken,
        health: () => broken,
      }),
    });
    const from = { 'x-forwarded-for': '203.0.113.77' };
    const cookie = (await form(one, TOKEN, from)).headers.get('set-cookie')?.split(';')[0] ?? '';
    assert.ok(cookie);
    await form(one, TOKEN + 'x', from);
    for (let i = 0; i < 6; i++) await one.send(body([[1, 0, 'view']]), from);
    for (const path of [
      '/api/events',
      '/api/stats',
      '/api/overview',
      '/api/export',
      '/metrics',
      '/readyz',
      '/nowhere',
      '/c/demo.json',
      '/%ff',
      '/rtp.js',
    ]) {
      for (const headers of [
        { ...ADMIN, ...from },
        { cookie, ...from },
        { authorization: 'Bearer ' + TOKEN + 'x', ...from },
      ]) {
        await fetch(`${one.url}${path}?token=${TOKEN}&visitor=visitor-of-the-log`, { headers }).then(
          (answer) => answer.text(),
          () => '',
        );
      }
    }
    await fetch(`${one.url}/api/visitors/v?account=a&token=${TOKEN}`, { method: 'DELETE', headers: { ...ADMIN, ...from } });
    await one.end();
    const lines = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { level: number; err?: { message: string } });
    assert.ok(
      lines.some((line) => line.level >= 50 && line.err?.message === 'the disk is on fire'),
      'what went wrong is there',
    );
    for (const secret of [TOKEN, cookie.split('=')[1] ?? '', '203.0.113.77', 'visitor-of-the-log'])
      assert.ok(!text.includes(secret), secret);
  });
});

describe('guessing the token', () => {
  it('ends after twenty wrong ones of an address, by form and by header together, even for the right one', async () => {
    const one = await openCollector({ env: { RTP_TRUST_PROXY: '127.0.0.1' } });
    const [here, there] = [{ 'x-forwarded-for': '203.0.113.1' }, { 'x-forwarded-for': '203.0.113.2' }];
    const api = (token: string, from: Record<string, string>): Promise<Response> =>
      fetch(one.url + '/api/stats', { headers: { authorization: 'Bearer ' + token, ...from } });
    const cookie = (await form(one, TOKEN, here)).headers.get('set-cookie')?.split(';')[0] ?? '';
    for (let i = 0; i < 10; i++)
      assert.deepEqual([(await form(one, 'wrong' + i, here)).status, (await api('wrong' + i, here)).status], [401, 401]);
    const [page, answer] = [await form(one, TOKEN, here), await api(TOKEN, here)];
    assert.deepEqual([page.status, answer.status], [429, 429]);
    assert.ok(Number(page.headers.get('retry-after')) > 0 && Number(answer.headers.get('retry-after')) > 0);
    assert.match(await page.text(), /Too many wrong tokens/);
    // Nor does the start page tell by what it shows.
    assert.doesNotMatch(await (await fetch(one.url + '/', { headers: { authorization: 'Bearer ' + TOKEN, ...here } })).text(), /tablist/);
    assert.equal(
      (await fetch(one.url + '/api/stats', { headers: { cookie, ...here } })).status,
      200,
      'somebody who is logged in stays logged in',
    );
    assert.deepEqual([(await form(one, TOKEN, there)).status, (await api(TOKEN, there)).status], [303, 200], 'others are not held up');
    await one.end();
  });

  it('is not counted where no token was given', async () => {
    const one = await openCollector();
    for (let i = 0; i < 30; i++) assert.equal((await fetch(one.url + '/api/stats')).status, 401);
    assert.equal((await fetch(one.url + '/api/stats', { headers: ADMIN })).status, 200);
    await one.end();
  });
});

describe('our own pages', () => {
  it('take a login from the origins that they are known by, and say what to do about others', async () => {
    const one = await openCollector({ env: { RTP_PUBLIC_URL: 'https://stats.test' } });
    assert.equal((await form(one, TOKEN, { origin: 'https://stats.test' })).status, 303);
    assert.equal((await form(one, TOKEN, { origin: one.url })).status, 303);
    for (const origin of ['https://evil.test', 'null', one.url.replace('http:', 'https:'), 'https://stats.test.evil.test']) {
      const refused = await form(one, TOKEN, { origin });
      assert.equal(refused.status, 403, origin);
      assert.equal(refused.headers.get('set-cookie'), null);
      assert.match(await refused.text(), /RTP_TRUST_PROXY/);
    }
    await one.end();
  });

  it('set a cookie for TLS alone where the trusted proxy says so, and not on anybody’s word', async () => {
    for (const [trusted, secure] of [
      ['127.0.0.1', true],
      ['', false],
    ] as const) {
      const one = await openCollector({ env: { RTP_TRUST_PROXY: trusted } });
      const set = (await form(one, TOKEN, { 'x-forwarded-proto': 'https' })).headers.get('set-cookie') ?? '';
      assert.equal(/; Secure/.test(set), secure, set);
      await one.end();
    }
  });
});

describe('accounts without a file', () => {
  const send = async (one: Running, account: string): Promise<number> =>
    (await one.send(body([[1, 0, 'event', 'x']], { p: 'mp0000000' + account, a: account }))).status;
  it('are bounded; those with a file and those known are let in', async () => {
    const one = await openCollector({
      env: { RTP_NEW_ACCOUNTS: '2' },
      accounts: { compiled: (account) => (account === 'filed' ? { body: '{}', etag: 'e' } : undefined) },
    });
    const statuses = [];
    for (const account of ['one', 'two', 'three', 'filed', 'one', 'four']) statuses.push(await send(one, account));
    assert.deepEqual(statuses, [204, 204, 400, 204, 204, 400]);
    const refused = (await (await one.send(body([[1, 0, 'event', 'x']], { a: 'five' }, { q: [['mp0000000page1', 1, 1]] }))).json()) as {
      error: string;
      bad: unknown[][];
    };
    assert.match(refused.error, /account five is not known/);
    assert.deepEqual(refused.bad[0]?.slice(0, 2), ['mp0000000page1', 1], 'named, so not sent again');
    assert.deepEqual(
      (await one.events()).map((row) => row.account),
      ['one', 'two', 'filed'],
    );
    await one.end();
  });

  it('may be shut out', async () => {
    const one = await openCollector({
      env: { RTP_NEW_ACCOUNTS: '0' },
      accounts: { compiled: (account) => (account === 'filed' ? { body: '{}', etag: 'e' } : undefined) },
    });
    assert.deepEqual([await send(one, 'one'), await send(one, 'filed')], [400, 204]);
    await one.end();
  });
});
