import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fits } from '../campaigns/choose.js';
import type { Campaign, Segment, Test } from '../campaigns/config.js';
import type { State } from '../campaigns/history.js';
import { heldBack } from './why.js';

/** The same numbers on each run. */
const random = (seed: number) => (): number => {
  seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
  return seed / 2 ** 32;
};

test('nothing holds a campaign back exactly where the campaigns bundle chooses it, whatever is configured', () => {
  const next = random(7);
  const some = <T>(...list: T[]): T => list[Math.floor(next() * list.length)] as T;
  const now = new Date('2026-06-01T12:00:00Z');
  const at = +now;
  const pages: Test[] = [
    ['u', '/a', 1],
    ['u', '/b', 1],
    ['!', ['u', '/a', 1]],
  ];
  const manners: Test[] = [
    ['!', ['h', '8', 1]],
    ['!', ['i', '\n7=']],
    ['|', ['w', 'd1', 1], ['w', 'd2', 1]],
    ['w', 'h3', 1],
    ['&', ['!', ['h', '8', 1]], ['!', ['i', '\n7=']], ['w', 'd1', 1]],
  ];
  let free = 0;
  for (let run = 0; run < 20_000; run++) {
    const campaign: Campaign = { i: '7', k: some('d', 'z', 'w'), l: '', g: [['', 100, ['x']]] };
    if (next() < 0.1) campaign.p = 1;
    if (next() < 0.3) campaign.s = some([1], [2], [1, 2]);
    if (next() < 0.3) campaign.u = some(...pages);
    if (next() < 0.3) campaign.r = 1;
    if (next() < 0.2) campaign.f = at + some(-1, 1);
    if (next() < 0.2) campaign.o = at + some(-1, 1);
    if (next() < 0.4)
      campaign.b = some(
        [],
        [['t', 1, 0]],
        [
          ['t', 2, 864e5],
          ['o', 1, 864e5],
        ],
      ) as NonNullable<Campaign['b']>;
    if (campaign.b && next() < 0.6) campaign.m = some(...manners);
    const state: State = {};
    if (next() < 0.1) state.b = '1';
    for (const [key, texts] of Object.entries({
      c: ['\n7\n', '\n8\n', '\n7\n\r\n'],
      d: ['\n7\n'],
      h: ['\n8\n'],
      i: ['\n7=goal\n'],
      t: [`\n${at - 5}\n`, `\n${at - 9}\n${at - 5}\n`],
      o: [`\n${at - 5}\n`, `\n${at - 1e9}\n`],
    }))
      if (next() < 0.3) state[key] = some(...texts);
    const engaged: Segment[] = next() < 0.5 ? [[1, 'one', 0, ['e', 'x']]] : [];
    const facts = { u: some('\n/a\n', '\n/b\n') };
    const reasons = heldBack(campaign, state, engaged, facts, now);
    assert.equal(!reasons.length, fits(campaign, state, engaged, facts, now), JSON.stringify({ campaign, state, reasons }));
    assert.ok(
      !reasons.includes('another rule of the campaigns bundle') && !reasons.includes('manners of the account'),
      'each rule has its words',
    );
    if (!reasons.length) free++;
  }
  assert.ok(free > 500 && free < 19_500, `${free} are free`);
});
