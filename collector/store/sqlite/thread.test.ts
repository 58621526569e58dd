import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openThread } from './thread.js';

const script = (text: string): URL =>
  new URL('data:text/javascript,' + encodeURIComponent(`import { parentPort } from 'node:worker_threads';${text}`));
const ANSWER = `parentPort.on('message', ([id, name]) => {
  if (name === 'die') throw new Error('died');
  parentPort.postMessage(name === 'fail' ? [id, 'failed'] : [id, null, name]);
  if (name === 'close') parentPort.close();
}); parentPort.postMessage([0, null]);`;

describe('a store’s thread', () => {
  it('answers, refuses, and closes once', async () => {
    const lost: Error[] = [];
    const thread = await openThread(script(ANSWER), {}, (error) => lost.push(error));
    assert.deepEqual(await Promise.all([thread.call('a'), thread.call('b')]), ['a', 'b']);
    await assert.rejects(thread.call('fail'), /failed/);
    await thread.close();
    assert.deepEqual(lost, []);
  });

  it('says when it died, and leaves nobody waiting', async () => {
    let said = (_error: Error): void => {};
    const lost = new Promise<Error>((resolve) => (said = resolve));
    const thread = await openThread(script(ANSWER), {}, said);
    await assert.rejects(thread.call('die'), /died/);
    assert.match((await lost).message, /died/);
    await assert.rejects(thread.call('a'), /died/);
    await thread.close();
  });

  it('says what kept it from starting', () => assert.rejects(openThread(script(`throw new Error('no disk')`), {}), /no disk/));
});
