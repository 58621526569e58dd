/**
 * The compiled configuration of an account: what the collector makes of `<account>.json` and the browser reads at
 * `/c/<account>.json`. Two programs built apart share it, so its names are short and not mangled.
 */
import type { Switches } from '../markup/config.js';

/**
 * A question about the visitor. `&` and `|` join, `!` turns round, `v` asks for a number of visits from … to. All others
 * look for text in one of the facts: as it is, as a whole item (third element 1), or as a regular expression with the flag `m`
 * (second element 0).
 */
export type Test =
  | ['&' | '|', ...Test[]]
  | ['!', Test]
  | ['v', number, number]
  | [fact: Fact, text: string, whole?: 1]
  | [fact: Fact, regular: 0, source: string];

/**
 * What is known of a visitor, as text with one line for each item (a line break before the first and behind the last), in
 * lower case but for campaign ids. `e` values of events, `p` addresses of pages, `c` campaigns viewed, `k` clicked: of this
 * visit; the same in capitals: of all visits remembered. `r` referrer and `q` search terms of the visit; `1` to `5` custom
 * variables; `b` browser; `m` mobile device; `u` address of the page. From the operator's edge: `o` org, `n` industries,
 * `i` isp, `y` country, `t` state, `l` city, `a` codes and `A` names of account lists. `v` is a number.
 */
export type Fact =
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
  i: Id;
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
  /** shown from … to: ms since 1970, or a local time of the visitor's */
  f?: number | string;
  o?: number | string;
  /** 1: paused, seen in a preview only */
  p?: 1;
  /** what a screen reader calls it */
  l: string;
  /** style sheet of the content (dialog, widget) */
  h?: string;
  /** groups, shares in percent; without markup the group is the one that sees nothing */
  g: [name: string, share: number, content?: Markup[]][];
}

export interface Compiled {
  v: 1;
  /** 1: switched off */
  o?: 1;
  /** 1: Do Not Track and Global Privacy Control are honoured */
  d?: 1;
  /** 1: some filter needs what only the operator's edge knows */
  f?: 1;
  /** words on the buttons: close, minimise */
  l?: [close: string, minimise: string];
  /** style sheet of dialogs and widgets, where there are any */
  h?: string;
  /** switches of the mark-up bundle, which reads the same file */
  m?: Switches;
  s: Segment[];
  /** the most important first */
  c: Campaign[];
}

/** What the operator's edge knows of a visitor (`/visitor`); unknown: null or empty. */
export interface EdgeFacts {
  location: { country: string | null; state: string | null; city: string | null };
  org: string | null;
  industries: string[];
  /** whether the visitor's organisation is an internet service provider; unknown: false */
  isp: boolean;
  abm: { code: string | number; name: string }[];
}
