/**
 * `npm run recipes`: follows each page of loader/recipes to the letter on the real thing, opens the site in Chromium, and prints the
 * table. Exit code 1 when a site does not store each view and each event exactly once, or says anything in the console.
 * --short (what needs no long installation), --only ID[,ID], --keep (the folders of the sites)
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { startCollector } from '../support/collector.js';
import { printSnippet, readPage } from './page.js';
import type { Recipe } from './recipe.js';
import { RECIPES } from './table.js';
import { visit } from './visit.js';

const { values: options } = parseArgs({
  options: { short: { type: 'boolean', default: false }, only: { type: 'string' }, keep: { type: 'boolean', default: false } },
});
const ids = options.only?.split(',');
const unknown = ids?.find((id) => !RECIPES.some((recipe) => recipe.id === id));
if (unknown) {
  console.error(`--only ${unknown}: no such recipe; there are ${RECIPES.map(({ id }) => id).join(', ')}`);
  process.exit(2);
}
const chosen = RECIPES.filter(({ id, short }) => (ids ? ids.includes(id) : short || !options.short));

const folder = await mkdtemp(join(tmpdir(), 'rtp-recipes-'));
const config = join(folder, 'config');
await mkdir(config);
for (const { id } of chosen) await writeFile(join(config, id + '.json'), JSON.stringify({ automatic: { views: true } }));
const collector = await startCollector({ RTP_CONFIG: config });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });

/** @returns versions, what else was looked at, what is wrong */
const tryRecipe = async (recipe: Recipe): Promise<[versions: string, also: string, wrong: string[]]> => {
  const place = join(folder, recipe.id);
  await mkdir(place);
  const page = readPage(recipe.page, collector.url, recipe.id);
  const kitchen = { collector: collector.url, account: recipe.id, folder: place, files: page.files, snippet: () => printSnippet(page) };
  try {
    const site = await recipe.serve(kitchen);
    try {
      const wrong = await visit(browser, collector, recipe, site.url, recipe.automatic ? 'its own' : undefined);
      const onTop = recipe.routes ? await visit(browser, collector, recipe, site.url, 'on top') : [];
      wrong.push(...onTop.map((one) => 'with automatic views on top: ' + one));
      return [site.versions, [site.also, recipe.routes && 'automatic views on top'].filter(Boolean).join('; '), wrong];
    } finally {
      await site.close();
    }
  } catch (error) {
    return ['', '', [(error as Error).message]];
  }
};

let bad = 0;
const began = Date.now();
console.log('| recipe | how | tried with | also | result |\n|---|---|---|---|---|');
try {
  for (const recipe of chosen) {
    const [versions, also, wrong] = await tryRecipe(recipe);
    if (wrong.length) bad++;
    console.log(`| ${recipe.id} | ${recipe.how} | ${versions} | ${also} | ${wrong.length ? 'FAULT' : 'each view and event once'} |`);
    for (const one of wrong) console.error(`${recipe.id}: ${one}`);
  }
} finally {
  await browser.close();
  await collector.close();
  if (options.keep) console.log(folder);
  else await rm(folder, { recursive: true, force: true });
}
console.log(
  `${chosen.length} recipes in ${Math.round((Date.now() - began) / 1000)} s; ${bad ? `${bad} do not do what their page says` : 'all do what their page says'}`,
);
process.exitCode = bad ? 1 : 0;
