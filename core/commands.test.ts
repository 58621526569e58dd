import assert from 'node:assert/strict';
import { test } from 'node:test';
import { command, type Context } from './commands.js';

/** Runs calls and says, in order, what came of them. */
const run = (...calls: unknown[][]): { said: unknown[][]; context: Context } => {
  const said: unknown[][] = [];
  const context: Context = { a: 'account' };
  for (const call of calls)
    command(call, context, {
      _emit: (type, value, page) => said.push(['emit', type, value, page]),
      _set: (name, value) => said.push(['set', name, value]),
      _later: (later) => said.push(['later', ...Array.from(later)]),
      _optOut: (out) => said.push(['optOut', out]),
      _warn: (text) => said.push(['warn', text]),
    });
  return { said, context };
};

test('send event emits one event a list of strings', () => {
  assert.deepEqual(run(['send', 'event', { value: ['a', 'b'] }]).said, [['emit', 'event', ['a', 'b'], undefined]]);
});
test('send view emits a view, of another page when one is named', () => {
  assert.deepEqual(run(['send', 'view'], ['send', 'view', '/thanks']).said, [
    ['emit', 'view', [], ''],
    ['emit', 'view', [], '/thanks'],
  ]);
});
test('setAccount is for the calls that follow', () => {
  assert.equal(run(['setAccount', 'other']).context.a, 'other');
});
for (const name of ['customVar3', 'custom3'])
  test(`set ${name} sets customVar3, 100 characters of it`, () => {
    assert.deepEqual(run(['set', name, 'x'.repeat(150)]).said, [['set', 'customVar3', 'x'.repeat(100)]]);
  });
test('settings: the address is not stored, the visitor is out', () => {
  const { said, context } = run(['set', 'settings', { anonymizeIP: true, optOut: true }]);
  assert.equal(context.x, true);
  assert.deepEqual(said, [['optOut', true]]);
});
for (const call of [
  ['get', 'campaign', true],
  ['get', 'visitor', () => 0],
  ['userContextReady', () => 0],
  ['send', 'redirect', 'org', 'x', '/y'],
  ['get', 'rcmd', 'richmedia'],
  ['set', 'rcmd', 'richmedia', {}],
])
  test(`${call
    .slice(0, 2)
    .map((part) => (typeof part === 'string' ? part : 'fn'))
    .join(' ')} waits for the second bundle`, () => {
    assert.deepEqual(run(call).said, [['later', ...call]]);
  });
for (const call of [['send', 'evnt'], ['set', 'customVar6', 'x'], ['set', 'customVar12', 'x'], [], ['sendevent']])
  test(`${JSON.stringify(call)} is unknown, and the warning names the known calls`, () => {
    const [[kind, text] = []] = run(call).said;
    assert.equal(kind, 'warn');
    assert.match(String(text), /known: .*event.*view.*setAccount/);
  });
