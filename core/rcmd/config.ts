/**
 * What the collector serves for recommendations, as `/c/rcmd/<account>.json`: the content that may be shown, and how it has done.
 * It names no visitor, so it is one cacheable file for all of them. The names are short because every page that asks downloads it.
 */

/** How often an entry was shown, and how often that led to its goal (a click, or a conversion). */
export type Shown = [shown: number, goals: number];

/** A piece of content that the owner has approved. */
export interface Entry {
  /** a UUID, the same for as long as the address is */
  i: string;
  /** title */
  t: string;
  /** address */
  u: string;
  /** the query belongs to the address: another query is another entry */
  q?: 1;
  /** address of the image, and what it shows */
  p?: string;
  x?: string;
  /** description */
  d?: string;
  /** categories */
  c?: string[];
  /** sources, a letter each */
  s: string;
  /** how it has done with all visitors */
  n?: Shown;
  /** how it has done with the visitors of a segment, where there is enough to tell */
  g?: Record<string, Shown>;
  /** its views in the last two weeks by those in the two before, smoothed: 1 where nothing changed */
  r?: number;
}

/** The bar (documented in 'Enable the Content Recommendation Bar'). */
export interface Bar {
  /** colours of the link, the bar and the arrow; the arrow's opacity, 0 to 1 */
  color?: string;
  background?: string;
  arrowColor?: string;
  arrowOpacity?: number;
  /** font size in px, and family */
  size?: number;
  font?: string;
  top?: 1;
  left?: 1;
  /** addresses on which it stands, and on which it does not: regular expressions for path and query, case sensitive */
  on?: string;
  off?: string;
  /** host names on which it stands; absent: all */
  hosts?: string[];
}

/** What pages count as content and wait for the owner's approval: regular expressions, ignoring case. */
export interface Discovery {
  /** paths of pages, with their host */
  pages?: string;
  /** endings of files behind links */
  files?: string;
  /** embedded video players */
  video?: 1;
}

export interface Served {
  e: Entry[];
  b?: Bar;
  f?: Discovery;
}
