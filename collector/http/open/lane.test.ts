import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { body, openCollector, type Running } from '../../testing/collector.js';

describe('the way past the framework and the way through it', () => {
  let one: Running;
  before(async () => (one = await openCollector()));
  after(() => one.end());

  /** Sends the parts, each when the one before has been taken, and reads until the server closes or the text is whole. */
  const talk = (parts: (string | Buffer)[], whole: (text: string) => boolean): Promise<string> =>
    new Promise((resolve, reject) => {
      let answer = '';
      const socket = connect(Number(new URL(one.url).port), '127.0.0.1', () => {
        const next = (): void => {
          const part = parts.shift();
          // A turn of the loop between two parts keeps the kernel from joining them.
          if (part !== undefined) socket.write(part, () => setImmediate(next));
        };
        socket.setNoDelay(true);
        next();
      });
      socket.on('data', (chunk) => {
        answer += chunk.toString();
        if (whole(answer)) socket.destroy();
      });
      socket.on('close', () => resolve(answer)).on('error', reject);
    });
  const heads =
    (n: number) =>
    (text: string): boolean =>
      text.split('HTTP/1.1 ').length > n && text.endsWith('\r\n\r\n');
  const text = (page: string, account: string): string => JSON.stringify(body([[1, 0, 'event', 'ü€😀']], { p: page, a: account }));
  const head = (length: number | string, type = 'text/plain;charset=UTF-8'): string =>
    `POST /e HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\n${typeof length === 'number' ? 'Content-Length: ' + length : length}\r\n\r\n`;

  it('takes a body in pieces that cut a character in two', async () => {
    const bytes = Buffer.from(text('mp000000lane01', 'lane'));
    const cut = bytes.indexOf(Buffer.from('😀')) + 2;
    assert.match(await talk([head(bytes.length), bytes.subarray(0, cut), bytes.subarray(cut)], heads(1)), /^HTTP\/1\.1 204/);
    assert.deepEqual(
      (await one.events('?account=lane')).map((row) => row.value),
      [['ü€😀']],
    );
  });

  it('answers requests that were sent without waiting, each in its turn', async () => {
    const requests = [1, 2, 3].map((n) => {
      const bytes = Buffer.from(text('mp000000lane1' + n, 'pipe'));
      return Buffer.concat([Buffer.from(head(bytes.length)), bytes]);
    });
    const answer = await talk([Buffer.concat(requests)], heads(3));
    assert.equal(answer.match(/HTTP\/1\.1 204/g)?.length, 3);
    assert.equal((await one.events('?account=pipe')).length, 3);
  });

  it('stores nothing of a body that was cut short, and goes on', async () => {
    const bytes = Buffer.from(text('mp000000lane20', 'cut'));
    await new Promise<void>((resolve) => {
      const socket = connect(Number(new URL(one.url).port), '127.0.0.1', () =>
        socket.write(Buffer.concat([Buffer.from(head(bytes.length + 1)), bytes]), () => socket.end()),
      );
      socket
        .resume()
        .on('close', () => resolve())
        .on('error', () => resolve());
    });
    assert.equal((await one.send(text('mp000000lane21', 'uncut'))).status, 204);
    assert.deepEqual(await one.events('?account=cut'), []);
  });

  it('says the same both ways', async () => {
    // A type with a parameter that browsers do not send takes the framework's way.
    const ways = ['text/plain;charset=UTF-8', 'text/plain; charset="utf-8"; format=flowed'];
    const given: [name: string, bytes: string | Uint8Array][] = [
      ['stored', text('mp000000lane30', 'ways')],
      ['a question', JSON.stringify({ v: 2, q: [['mp000000lane31', 1, 1]] })],
      ['no JSON', '{'],
      ['not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
      ['one bad event', JSON.stringify(body([[1, 0, 'event', '']], { p: 'mp000000lane32' }))],
    ];
    for (const [name, bytes] of given) {
      const [lane, framework] = await Promise.all(
        ways.map(async (type) => {
          const answer = await one.send(bytes, { 'content-type': type });
          const said = ['access-control-allow-origin', 'access-control-expose-headers', 'content-type', 'retry-after'].map((header) =>
            answer.headers.get(header),
          );
          return [answer.status, ...said, await answer.text()];
        }),
      );
      assert.deepEqual(lane, framework, name);
    }
  });
});
