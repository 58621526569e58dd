import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { it } from 'node:test';
import { pino } from 'pino';
import { body, openCollector } from '../testing/collector.js';
import { openTrusted } from './limit.js';
import { openProxyWatch } from './proxies.js';

const from = (remoteAddress: string, headers: Record<string, string>): IncomingMessage =>
  ({ headers, socket: { remoteAddress } }) as unknown as IncomingMessage;

it('names a proxy that was not declared, once, with what to set; no visitor’s address is written down', () => {
  const said: string[] = [];
  const watch = openProxyWatch(openTrusted('10.0.0.1'), 6000, (text) => said.push(text));
  watch(from('172.17.0.1', {}));
  watch(from('10.0.0.1', { 'x-forwarded-for': '203.0.113.7' }));
  assert.deepEqual(said, []);
  for (let i = 0; i < 3; i++) watch(from('::ffff:172.17.0.1', { 'x-forwarded-for': '203.0.113.7' }));
  assert.equal(said.length, 1);
  assert.match(said[0] ?? '', /172\.17\.0\.1 has the header x-forwarded-for.*RTP_TRUST_PROXY=172\.17\.0\.1;.*6000 requests/);
  watch(from('198.51.100.4', { forwarded: 'for=203.0.113.7' }));
  watch(from('198.51.100.5', { 'x-real-ip': '203.0.113.7' }));
  assert.equal(said.length, 2);
  for (let i = 0; i < 300; i++) watch(from('10.1.0.' + i, { 'x-forwarded-for': 'x' }));
  assert.equal(said.length, 5, 'not without end');
  for (const text of said) assert.doesNotMatch(text, /203\.0|198\.51/);
});

it('says so before it throttles the visitors behind it', async () => {
  const lines: string[] = [];
  const one = await openCollector({ log: pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) }) });
  await one.send(body([[1, 0, 'view']]), { 'x-forwarded-for': '203.0.113.7' });
  assert.match(lines.join(''), /RTP_TRUST_PROXY=127\.0\.0\.1/);
  await one.end();
});
