/** What browsers get of a good file. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { addressLines, holds, lines, clean } from '../../core/campaigns/segments.js';
import type { Campaign, Facts } from '../../core/campaigns/config.js';
import type { CampaignFile } from './account.js';
import { check } from './check.js';
import { compile, filterTest, patternTest } from './compile.js';
import { readContent } from './markup.js';
import { inZone, isTimeZone, momentOf, wallTime } from './times.js';

const campaign = (more: Partial<CampaignFile>): Campaign => {
  const file = {
    segments: [{ id: 1, name: 'one', filters: [{ event: 'a' }] }],
    campaigns: [{ id: 7, name: 'seven', type: 'dialog', content: 'Hi', ...more }],
  };
  const { account, problems } = check(JSON.stringify(file));
  assert.deepEqual(problems, []);
  assert.ok(account);
  return compile(account).c[0] as Campaign;
};
const BASE: Campaign = { i: '7', k: 'd', l: 'seven', g: [['', 100, ['Hi']]] };

describe('campaigns', () => {
  /** Zones have no text by itself. */
  const IN_ELEMENTS: Campaign['g'] = [['', 100, [['span', 0, 'Hi']]]];
  const cases: [what: string, file: Partial<CampaignFile>, compiled: Partial<Campaign>][] = [
    ['a dialog', {}, {}],
    ['a widget at its edge', { type: 'widget' }, { k: 'w', z: 'bottom right' }],
    ['a widget at another', { type: 'widget', edge: 'top left', repeat: 'sticky' }, { k: 'w', z: 'top left', r: 1 }],
    ['a zone, sticky unless said otherwise', { type: 'in zone', zone: 'offer' }, { k: 'z', z: 'offer', r: 1, g: IN_ELEMENTS }],
    ['a zone once a session', { type: 'in zone', zone: 'offer', repeat: 'once a session' }, { k: 'z', z: 'offer', g: IN_ELEMENTS }],
    ['paused', { state: 'paused' }, { p: 1 }],
    ['launched', { state: 'launched' }, {}],
    ['for a segment', { segments: 1 }, { s: [1] }],
    ['on load', { show: 'on load' }, {}],
    ['on exit', { show: 'on exit' }, { t: ['e'] }],
    ['after 1.5 s', { show: { after: 1.5 } }, { t: ['d', 1.5] }],
    ['at half', { show: { scroll: '50%' } }, { t: ['p', 50] }],
    ['at a pixel', { show: { scroll: 800 } }, { t: ['x', 800] }],
    ['below the fold', { show: { scroll: 'below the fold' } }, { t: ['f'] }],
    ['fading', { effect: 'fade' }, { e: 'f' }],
    ['sliding', { effect: 'slide' }, { e: 's' }],
    ['called otherwise', { label: 'Light' }, { l: 'Light' }],
    ['with a style', { css: 'p{}', content: '<style>b{}</style>Hi' }, { h: 'p{}b{}' }],
    ['in the visitor’s time', { from: '2026-12-01', to: '2026-12-01' }, { f: Date.UTC(2026, 11, 1), o: Date.UTC(2026, 11, 2), n: 1 }],
    [
      'in a zone’s time',
      { from: '2026-12-01T09:00', to: '2026-12-01T17:30', timeZone: 'Europe/Amsterdam' },
      { f: Date.UTC(2026, 11, 1, 8), o: Date.UTC(2026, 11, 1, 16, 30) },
    ],
    [
      'for some pages',
      { pages: '/a', notPages: '*b' },
      { u: ['&', ['|', ['u', '/a', 1], ['u', '\n/a?']], ['!', ['|', ['u', 'b\n'], ['u', 'b?']]]] },
    ],
  ];
  for (const [what, file, compiled] of cases) it(what, () => assert.deepEqual(campaign(file), { ...BASE, ...compiled }));

  it('groups keep their shares; one without content sees nothing', () =>
    assert.deepEqual(
      campaign({
        content: undefined,
        groups: [
          { name: 'a', share: 30, content: '<b>A</b>' },
          { name: 'none', share: 70 },
        ],
      }).g,
      [
        ['a', 30, [['b', 0, 'A']]],
        ['none', 70],
      ],
    ));

  it('goals, ranges and manners', () => {
    const account = {
      goals: [
        { name: 'orders', server: 'order paid' },
        { name: 'visits', page: '/thanks', within: 'session' },
      ],
      holdout: 5,
      budget: { session: 1, week: 3, quietDays: 2 },
      campaigns: [
        {
          id: 7,
          name: 'seven',
          type: 'dialog',
          content: '<a href="/x">Hi</a>',
          goals: [{ name: 'clicks', click: true, within: 180 }],
          range: { name: 'spring', from: 20, to: 60 },
          oneOf: 'offers',
          untilGoal: true,
          weekdays: ['monday'],
          hours: { from: 22, to: 1 },
        },
        { id: 8, name: 'eight', type: 'in zone', zone: 'z', content: 'Hi', oneOf: 'offers' },
      ],
    };
    const checked = check(JSON.stringify(account));
    assert.deepEqual(checked.problems, []);
    const [holdout, seven, eight] = compile(checked.account ?? {}).c;
    const DAY = 86_400_000;
    assert.deepEqual(holdout?.g, [
      ['held out', 5],
      ['everybody else', 95],
    ]);
    assert.deepEqual(
      seven?.q?.map(([name, , ms]) => [name, ms]),
      [
        ['clicks', 180 * DAY],
        ['visits', 0],
      ],
    );
    assert.deepEqual(seven?.y, ['spring', 80, 40]);
    assert.deepEqual(seven?.b, [
      ['t', 1, 0],
      ['t', 3, 7 * DAY],
      ['o', 1, 2 * DAY],
    ]);
    assert.deepEqual(seven?.m, [
      '&',
      ['w', 'd1', 1],
      ['|', ['w', 'h0', 1], ['w', 'h22', 1], ['w', 'h23', 1]],
      ['!', ['h', '8', 1]],
      ['!', ['i', '\n7=']],
    ]);
    assert.deepEqual([eight?.b, eight?.m], [[], ['!', ['h', '7', 1]]], 'zones are exempt from budgets');
  });

  it('the most important comes first; equals keep their order', () => {
    const file = {
      campaigns: [
        [1, 100],
        [2, 9999],
        [3, undefined],
        [4, 1],
      ].map(([id, priority]) => ({ id, name: 'x', type: 'dialog', content: 'x', priority })),
    };
    assert.deepEqual(
      compile(check(JSON.stringify(file)).account ?? {}).c.map(({ i }) => i),
      ['2', '1', '3', '4'],
    );
  });

  it('the demo account', () => {
    const { account } = check(readFileSync(new URL('../../config/demo.json', import.meta.url), 'utf8'));
    const { s, c } = compile(account ?? {});
    assert.deepEqual(
      s.map(([id, , after]) => [id, after]),
      [
        [101, 2],
        [102, 0],
        [103, 0],
      ],
    );
    assert.deepEqual(
      c.map(({ i, k }) => [i, k]),
      [
        ['201', 'd'],
        ['202', 'w'],
        ['203', 'z'],
        ['204', 'z'],
      ],
    );
  });

  it('words on buttons, and whether the edge is asked', () => {
    const campaigns: CampaignFile[] = [{ id: 7, name: 'seven', type: 'dialog', content: 'Hi' }];
    assert.deepEqual(compile({ campaigns, labels: { close: 'Sluiten' } }).l, ['Sluiten', 'Minimise']);
    assert.equal(compile({ segments: [{ id: 1, name: 'a', filters: [{ 'abm.code': 'a1' }] }] }).f, 1);
    assert.equal(compile({ segments: [{ id: 1, name: 'a', filters: [{ event: 'a1' }] }] }).f, undefined);
  });
});

describe('patterns', () => {
  const texts: [pattern: string, text: string, is: boolean][] = [
    ['plan', 'plan', true],
    ['plan', 'Plan ', true],
    ['plan', 'plans', false],
    ['plan*', 'plans', true],
    ['*an', 'plan', true],
    ['*la*', 'plan', true],
    ['p*n', 'plan', true],
    ['p*n', 'plane', false],
    ['*p*n*', 'a plane', true],
    ['a.c', 'abc', false],
    ['a+(b)', 'a+(b)', true],
    ['*', 'x', true],
    ['*', '', false],
    ['a  b', 'a b', true],
    ['a*b', 'a\nb', false],
  ];
  for (const [pattern, text, is] of texts)
    it(`${JSON.stringify(pattern)} ${is ? 'is' : 'is not'} ${JSON.stringify(text)}`, () =>
      assert.equal(holds(patternTest('e', pattern, false), { e: lines(text.split('\n').map(clean)) }), is));

  const pages: [pattern: string, address: string, is: boolean][] = [
    ['/a', 'https://shop.test/a', true],
    ['/a', 'https://shop.test/a?x=1', true],
    ['/a', 'https://shop.test/a#top', true],
    ['/a', 'https://shop.test/ab', false],
    ['/a', 'https://shop.test/b/a', false],
    ['/a?x=1', 'https://shop.test/a?x=1', true],
    ['/a?x=1', 'https://shop.test/a?x=12', false],
    ['/a?x=1', 'https://shop.test/a?x=1&iesrc=rcmd&astid=2&at=1&rcmd_source=BAR&req_id=3', true],
    ['/*/a?x=1', 'https://shop.test/b/a?x=1&iesrc=rcmd&astid=2', true],
    ['/a?x=1', 'https://shop.test/a?x=1&y=2', false],
    ['*iesrc=rcmd*', 'https://shop.test/a?iesrc=rcmd&astid=2', true],
    ['/a/*', 'https://shop.test/a/b?c', true],
    ['*/b', 'https://shop.test/a/b?c', true],
    ['shop.test', 'https://shop.test/any', true],
    ['shop.test', 'https://www.shop.test/', false],
    ['*.shop.test/*', 'https://www.shop.test/x', true],
    ['https://shop.test/a', 'http://shop.test/a', true],
    ['/caf%C3%A9', 'https://shop.test/caf%C3%A9', false],
    ['/café', 'https://shop.test/caf%C3%A9', true],
    ['/#/in', 'https://shop.test/#/in', true],
  ];
  for (const [pattern, address, is] of pages)
    it(`${pattern} ${is ? 'is' : 'is not'} ${address}`, () =>
      assert.equal(holds(patternTest('u', pattern, true), { u: lines(addressLines(address)) }), is));

  it('of a list, any or all', () => {
    const facts: Facts = { e: lines(['a', 'b']) };
    assert.ok(holds(filterTest({ event: ['a', 'x'] }), facts));
    assert.ok(!holds(filterTest({ event: ['a', 'x'], match: 'all' }), facts));
    assert.ok(holds(filterTest({ event: ['a', 'b'], match: 'all' }), facts));
    assert.ok(!holds(filterTest({ event: ['a'], not: true }), facts));
  });
});

describe('content', () => {
  const cases: [html: string, markup: unknown, dropped: string[]][] = [
    ['<p class="a">Hi <b>you</b></p>', [['p', { class: 'a' }, 'Hi ', ['b', 0, 'you']]], []],
    ['<p onclick="x()">Hi</p>', [['p', 0, 'Hi']], ['onclick=']],
    ['<a href=" java\tscript:x()">Hi</a>', [['a', 0, 'Hi']], ['javascript: address']],
    [
      '<img src="data:image/png;base64,AA"><iframe srcdoc="x" src="data:text/html,x"></iframe>',
      [
        ['img', { src: 'data:image/png;base64,AA' }],
        ['iframe', 0],
      ],
      ['srcdoc=', 'data: address'],
    ],
    [
      '<svg><script>x()</script><a xlink:href="javascript:x()"><text>Hi</text></a></svg>',
      [['svg', 0, ['a', 0, ['text', 0, 'Hi']]]],
      ['<script>', 'javascript: address'],
    ],
    ['<a"b>Hi</a"b><p>You</p>', [['p', 0, 'You']], ['<a"b>']],
    ['<p a"b="1">Hi</p>', [['p', 0, 'Hi']], ['a"b=']],
  ];
  for (const [html, markup, dropped] of cases)
    it(html, () => {
      const content = readContent(html);
      assert.deepEqual([content.markup, content.dropped.sort()], [markup, dropped.sort()]);
    });
});

describe('times', () => {
  const AMS = 'Europe/Amsterdam';
  const cases: [text: string, zone: string, end: boolean, utc: string][] = [
    ['2026-07-01T12:00', AMS, false, '2026-07-01T10:00Z'],
    ['2026-01-01T12:00', AMS, false, '2026-01-01T11:00Z'],
    // The clocks go from 2 to 3 on 29 March, and from 3 back to 2 on 25 October.
    ['2026-03-29T01:59', AMS, false, '2026-03-29T00:59Z'],
    ['2026-03-29T02:00', AMS, false, '2026-03-29T01:00Z'],
    ['2026-03-29T02:30', AMS, false, '2026-03-29T01:00Z'],
    ['2026-03-29T03:00', AMS, false, '2026-03-29T01:00Z'],
    ['2026-03-29', AMS, true, '2026-03-29T22:00Z'],
    ['2026-10-25T01:59', AMS, false, '2026-10-24T23:59Z'],
    ['2026-10-25T02:30', AMS, false, '2026-10-25T00:30Z'],
    ['2026-10-25T03:00', AMS, false, '2026-10-25T02:00Z'],
    ['2026-10-25', AMS, true, '2026-10-25T23:00Z'],
    ['2026-03-08T02:30', 'America/New_York', false, '2026-03-08T07:00Z'],
    ['2026-11-01T01:30', 'America/New_York', false, '2026-11-01T05:30Z'],
    ['2026-10-04T02:15', 'Australia/Lord_Howe', false, '2026-10-03T15:30Z'],
    ['2026-06-01T00:00', 'Asia/Kathmandu', false, '2026-05-31T18:15Z'],
    ['2026-12-31', 'Pacific/Kiritimati', true, '2026-12-31T10:00Z'],
  ];
  for (const [text, zone, end, utc] of cases)
    it(`${text}${end ? ', its end,' : ''} in ${zone} is ${utc}`, () =>
      assert.equal(new Date(momentOf(text, zone, end)).toISOString().slice(0, 16) + 'Z', utc));

  it('without a zone a moment is the visitor’s own', () => {
    assert.equal(momentOf('2026-12-31', undefined, true), Date.UTC(2027, 0, 1));
    assert.equal(momentOf('2026-12-31T08:00', undefined, true), Date.UTC(2026, 11, 31, 8));
  });
  it('a time that there was twice is the first one', () =>
    assert.equal(inZone(wallTime('2026-10-25T02:00') ?? 0, AMS), Date.UTC(2026, 9, 25, 0)));
  it('days that do not exist', () => {
    for (const text of ['2026-02-29', '2026-13-01', '2026-00-01', '2026-01-01T24:00', '2026-01-01T10:60'])
      assert.equal(wallTime(text), undefined, text);
    assert.ok(wallTime('2028-02-29'));
  });
  it('time zones', () =>
    assert.deepEqual(['Europe/Amsterdam', 'UTC', 'Europe/Leiden', '+01:00', ''].map(isTimeZone), [true, true, false, false, false]));
});
