/**
 * `npm run bench`: what the tag costs a page, in real Chromium against the real collector, beside a bare tag in the same run.
 * Prints figures and aims, writes result.json; fails only when it cannot measure. `--only calls|boot|traffic|segments`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureBoot } from './boot.js';
import { measureCalls } from './calls.js';
import { openChrome } from './chrome.js';
import { openGround } from './ground.js';
import { print, verdict, type Row } from './table.js';
import { measureTraffic } from './traffic.js';

const PARTS = { calls: measureCalls, boot: measureBoot, traffic: measureTraffic };
const { only } = parseArgs({ options: { only: { type: 'string' } } }).values;
if (only && only !== 'segments' && !(only in PARTS))
  throw new Error(`--only: one of ${Object.keys(PARTS).join(', ')}, segments expected, found ${only}`);

const rows: Row[] = [];
const ground = await openGround();
const chrome = await openChrome();
try {
  console.log(`${chrome.version}, ${cpus().length} cores (${cpus()[0]?.model}), load ${loadavg()[0]?.toFixed(1)}: read the ratios.`);
  for (const [name, measure] of Object.entries(PARTS))
    if (!only || only === name) {
      const more = await measure(chrome, ground);
      print(more);
      rows.push(...more);
    }
} finally {
  await chrome.end();
  await ground.close();
}
await writeFile(
  new URL('result.json', import.meta.url),
  JSON.stringify(
    { at: new Date().toISOString(), browser: chrome.version, rows: rows.map((row) => ({ ...row, verdict: verdict(row) })) },
    null,
    2,
  ) + '\n',
);

// A command of its own, which prints its own rows.
const segments = fileURLToPath(new URL('segments.ts', import.meta.url));
if (existsSync(segments) && (!only || only === 'segments')) {
  const [code] = (await once(spawn(process.execPath, ['--import', 'tsx', segments], { stdio: 'inherit' }), 'exit')) as [number | null];
  if (code) process.exitCode = code;
}
