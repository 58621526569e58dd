/**
 * The compiled configuration of an account: what the collector makes of `<account>.json` and the browser reads at
 * `/c/<account>.json`. Two programs built apart share it, so its names are short and not mangled.
 */
import type { Switches } from '../markup/config.js';

/**
 * A question about the visitor. `&` and `|` join, `!` asks for none of them, `v` asks for a number of visits from … to. All others
 * look for text in one of the facts: as it is, as a whole item (third element 1), or as a regular expression with the flag `m`
 * (second element 0).
 */
export type Test =
  | ['&' | '|', ...Test[]]
  | ['!', ...Test[]]
  | ['v', number, number]
  | [fact: Fact, text: string, whole?: 1]
  | [fact: Fact, regular: 0, source: string];

/**
 * What is known of a visitor, as text with one line for each item (a line break before the first and behind the last), in
 * lower case but for campaign ids. `e` values of events, `p` addresses of pages, `c` campaigns viewed, `k` clicked: of this
 * visit; the same in capitals: of all visits remembered. `r` referrer and `q` search terms of the visit; `1` to `5` custom
 * variables; `b` what the browser calls itself; `m` mobile device; `u` address of the page. From the operator's edge: `o` org, `n` industries,
 * `i` isp, `y` country, `t` state, `l` city, `a` codes and `A` names of account lists. `v` is a number.
 */
export type Fact =
  | 'h'
  | 'w'
  | 'e'
  | 'p'
  | 'c'
  | 'k'
  | 'E'
  | 'P'
  | 'C'
  | 'K'
  | 'r'
  | 'q'
  | '1'
  | '2'
  | '3'
  | '4'
  | '5'
  | 'b'
  | 'm'
  | 'u'
  | 'o'
  | 'n'
  | 'i'
  | 'y'
  | 't'
  | 'l'
  | 'a'
  | 'A';
export type Facts = Readonly<Record<string, string | undefined>>;

/** Ids are numbers or texts, as the file has them. */
export type Id = string | number;

/** `after`: 0 on entry, else the click that it takes. */
export type Segment = [id: Id, name: string, after: number, test: Test];

/** Markup: a text, or an element with its attributes (0: none) and what is in it. */
export type Markup = string | [tag: string, attributes: Record<string, string> | 0, ...content: Markup[]];

/** `l` on load, `d` after seconds, `p` scrolled to percent, `x` to a pixel, `f` below the fold, `e` exit intent. */
export type Trigger = [when: 'l' | 'd' | 'p' | 'x' | 'f' | 'e', amount?: number];

export interface Campaign {
  /** id */
  i: string;
  /** dialog, in zone, widget */
  k: 'd' | 'z' | 'w';
  /** zone: id of the element; widget: its edges, as `bottom right` */
  z?: string;
  /** ids of the segments, one of which the visitor must be in; absent: everybody */
  s?: Id[];
  /** on which pages; absent: on all */
  u?: Test;
  /** absent: on load */
  t?: Trigger;
  /** 1: sticky; absent: once a session */
  r?: 1;
  /** fade or slide in; absent: neither */
  e?: 'f' | 's';
  /** goals, where its results are wanted */
  q?: Goal[];
  /** for visitors whose bucket by this seed, turned by `turn`, is below `width`: campaigns with ranges that are apart exclude each other */
  y?: [seed: string, turn: number, width: number];
  /** manners: `h` campaigns met in this visit, `i` goals reached (`id=name`), `w` weekday and hour (`d0`, Sunday, to `d6`; `h0` to `h23`) */
  m?: Test;
  /** wherever there are manners; budgets: fewer than `most` in so many ms (0: the session) of `t`, shown, or of `o`, closed */
  b?: Budget[];
  /** shown from … to: ms since 1970 */
  f?: number;
  o?: number;
  /** 1: by the visitor's own clock, whatever her zone */
  n?: 1;
  /** 1: paused, seen in a preview only */
  p?: 1;
  /** 1: needs no memory, so that it may be shown before the visitor has said yes (core/before) */
  c?: 1;
  /** what a screen reader calls it */
  l: string;
  /** style sheet of the content (dialog, widget) */
  h?: string;
  /** groups, shares in percent; without markup the group is the one that sees nothing */
  g: [name: string, share: number, content?: Markup[]][];
}

/** Within `ms` of the first meeting; 0: in a session in which the campaign was met. Facts: `e` an event's value, `p` a page, `k` a click. */
export type Goal = [name: string, test: Test, ms: number];
export type Budget = [list: 't' | 'o', most: number, ms: number];

/** Selectors of a page's own modals, and behind a comma of banners that have no role of one; words by which those that ask for consent are known. */
export type Modals = [modals: string, banners: string, consent: string];

export interface Compiled {
  v: 1;
  /** 1: switched off */
  o?: 1;
  /** 1: Do Not Track and Global Privacy Control are honoured */
  d?: 1;
  /** 1: some filter needs what only the operator's edge knows */
  f?: 1;
  /** words on the buttons of dialogs and widgets, where there are any: close, minimise */
  l?: [close: string, minimise: string];
  /** their style sheet */
  h?: string;
  /** and what they make room for */
  b?: Modals;
  /** selectors of elements that server-rendered apps are hydrated in; absent: there is no campaign */
  a?: string;
  /** switches of the mark-up bundle, which reads the same file */
  m?: Switches;
  s: Segment[];
  /** the most important first; before them the holdout, a widget that shows nothing to either group */
  c: Campaign[];
}

/** Id of the account's holdout, which is the first of its campaigns where it has one, and the group of it that sees no other. */
export const HOLDOUT = 'holdout';
export const HELD_OUT = 'held out';

/** What the operator's edge knows of a visitor (`/visitor`); unknown: null or empty. */
export interface EdgeFacts {
  location: { country: string | null; state: string | null; city: string | null };
  org: string | null;
  industries: string[];
  /** whether the visitor's organisation is an internet service provider; unknown: false */
  isp: boolean;
  abm: { code: string | number; name: string }[];
}
