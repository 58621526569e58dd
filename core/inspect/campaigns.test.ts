import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Campaign, Compiled } from '../campaigns/config.js';
import { bucketOf } from '../campaigns/groups.js';
import { campaignLines, previewLines, rulesOf, type Here } from './campaigns.js';

const campaign = (more: Partial<Campaign> = {}): Campaign => ({ i: '7', k: 'd', l: 'Seven', g: [['', 100, ['x']]], ...more });
const config = (...c: Campaign[]): Compiled => ({ v: 1, s: [], c });
const here = (more: Partial<Here> = {}): Here => ({
  visitor: 'someone',
  state: {},
  engaged: [],
  facts: {},
  now: new Date('2026-06-01T12:00:00Z'),
  called: true,
  has: () => false,
  ...more,
});
const rules = (one: Campaign, at: Here = here(), alone = false, all: Compiled = config(one)): string[] => rulesOf(one, all, at, alone);
/** A visitor whose bucket by this seed is so. */
const visitorWith = (seed: string, wanted: (bucket: number) => boolean): string => {
  for (let n = 0; ; n++) if (wanted(bucketOf('v' + n + seed))) return 'v' + n;
};

describe('what holds a campaign back, beside its own rules', () => {
  it('nothing, where nothing does', () => {
    assert.deepEqual(rules(campaign()), []);
    assert.deepEqual(campaignLines(config(campaign()), here()), [['7: Seven', 'nothing holds it back; it comes on load', 'good']]);
  });

  it('holdout: all campaigns of a visitor who is held out, and none of another', () => {
    const holdout = campaign({
      i: 'holdout',
      k: 'w',
      g: [
        ['held out', 50],
        ['others', 50],
      ] as Campaign['g'],
    });
    const both = config(holdout, campaign());
    const of = (visitor: string): [string[], string[]] => [
      rules(campaign(), here({ visitor }), false, both),
      campaignLines(both, here({ visitor })).map(([, text]) => text),
    ];
    const out = 'holdout: the visitor is held out of all campaigns';
    assert.deepEqual(of(visitorWith('holdout', (bucket) => bucket < 50)), [[out], [out, 'held back by ' + out]]);
    assert.deepEqual(of(visitorWith('holdout', (bucket) => bucket >= 50)), [
      [],
      ['the visitor is not held out', 'nothing holds it back; it comes on load'],
    ]);
    // Who was held out once stays so, whatever the shares are now.
    const kept = here({ visitor: visitorWith('holdout', (bucket) => bucket >= 50), state: { a: '\nholdout=1=held out\n' } });
    assert.deepEqual(rules(campaign(), kept, false, both), [out]);
  });

  it('range: who is outside of it, at both of its ends', () => {
    // From 20 to below 50: turned by 80 it is from 0 to below 30.
    const ranged = campaign({ y: ['spring', 80, 30] });
    for (const [bucket, inside] of [
      [19, false],
      [20, true],
      [49, true],
      [50, false],
    ] as const)
      assert.deepEqual(
        rules(ranged, here({ visitor: visitorWith('spring', (one) => one === bucket) })),
        inside ? [] : ['range: the visitor is not in its range'],
        String(bucket),
      );
  });

  it('groups: the control, by its share or because she was in it before', () => {
    const tested = campaign({
      g: [
        ['A', 50, ['x']],
        ['control', 50],
      ] as Campaign['g'],
    });
    const [a, control] = [visitorWith('7', (bucket) => bucket < 50), visitorWith('7', (bucket) => bucket >= 50)];
    const held = 'groups: the visitor is in group control, which shows nothing';
    assert.deepEqual(rules(tested, here({ visitor: a })), []);
    assert.deepEqual(campaignLines(config(tested), here({ visitor: a }))[0]?.[1], 'nothing holds it back; it comes on load, group A');
    assert.deepEqual(rules(tested, here({ visitor: control })), [held]);
    assert.deepEqual(rules(tested, here({ visitor: a, state: { a: '\n7=1=control\n' } })), [held]);
  });

  it('place: what stands where it would stand, and neither a zone nor a preview waits for that', () => {
    const has = (id: string): boolean => id === 'rtp-d' || id === 'offer';
    assert.deepEqual(rules(campaign(), here({ has })), ['place: a dialog stands on the page, this one or another']);
    assert.deepEqual(rules(campaign({ k: 'w', z: 'bottom right' }), here({ has })), []);
    assert.deepEqual(rules(campaign({ k: 'z', z: 'offer' }), here({ has })), []);
    assert.deepEqual(rules(campaign(), here({ has }), true), []);
  });

  it('zone and call: what the page lacks', () => {
    assert.deepEqual(rules(campaign({ k: 'z', z: 'offer' })), ['zone: the page has no element with the id offer']);
    assert.deepEqual(rules(campaign(), here({ called: false })), [`call: the page has not called rtp('get','campaign')`]);
  });

  it('are all said, the account’s first', () => {
    const many = campaign({ p: 1, y: ['spring', 80, 0], k: 'z', z: 'offer', g: [['', 100]] as Campaign['g'] });
    assert.deepEqual(
      rules(many, here({ called: false })).map((text) => text.split(':')[0]),
      ['range', 'state', 'groups', 'zone', 'call'],
    );
  });
});

describe('a preview', () => {
  it('names each rule that would hold the campaign back', () => {
    const lines = previewLines('7', config(campaign({ p: 1, s: [3] })), here());
    assert.deepEqual(lines.slice(1), [
      ['Would be held back by state', 'it is paused', 'wait'],
      ['Would be held back by segments', 'the visitor is in none of 3', 'wait'],
    ]);
  });
  it('says that nothing would', () =>
    assert.deepEqual(previewLines('7', config(campaign()), here())[1], [
      'Nothing would hold it back',
      'For this visitor on this page it comes on load.',
      'good',
    ]));
  it('says which campaigns there are, where there is no such one', () => {
    const holdout = campaign({
      i: 'holdout',
      g: [
        ['held out', 5],
        ['others', 95],
      ] as Campaign['g'],
    });
    assert.deepEqual(previewLines('8', config(holdout, campaign()), here()), [['There is no campaign 8', 'The account has 7', 'bad']]);
    assert.deepEqual(previewLines('8', config(), here()), [['There is no campaign 8', 'The account has none', 'bad']]);
  });
});
