import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { openMode } from './mode.js';

const TYPE = 'analytics_storage';
/** What `gtag` pushes: its arguments. */
const gtag = (...args: unknown[]): ArrayLike<unknown> => Object.assign({ length: args.length }, args);
const says = (kind: string, word: string, more: object = {}): unknown => gtag('consent', kind, { [TYPE]: word, ...more });
const saidOf = (...entries: unknown[]): unknown => {
  const mode = openMode();
  mode._read(entries);
  return mode._said(TYPE);
};

for (const [what, entries, wanted] of [
  ['nothing', [], undefined],
  ['other commands', [{ event: 'gtm.js' }, null, 'text', ['set', 'x', { [TYPE]: 'granted' }], gtag('consent')], undefined],
  ['a default of no', [says('default', 'denied')], null],
  ['a default of yes', [says('default', 'granted')], true],
  ['a default of yes, to be waited for', [says('default', 'granted', { wait_for_update: 500 })], null],
  ['a yes behind a default of no', [says('default', 'denied'), says('update', 'granted')], true],
  ['a no behind a default of yes', [says('default', 'granted'), says('update', 'denied')], false],
  ['an update before its default', [says('update', 'denied'), says('default', 'granted')], false],
  ['a second default, which cannot grant', [says('default', 'denied'), says('default', 'granted')], null],
  ['the same in the other order', [says('default', 'granted'), says('default', 'denied')], null],
  ['an update of another type', [says('default', 'denied'), gtag('consent', 'update', { ad_storage: 'granted' })], null],
  [
    'arrays',
    [
      ['consent', 'default', { [TYPE]: 'denied' }],
      ['consent', 'update', { [TYPE]: 'granted' }],
    ],
    true,
  ],
] as const)
  test(`Consent Mode, ${what}: ${wanted}`, () => assert.equal(saidOf(...entries), wanted));

test('Consent Mode: when the time to wait is over the default holds, unless an update came', () => {
  mock.timers.enable({ apis: ['Date'] });
  const mode = openMode();
  const list = [says('default', 'granted', { wait_for_update: 500 })];
  mode._read(list);
  mock.timers.tick(499);
  assert.equal(mode._said(TYPE), null);
  mock.timers.tick(1);
  assert.equal(mode._said(TYPE), true);
  list.push(says('update', 'denied'));
  mode._read(list);
  assert.equal(mode._said(TYPE), false);
  mock.timers.reset();
});

test('Consent Mode: a list that a tag manager has shortened is read on from where it was', () => {
  const mode = openMode();
  const [first, second] = [says('update', 'granted'), says('update', 'denied')];
  mode._read([first, second]);
  mode._read([second, says('update', 'granted', {})]);
  assert.equal(mode._said(TYPE), true);
  mode._read([says('update', 'denied')]);
  assert.equal(mode._said(TYPE), false);
});
