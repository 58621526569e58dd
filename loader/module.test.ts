/** The module as it is shipped, on a page without a core: what it keeps is read by what the collector reads rescues with. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rescued } from '../core/rescue.js';

interface Page {
  window: Page;
  rtp?: { q: unknown[] };
}

test('calls before load are events like those behind it: their values, times and addresses are those of the call', async () => {
  const page = globalThis as unknown as Page & Record<string, unknown>;
  const element = { append: () => {}, appendChild: (child: object) => child };
  const document = {
    URL: 'https://shop.test/first',
    referrer: '',
    hidden: false,
    head: element,
    createElement: () => ({}),
    querySelector: () => null,
  };
  Object.assign(page, { window: page, document, addEventListener: () => {}, localStorage: {} });
  const { load, rtp } = (await import(new URL('../dist/rtp.mjs', import.meta.url).href)) as {
    load(options: object): void;
    rtp(...call: unknown[]): void;
  };
  const began = Date.now();
  const value = ['bought', 'a book'];
  rtp('send', 'event', { value });
  value[1] = 'changed later';
  document.URL = 'https://shop.test/second';
  const answers: unknown[] = [];
  const answered = new Promise<void>((resolve) => rtp('get', 'visitor', (answer: unknown) => resolve(void answers.push(answer))));
  rtp('set', 'rtp', { optOut: 0 });
  load({ core: '/rtp.js', account: 'shop' });
  rtp('send', 'view');
  const { _events } = rescued(JSON.parse(JSON.stringify(['/rtp.js', Date.now(), page.rtp?.q, ''])));
  assert.deepEqual(
    _events.map(({ _type, _value, _url, _account, _number }) => [_number, _type, _value, _url, _account]),
    [
      [1, 'event', ['bought', 'a book'], 'https://shop.test/first', 'shop'],
      [2, 'view', [], 'https://shop.test/second', 'shop'],
    ],
  );
  for (const { _wall } of _events) assert.ok(_wall >= began && _wall <= Date.now());
  await answered;
  assert.deepEqual(answers, [{ status: 503 }], 'a callback is answered where no core comes');
});
