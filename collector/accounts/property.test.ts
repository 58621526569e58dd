/**
 * Compiled segments give the answer that the file's words have: a plain interpreter of the file, which shares no code with the
 * compiler or the browser's evaluation, is asked the same of thousands of made-up visitors.
 */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { addressLines, clean, edgeFacts, engaged, holds, lines } from '../../core/campaigns/segments.js';
import type { Facts } from '../../core/campaigns/config.js';
import type { AccountFile, Filter, SegmentFile } from './account.js';
import { check } from './check.js';
import { compile, segmentTest } from './compile.js';

interface Visitor {
  events: string[];
  earlier: string[];
  pages: string[];
  referrer: string;
  search: string;
  visits: number;
  browser: string;
  mobile: boolean;
  vars: string[];
  viewed: number[];
  clicked: number[];
  org: string | null;
  industries: string[];
  country: string | null;
}

// The plain interpreter.
const wild = (pattern: string, text: string): boolean => {
  if (!pattern) return !text;
  if (pattern[0] === '*') return wild(pattern.slice(1), text) || (text !== '' && wild(pattern, text.slice(1)));
  return pattern[0] === text[0] && wild(pattern.slice(1), text.slice(1));
};
const tidy = (text: string): string => text.trim().split(/\s+/).join(' ').toLowerCase();
// Nothing has no value, so nothing matches it, be it '*'.
const isText = (pattern: string, text: string): boolean => text !== '' && wild(tidy(pattern), tidy(text));
const isPage = (pattern: string, address: string): boolean => {
  const { host, pathname, search } = new URL(address);
  const wanted = tidy(pattern);
  const forms = [pathname, '//' + host + pathname].map((form) => form.toLowerCase());
  return forms.some((form) => wild(wanted, form + search) || (!wanted.includes('?') && wild(wanted, form)));
};
const listOf = <T>(value: T | T[] | undefined): T[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
const plainFilter = (filter: Filter, v: Visitor): boolean => {
  const some = (patterns: string | string[] | undefined, texts: string[], is: (pattern: string, text: string) => boolean): boolean => {
    const found = listOf(patterns).map((pattern) => texts.some((text) => is(pattern, text)));
    return filter.match === 'all' ? found.every(Boolean) : found.some(Boolean);
  };
  const plain = (): boolean => {
    if (filter.event !== undefined) return some(filter.event, filter.ever ? [...v.earlier, ...v.events] : v.events, isText);
    if (filter.page !== undefined) return some(filter.page, v.pages, isPage);
    if (filter.referrer !== undefined) return v.referrer !== '' && some(filter.referrer, [v.referrer], isPage);
    if (filter.search !== undefined) return some(filter.search, [v.search], isText);
    if (filter.customVar1 !== undefined) return some(filter.customVar1, [v.vars[0] ?? ''], isText);
    if (filter.customVar5 !== undefined) return some(filter.customVar5, [v.vars[4] ?? ''], isText);
    if (filter.browser !== undefined) return some(filter.browser, [v.browser], (a, b) => a === b);
    if (filter.mobile !== undefined) return filter.mobile === v.mobile;
    if (filter.campaignViewed !== undefined)
      return some(listOf(filter.campaignViewed).map(String), v.viewed.map(String), (a, b) => a === b);
    if (filter.campaignClicked !== undefined)
      return some(listOf(filter.campaignClicked).map(String), v.clicked.map(String), (a, b) => a === b);
    if (filter.org !== undefined) return some(filter.org, [v.org ?? ''], isText);
    if (filter.industries !== undefined) return some(filter.industries, v.industries, isText);
    if (filter['location.country'] !== undefined) return some(filter['location.country'], [v.country ?? ''], isText);
    if (typeof filter.visits === 'number') return v.visits === filter.visits;
    const { min = 1, max = Infinity } = filter.visits ?? {};
    return v.visits >= min && v.visits <= max;
  };
  return plain() !== !!filter.not;
};
/** JavaScript itself reads the expression. */
const plainSegment = ({ filters, join = 'all' }: SegmentFile, v: Visitor): boolean => {
  const found = filters.map((filter) => plainFilter(filter, v));
  if (join === 'all') return found.every(Boolean);
  if (join === 'any') return found.some(Boolean);
  const text = join
    .toLowerCase()
    .replaceAll('and', '&&')
    .replaceAll('or', '||')
    .replace(/\d+/g, (number) => String(found[Number(number) - 1]));
  return new Function(`return ${text}`)() as boolean;
};

const factsOf = (v: Visitor): Facts => ({
  v: String(v.visits),
  e: lines(v.events.map(clean)),
  E: lines([...v.earlier, ...v.events].map(clean)),
  p: lines(v.pages.flatMap(addressLines)),
  r: v.referrer ? lines(addressLines(v.referrer)) : lines(['']),
  q: lines([clean(v.search)]),
  b: lines([v.browser === 'chrome' ? 'mozilla/5.0 chrome/140.0 safari/537.36' : 'mozilla/5.0 firefox/140.0']),
  m: lines([v.mobile ? '1' : '0']),
  ...Object.fromEntries(v.vars.map((text, index) => [String(index + 1), lines([clean(text)])])),
  c: lines(v.viewed.map(String)),
  k: lines(v.clicked.map(String)),
  ...edgeFacts({ org: v.org, industries: v.industries, isp: false, abm: [], location: { country: v.country, state: null, city: null } }),
});

// Few letters, so that patterns often match; and the characters that mean something to a regular expression.
const word = fc
  .array(fc.constantFrom('a', 'b', 'A', ' ', '.', '+', '(', '$', '\\'), { minLength: 1, maxLength: 4 })
  .map((letters) => letters.join(''))
  .filter((text) => text.trim() !== '');
const pattern = fc
  .array(fc.oneof(word, fc.constant('*')), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join(''))
  .filter((text) => text.trim() !== '');
const segmentOfPath = fc.constantFrom('', 'a', 'b', 'ab', 'a.b');
const address = fc
  .tuple(fc.constantFrom('shop.test', 'www.shop.test'), segmentOfPath, segmentOfPath, fc.constantFrom('', '?x=1', '?y'))
  .map(([host, one, two, query]) => `https://${host}/${[one, two].filter(Boolean).join('/')}${query}`);
const pagePattern = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('/', '*', '*/', '//shop.test/', '//*shop.test/'),
      segmentOfPath,
      fc.constantFrom('', '*', '/b', '/*', '?x=1', '*?x=1'),
    )
    .map((parts) => parts.join('')),
  fc.constantFrom('*', '/', '/*'),
);
const oneOrMore = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | T[]> => fc.oneof(one, fc.uniqueArray(one, { minLength: 1, maxLength: 3 }));
const record = <T>(key: string, value: fc.Arbitrary<T>): fc.Arbitrary<Filter> => value.map((one) => ({ [key]: one }) as Filter);
const id = fc.integer({ min: 1, max: 4 });
const kinds = fc.oneof(
  fc.tuple(record('event', oneOrMore(pattern)), fc.boolean()).map(([filter, ever]) => ({ ...filter, ever })),
  record('page', oneOrMore(pagePattern)),
  record('referrer', oneOrMore(pagePattern)),
  record('search', oneOrMore(pattern)),
  record('customVar1', oneOrMore(pattern)),
  record('customVar5', oneOrMore(pattern)),
  record('browser', oneOrMore(fc.constantFrom('chrome', 'firefox'))),
  record('mobile', fc.boolean()),
  record('campaignViewed', oneOrMore(id)),
  record('campaignClicked', oneOrMore(id)),
  record('org', oneOrMore(pattern)),
  record('industries', oneOrMore(pattern)),
  record('location.country', oneOrMore(pattern)),
  record('visits', fc.oneof(id, fc.record({ min: fc.constantFrom(1, 2), max: fc.constantFrom(2, 3) }))),
);
const filter = fc
  .tuple(kinds, fc.boolean(), fc.constantFrom('any' as const, 'all' as const))
  .map(([kind, not, match]): Filter => ({ ...kind, ...(not ? { not } : {}), match }));
const expression = (count: number): fc.Arbitrary<string> =>
  fc.letrec<{ all: string; leaf: string }>((tie) => ({
    leaf: fc.integer({ min: 1, max: count }).map(String),
    all: fc.oneof(
      { maxDepth: 3 },
      tie('leaf'),
      fc
        .tuple(fc.constantFrom(' and ', ' or ', ' AND '), fc.array(tie('all'), { minLength: 2, maxLength: 3 }))
        .map(([word, parts]) => `(${parts.join(word)})`),
    ),
  })).all;
const segment = fc
  .array(filter, { minLength: 1, maxLength: 4 })
  .chain((filters) =>
    fc.oneof(fc.constantFrom('all', 'any'), expression(filters.length)).map((join): SegmentFile => ({ id: 1, name: 'one', filters, join })),
  );
const maybe = fc.option(word);
const visitor: fc.Arbitrary<Visitor> = fc.record({
  events: fc.array(word, { maxLength: 4 }),
  earlier: fc.array(word, { maxLength: 2 }),
  pages: fc.array(address, { minLength: 1, maxLength: 3 }),
  referrer: fc.oneof(fc.constant(''), address),
  search: fc.oneof(fc.constant(''), word),
  visits: id,
  browser: fc.constantFrom('chrome', 'firefox'),
  mobile: fc.boolean(),
  vars: fc.array(fc.oneof(fc.constant(''), word), { minLength: 5, maxLength: 5 }),
  viewed: fc.array(id, { maxLength: 2 }),
  clicked: fc.array(id, { maxLength: 2 }),
  org: maybe,
  industries: fc.array(word, { maxLength: 2 }),
  country: maybe,
});

it('a compiled segment says what its file says, of 20,000 visitors', () => {
  let yes = 0;
  fc.assert(
    fc.property(segment, visitor, (one, who) => {
      const wanted = plainSegment(one, who);
      yes += Number(wanted);
      assert.equal(holds(segmentTest(one), factsOf(who)), wanted);
    }),
    { numRuns: 20_000 },
  );
  assert.ok(yes > 4000 && yes < 16_000, `${yes}: both answers occur`);
});

it('what is made up here are files that pass the check', () => {
  const campaigns = [1, 2, 3, 4].map((id) => ({ id, name: 'x', type: 'dialog', content: 'x' }));
  fc.assert(
    fc.property(segment, (one) => assert.deepEqual(check(JSON.stringify({ segments: [one], campaigns })).problems, [])),
    { numRuns: 500 },
  );
});

it('after the N-th click: counted from when the filters first held', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 9 }),
      fc.array(fc.constantFrom('click', 'event', 'other'), { maxLength: 25 }),
      (after, happened) => {
        const file: AccountFile = {
          segments: [{ id: 1, name: 'one', filters: [{ event: 'paper' }], engage: after ? `after click ${after}` : 'on entry' }],
        };
        const { s } = compile(file);
        const first = new Map<string, number>();
        let clicks = 0;
        let since: number | undefined;
        const events: string[] = [];
        for (const what of happened) {
          if (what === 'click') {
            clicks++;
            if (since !== undefined) since++;
          } else {
            events.push(what === 'event' ? 'paper' : 'another');
            if (what === 'event') since ??= 0;
          }
          assert.equal(engaged(s, { e: lines(events) }, first, clicks).length === 1, since !== undefined && since >= after);
        }
      },
    ),
    { numRuns: 2000 },
  );
});
