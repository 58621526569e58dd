/**
 * `npm run packages`: makes the two tarballs, installs them into empty folders and uses them as a site and as an operator do. Vite and
 * Next come from the registry. `--keep` leaves the folder.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { tryNext, tryVite } from './apps.js';
import { startOperator } from './operator.js';
import { install, packBoth, type Packed } from './pack.js';
import { trySite } from './site.js';

const kB = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
const line = ({ name, size, unpacked, files }: Packed, modules: number): string =>
  `${name.padEnd(14)} ${kB(size).padStart(9)} packed, ${kB(unpacked).padStart(9)} unpacked, ${String(files.length).padStart(3)} files, ${String(modules).padStart(3)} packages installed`;
const modulesOf = async (folder: string): Promise<number> => {
  const names = (await readdir(join(folder, 'node_modules'))).filter((name) => !name.startsWith('.'));
  const scoped = await Promise.all(names.filter((name) => name.startsWith('@')).map((name) => readdir(join(folder, 'node_modules', name))));
  return names.length - scoped.length + scoped.flat().length;
};

const folder = await mkdtemp(join(tmpdir(), 'rtp-packages-'));
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const [site, operator] = await packBoth(folder);
  assert.ok(!operator.files.some((name) => /\.ts$/.test(name) && !name.endsWith('.d.ts')), 'no TypeScript at run time');
  const shop = join(folder, 'shop');
  await install(shop, [site.file]);
  const done = await trySite(shop);
  const place = join(folder, 'operator');
  const running = await startOperator(place, operator);
  try {
    done.push(...(await tryVite(join(folder, 'vite'), site, running, browser)));
    done.push(...(await tryNext(join(folder, 'next'), site, running, browser)));
    assert.match(await running.command('export', '--account', 'vite', '--format', 'csv'), /bought/);
    assert.match(await running.command('backup', join(folder, 'copy.db')), /bytes, checked/);
    assert.match(await running.command('--help'), /^usage: rtp-collector COMMAND/);
    assert.ok((await readdir(place)).includes('data'), 'its data are in the current folder');
  } finally {
    assert.equal(await running.stop(), 0);
  }
  done.push('rtp-collector in a folder of its own: events, export, backup, --help; ends with 0');
  console.log([line(site, await modulesOf(shop)), line(operator, await modulesOf(place)), ...done].join('\n'));
} finally {
  await browser.close();
  if (process.argv.includes('--keep')) console.log(folder);
  else await rm(folder, { recursive: true, force: true });
}
