import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ADMIN, body, openCollector, type Running } from '../../testing/collector.js';

describe('import', () => {
  let one: Running;
  let other: Running;
  before(async () => ([one, other] = await Promise.all([openCollector(), openCollector()])));
  after(() => Promise.all([one.end(), other.end()]));

  const give = (text: string, headers: Record<string, string> = ADMIN): Promise<Response> =>
    fetch(other.url + '/api/import', { method: 'POST', headers: { 'content-type': 'application/x-ndjson', ...headers }, body: text });

  it('takes in what an export gave, once, with its times', async () => {
    const events = [
      [1, 5, 'view'],
      [2, 0, 'event', 'größe "41"', 'x'],
    ];
    await one.send(body(events, { r: 'https://from.test/', c: { customVar2: 'ü' }, x: 1 }));
    const text = await (await fetch(one.url + '/api/export', { headers: ADMIN })).text();
    assert.deepEqual(await (await give(text)).json(), { new: 2, completed: 0, duplicate: 0 });
    assert.deepEqual(await (await give(text)).json(), { new: 0, completed: 0, duplicate: 2 });
    assert.deepEqual(await other.events(), await one.events());
  });

  it('names the line that is wrong, and takes nothing of it', async () => {
    const line = {
      id: 'mp0000000page9.1',
      account: 'demo',
      visitor: null,
      session: null,
      type: 'event',
      value: ['a'],
      page: '',
      referrer: null,
      at: '2026-05-10T12:00:00Z',
    };
    const wrong: [object | string, RegExp][] = [
      ['{', /JSON/],
      [{ ...line, id: 'short.1' }, /id/],
      [{ ...line, id: 'mp0000000page9.0' }, /id/],
      [{ ...line, account: '../x' }, /account/],
      [{ ...line, type: 'click' }, /type/],
      [{ ...line, value: 'a' }, /value/],
      [{ ...line, visitor: 7 }, /visitor/],
      [{ ...line, at: 'soon' }, /at/],
      [{ ...line, age: -1 }, /age/],
      [{ ...line, arrival: 'pigeon' }, /arrival/],
      [{ ...line, vars: { customVar1: 1 } }, /vars/],
    ];
    for (const [bad, reason] of wrong) {
      const answer = await give(
        `${JSON.stringify({ ...line, id: 'mp0000000page8.1' })}\n${typeof bad === 'string' ? bad : JSON.stringify(bad)}\n`,
      );
      const { error } = (await answer.json()) as { error: string };
      assert.equal(answer.status, 400);
      assert.match(error, /^line 2: /);
      assert.match(error, reason);
    }
    assert.equal((await other.events()).length, 2);
    assert.equal((await give(JSON.stringify(line))).status, 200);
    assert.equal((await give(JSON.stringify(line), { authorization: 'Bearer wrong' })).status, 401);
  });
});
