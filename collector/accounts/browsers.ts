/** Browsers, as questions about what a browser calls itself: the search is the collector's to write, so that no page carries it. */
import type { Test } from '../../core/campaigns/config.js';

/** In this order: most call themselves what a later one is called as well. */
const NAMES: [name: string, found: string][] = [
  ['edge', 'edg'],
  ['opera', 'opr'],
  ['samsung', 'samsung'],
  ['firefox', 'firefox|fxios'],
  ['chrome', 'chrom|crios'],
  ['safari', 'safari'],
  ['other', ''],
];

/** Whether it is the browser of this name: `edge`, `opera`, `samsung`, `firefox`, `chrome`, `safari`, or `other` for the rest. */
export const browserTest = (name: string): Test => {
  const at = NAMES.findIndex(([known]) => known === name);
  const earlier = NAMES.slice(0, at).map(([, found]) => found);
  return ['b', 0, '^' + (earlier.length ? `(?!.*(${earlier.join('|')}))` : '') + `.*(${NAMES[at]?.[1]})`];
};
