import type { Row } from './encode.js';
import type { WireAnswer } from './wire.js';

/**
 * Whether an answer names a row: as stored, or as refused for good. Nothing else lets a row go. An answer may be anybody's (a
 * proxy's, a captive portal's): what is none of ours names nothing, or throws.
 */
export const names = ({ have = [], bad = [] }: Partial<WireAnswer>, { p, n }: Row): boolean =>
  bad.some((one) => one[0] === p && one[1] === n) ||
  // Beside each `from`, at an odd place behind the page, stands its `to`.
  have.some((list) => list[0] === p && list.some((from, i) => i % 2 && (from as number) <= n && n <= (list[i + 1] as number)));
