/** What a story may be made of, and how one is made up: pages with what goes wrong there, what their scripts do, how they are left. */
import fc from 'fast-check';
import { STUB_FORMS } from '../pages/stubs.js';

/** Kinds of text in a value: each has been somebody's bug. */
export const FILLERS = ['a', 'é', '語', '"\\\u0001', '</script>', '\u2028', 'a&b=%20+ '] as const;
export const SHAPES = ['text', 'object', 'list', 'four', 'six', 'mixed', 'bare number beside'] as const;
export const ODDITIES = [
  'NaN',
  'Infinity',
  'null',
  'undefined',
  'function',
  'symbol',
  'BigInt',
  'Date',
  'String object',
  'toJSON',
  'throwing getter',
  'circular',
  'nested list',
  'empty object',
  'nothing',
] as const;
/** `@` stands for the address at which the page is served: it can be loaded from the others, too. */
export const ADDRESSES = [
  '?utm_source=news',
  '?q=1#/route',
  '#!/bang',
  '@/deep/path?x=%C3%A9',
  '?',
  '#/a/b?c=d',
  '#section',
  '?long=' + 'x'.repeat(1500),
] as const;

export type Act =
  /** an event with a value of its own */
  | { do: 'event'; shape: (typeof SHAPES)[number]; filler: (typeof FILLERS)[number]; size: number }
  /** that many events in one task */
  | { do: 'burst'; count: number; size: number }
  /** an event whose value is the same each time: counted once a session */
  | { do: 'repeat' }
  /** an object that is changed between two calls, which are two events */
  | { do: 'reuse'; list: boolean }
  | { do: 'odd'; odd: (typeof ODDITIES)[number] }
  | { do: 'view'; virtual: boolean; variable: boolean }
  | { do: 'address'; how: 'push' | 'replace' | 'assign'; to: (typeof ADDRESSES)[number] }
  | { do: 'opt'; out: boolean }
  | { do: 'clock'; hours: number }
  | { do: 'clear'; what: 'localStorage' | 'database' | 'cookies' }
  /** the calls that load the campaigns bundle */
  | { do: 'campaign' }
  /** what follows runs in a timer, that many ms later */
  | { do: 'timer'; ms: number };

export type Core = 'well' | 'late' | 'missing' | 'never' | 'reset';
export type Storage = 'well' | 'no localStorage' | 'no database' | 'silent database' | 'no cookies' | 'none';
export type Trouble =
  | { is: 'none' | 'slow' | 'refuses' | 'resets' | 'hangs' | 'portal' | 'empty' | 'deaf' | 'twice' | 'killed' }
  | { is: 'status'; status: number; page: boolean; retryAfter?: number }
  | { is: 'small'; limit: number; reset: boolean };
/** A navigation may come in the task of the last call, or after that many ms. */
export type Leave = { by: 'link' | 'location' | 'replace' | 'form' | 'away' | 'reload' | 'back' | 'close' | 'kill'; after: number };

export interface Visit {
  /** index of STUB_FORMS; our snippet; the core's script alone */
  form: number | 'ours' | 'none';
  core: Core;
  storage: Storage;
  trouble: Trouble;
  /** directly behind the snippet; once the page and, where it comes, the core are there; in the page's own listeners; back from history */
  head: Act[];
  main: Act[];
  pagehide: Act[];
  hidden: Act[];
  back: Act[];
  leave: Leave;
}

export interface Story {
  /** the collector is on another origin than the page */
  far: boolean;
  /** tabs: the first has the troubles of the collector, the others run beside it */
  tabs: Visit[][];
}

const size = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 200 }) },
  { weight: 1, arbitrary: fc.constantFrom(1900, 2048, 3000) },
);
const event = fc.record({
  do: fc.constant('event' as const),
  shape: fc.constantFrom(...SHAPES),
  filler: fc.constantFrom(...FILLERS),
  size,
});
const call: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: event },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('view' as const), virtual: fc.boolean(), variable: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constant<Act>({ do: 'repeat' }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reuse' as const), list: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('odd' as const), odd: fc.constantFrom(...ODDITIES) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('burst' as const),
      count: fc.constantFrom(5, 20, 60, 200),
      size: fc.constantFrom(0, 40, 400),
    }),
  },
);
const address = fc.record({
  do: fc.constant('address' as const),
  how: fc.constantFrom('push' as const, 'replace' as const, 'assign' as const),
  to: fc.constantFrom(...ADDRESSES),
});
const timer = fc.record({ do: fc.constant('timer' as const), ms: fc.constantFrom(0, 5, 60, 250) });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 14, arbitrary: call },
  { weight: 4, arbitrary: address },
  { weight: 4, arbitrary: timer },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('opt' as const), out: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clock' as const), hours: fc.constantFrom(-50, -1, 0, 0.4, 3, 400) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('clear' as const),
      what: fc.constantFrom('localStorage' as const, 'database' as const, 'cookies' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Act>({ do: 'campaign' }) },
);
const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Trouble>({ is: 'none' }) },
  {
    weight: 7,
    arbitrary: fc.constantFrom<Trouble>(
      ...(['slow', 'refuses', 'resets', 'hangs', 'portal', 'empty', 'deaf', 'twice'] as const).map((is) => ({ is })),
    ),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      is: fc.constant('status' as const),
      status: fc.constantFrom(400, 403, 404, 413, 415, 429, 500, 502, 503),
      page: fc.boolean(),
      retryAfter: fc.option(fc.constantFrom(1, 600, 2_592_000), { nil: undefined }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ is: fc.constant('small' as const), limit: fc.constantFrom(1024, 4096, 16_384, 32_768), reset: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.constant<Trouble>({ is: 'killed' }) },
);
/** @param lone beside another tab: no kill, no trouble and no history of its own */
const visit = (lone: boolean): fc.Arbitrary<Visit> =>
  fc.record({
    form: fc.oneof(
      { weight: 6, arbitrary: fc.constant('ours' as const) },
      { weight: 2, arbitrary: fc.nat({ max: STUB_FORMS.length - 1 }) },
      { weight: 1, arbitrary: fc.constant('none' as const) },
    ),
    core: fc.oneof(
      { weight: 5, arbitrary: fc.constant<Core>('well') },
      { weight: 4, arbitrary: fc.constantFrom<Core>('late', 'missing', 'never', 'reset') },
    ),
    storage: fc.oneof(
      { weight: 8, arbitrary: fc.constant<Storage>('well') },
      { weight: 2, arbitrary: fc.constantFrom<Storage>('no localStorage', 'no database', 'silent database', 'no cookies', 'none') },
    ),
    trouble: lone ? fc.constant<Trouble>({ is: 'none' }) : trouble,
    head: fc.array(act, { maxLength: 4 }),
    main: fc.array(act, { maxLength: 6 }),
    pagehide: fc.oneof({ weight: 3, arbitrary: fc.constant<Act[]>([]) }, { weight: 1, arbitrary: fc.array(call, { maxLength: 2 }) }),
    hidden: fc.oneof({ weight: 6, arbitrary: fc.constant<Act[]>([]) }, { weight: 1, arbitrary: fc.array(call, { maxLength: 1 }) }),
    back: fc.array(call, { maxLength: 2 }),
    leave: fc.record({
      by: lone
        ? fc.constantFrom<Leave['by']>('location', 'link', 'replace', 'close')
        : fc.oneof(
            { weight: 8, arbitrary: fc.constantFrom<Leave['by']>('location', 'link', 'replace', 'form') },
            { weight: 5, arbitrary: fc.constantFrom<Leave['by']>('away', 'reload', 'back', 'close') },
            { weight: 1, arbitrary: fc.constant<Leave['by']>('kill') },
          ),
      after: fc.constantFrom(0, 0, 30, 400),
    }),
  });

export const story: fc.Arbitrary<Story> = fc
  .record({
    far: fc.integer({ min: 0, max: 4 }).map((n) => n === 4),
    first: fc.array(visit(false), { minLength: 1, maxLength: 4 }),
    others: fc.oneof(
      { weight: 4, arbitrary: fc.constant<Visit[][]>([]) },
      { weight: 1, arbitrary: fc.array(fc.array(visit(true), { minLength: 1, maxLength: 2 }), { maxLength: 2 }) },
    ),
  })
  .map(({ far, first, others }) => ({
    far,
    // A browser that is killed has no driver, and no second tab.
    tabs: [first, ...(first.some(({ leave }) => leave.by === 'kill') ? [] : others)],
  }));
