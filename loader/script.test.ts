/** The source maps lead from the shipped scripts to the lines that they were made of. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { test } from 'node:test';

const DIST = new URL('../dist/', import.meta.url);

for (const [name, words, source] of [
  ['rtp.js', 'sendBeacon', 'core/beacon.ts'],
  ['rtp.js', 'indexedDB.open', 'core/store.ts'],
  ['rtp-campaigns.js', 'attachShadow', 'core/campaigns/host.ts'],
  ['rtp-markup.js', 'fetch', 'core/markup/main.ts'],
] as const)
  test(`${name}: '${words}' stands in ${source}`, async () => {
    const code = await readFile(new URL(name, DIST), 'utf8');
    const map = new SourceMap(JSON.parse(await readFile(new URL(`${name}.map`, DIST), 'utf8')));
    // Only the first line has code; lines and columns are counted from 0.
    const found = map.findEntry(0, code.indexOf(words));
    assert.ok('originalSource' in found && found.originalSource.endsWith(source), JSON.stringify(found));
    const line = (await readFile(new URL(`../${source}`, import.meta.url), 'utf8')).split('\n')[found.originalLine] ?? '';
    assert.ok(line.slice(found.originalColumn - words.length).includes(words), line);
  });
