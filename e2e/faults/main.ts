/**
 * `npm run faults`: fires events under each fault on each engine, ends the fault, makes one further page view at most, and
 * counts what is stored. Prints the table, writes it beside as JSON, exits 1 unless every cell is all, once, or has a limit of the
 * platform, whose true rate is printed.
 * --repeat N (20 where a race is involved, else 5), --only ID, --engine NAME, --json FILE (e2e/faults/result.json)
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startCollector } from '../support/collector.js';
import type { Engine } from '../support/engine.js';
import { openPlaywright } from '../support/playwright.js';
import { openWebKit } from '../support/webkit.js';
import { play, type Outcome } from './play.js';
import { FAULTS } from './table.js';

const { values: options } = parseArgs({
  options: {
    repeat: { type: 'string' },
    only: { type: 'string' },
    engine: { type: 'string' },
    json: { type: 'string', default: new URL('result.json', import.meta.url).pathname },
  },
});
const names = (['chromium', 'firefox', 'webkit'] as const).filter((name) => !options.engine || options.engine === name);
const faults = FAULTS.filter(({ id }) => !options.only || id === options.only || id.replace(/\D.*$/, '') === options.only);
if (!names.length || !faults.length) {
  console.error(
    names.length
      ? `--only ${options.only}: no such fault; there are ${FAULTS.map(({ id }) => id).join(', ')}`
      : `--engine ${options.engine}: chromium, firefox or webkit`,
  );
  process.exit(2);
}

interface Cell extends Outcome {
  fault: string;
  what: string;
  engine: string;
  repeats: number;
  /** why the engine could not be put through it */
  not?: string;
  limit?: string;
}

const collector = await startCollector();
const cells: Cell[] = [];
for (const name of names) {
  const engine: Engine = name === 'webkit' ? await openWebKit() : await openPlaywright(name);
  for (const fault of faults) {
    const cell: Cell = {
      fault: fault.id,
      what: fault.what,
      engine: name,
      repeats: 0,
      fired: 0,
      stored: 0,
      twice: 0,
      wrong: [],
      not: fault.not?.[name],
      limit: fault.limit?.[name],
    };
    const repeats = cell.not ? 0 : Number(options.repeat ?? (fault.race ? 20 : 5));
    for (let i = 0; i < repeats; i++) {
      cell.repeats++;
      try {
        const outcome = await play(fault, engine, collector, 'long');
        cell.fired += outcome.fired;
        cell.stored += outcome.stored;
        cell.twice += outcome.twice;
        cell.wrong.push(...outcome.wrong);
      } catch (error) {
        cell.wrong.push(String((error as Error).message).split('\n')[0] ?? '');
      }
    }
    cells.push(cell);
    console.error(`${name} ${fault.id}: ${show(cell)}`);
  }
  await engine.end();
}
await collector.close();

const good = (cell: Cell): boolean => !!cell.not || ((cell.stored === cell.fired || !!cell.limit) && !cell.twice && !cell.wrong.length);
function show(cell: Cell): string {
  if (cell.not) return `n/a (${cell.not})`;
  const all = cell.stored === cell.fired && !cell.twice;
  const counts = all
    ? `all ${cell.fired}, once`
    : `${cell.stored} of ${cell.fired}, ${cell.twice} twice${cell.limit ? ` (limit: ${cell.limit})` : ''}`;
  return cell.wrong.length ? `${counts}; ${cell.wrong[0]}` : counts;
}

console.log(`| # | fault | ${names.join(' | ')} |\n|---|---|${names.map(() => '---|').join('')}`);
for (const { id, what } of faults)
  console.log(
    `| ${id} | ${what} | ${names.map((name) => show(cells.find((cell) => cell.fault === id && cell.engine === name) as Cell)).join(' | ')} |`,
  );
await writeFile(options.json, JSON.stringify(cells, null, 1) + '\n');
const bad = cells.filter((cell) => !good(cell));
console.log(
  bad.length
    ? `${bad.length} of ${cells.length} cells are neither 'all, once' nor at a limit`
    : `every cell is 'all, once', at a limit of the platform, or cannot be driven`,
);
process.exitCode = bad.length ? 1 : 0;
