/**
 * `npm run pages`: real libraries, each on a page that uses it, in each engine: without the tag, with it, and with a dialog, a
 * widget and a zone. Prints the table, writes it beside as JSON, and exits 1 unless every page is what it is without the tag.
 * --short (a few rows, plain and with everything, in Chromium; only what they need is installed), --only ID[,ID], --engine NAME,
 * --mode NAME, --json FILE (e2e/pages/result.json)
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startCollector } from '../support/collector.js';
import type { Engine } from '../support/engine.js';
import { openPlaywright } from '../support/playwright.js';
import { openWebKit } from '../support/webkit.js';
import { accountFile } from './campaigns.js';
import { openGround } from './ground.js';
import { installLibraries } from './install.js';
import { accountOf, play, type Cell } from './play.js';
import { MODES, type Mode, type Row } from './row.js';
import { ROWS } from './table.js';

const { values: options } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string' },
    engine: { type: 'string' },
    mode: { type: 'string' },
    json: { type: 'string', default: new URL('result.json', import.meta.url).pathname },
  },
});
const refuse = (problem: string): never => {
  console.error(problem);
  process.exit(2);
};
const ids = options.only?.split(',');
const unknown = ids?.find((id) => !ROWS.some((row) => row.id === id));
if (unknown) refuse(`--only ${unknown}: no such row; there are ${ROWS.map(({ id }) => id).join(', ')}`);
const wanted = options.engine ?? (options.short ? 'chromium' : undefined);
const names = (['chromium', 'firefox', 'webkit'] as const).filter((name) => !wanted || wanted === name);
if (!names.length) refuse(`--engine ${options.engine}: chromium, firefox or webkit`);
const usual: readonly Mode[] = options.short ? ['plain', 'all'] : MODES;
const modes = usual.filter((mode) => !options.mode || mode === 'plain' || mode === options.mode);
if (options.mode && !modes.includes(options.mode as Mode)) refuse(`--mode ${options.mode}: ${usual.join(', ')}`);

const rows = ROWS.filter((row) => (!ids || ids.includes(row.id)) && (!options.short || row.short));
if (!rows.length) refuse(`--only ${options.only}: not in the short form`);

const started = Date.now();
installLibraries(options.short ? [...new Set(rows.flatMap(({ short = [] }) => short))] : undefined);
console.error(`the libraries are there after ${Math.round((Date.now() - started) / 1000)} s`);
const folder = await mkdtemp(join(tmpdir(), 'rtp-pages-'));
for (const name of names)
  for (const row of rows)
    for (const mode of modes) {
      const file = accountFile(mode);
      if (file) await writeFile(join(folder, accountOf(row, mode, name) + '.json'), file);
    }
const collector = await startCollector({ RTP_CONFIG: folder, RTP_RATE_LIMIT: '1000000' });
const ground = await openGround(collector.url);
const cells: Cell[] = [];
const began = Date.now();
await Promise.all(
  names.map(async (name) => {
    const engine: Engine = name === 'webkit' ? await openWebKit() : await openPlaywright(name);
    await play(rows, modes, engine, ground, collector, (cell) => cells.push(cell));
    await engine.end();
  }),
);
await ground.close();
await collector.close();
await rm(folder, { recursive: true });

/** One engine's cells of a row: 'ok', or what differs in which mode. */
const show = (row: Row, engine: string): string => {
  const own = cells.filter((cell) => cell.row === row.id && cell.engine === engine);
  if (!own.length) return '';
  const bad = own.filter(({ wrong }) => wrong.length);
  return bad.length ? bad.map(({ mode, wrong }) => `${mode}: ${wrong[0]?.replaceAll('|', '\\|')}`).join('<br>') : 'ok';
};
console.log(`| page | ${names.join(' | ')} |\n|---|${names.map(() => '---|').join('')}`);
for (const row of rows) console.log(`| ${row.id}: ${row.what} | ${names.map((name) => show(row, name)).join(' | ')} |`);
await writeFile(options.json, JSON.stringify(cells, null, 1) + '\n');
const bad = cells.filter(({ wrong }) => wrong.length).length;
console.log(
  `${cells.length} visits (${modes.join(', ')}) in ${Math.round((Date.now() - began) / 1000)} s; ` +
    (bad
      ? `${bad} of them are not what the page is without the tag`
      : 'every page is what it is without the tag, and its events are stored once'),
);
process.exitCode = bad ? 1 : 0;
