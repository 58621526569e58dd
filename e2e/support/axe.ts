import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Tab } from './engine.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong on the page. It runs as the debugger's script: our own pages refuse inline ones. */
export const violations = async (tab: Tab): Promise<string[]> =>
  tab.run(
    `async () => { ${axe}; return (await axe.run()).violations.map((v) => v.id + ': ' + v.nodes[0].html); }` as unknown as () => string[],
  );
