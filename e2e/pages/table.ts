/** One row a library. */
import type { Row } from './row.js';
import { classic } from './rows/classic.js';
import { components } from './rows/components.js';
import { looks } from './rows/looks.js';
import { manners } from './rows/manners.js';
import { swaps } from './rows/swaps.js';

export const ROWS: Row[] = [...classic, ...components, ...swaps, ...looks, ...manners];
