/** What a site installs: the command, the types by reference and by import, and the module where there is no page. */
import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, run } from './pack.js';

/** Good lines pass; those behind BAD must each be an error. */
const BY_REFERENCE = `/// <reference types="rtp-tag" />
rtp('send', 'event', { value: 'x' });
window.rtp('send', 'view');
// @ts-expect-error BAD
rtp('send', 'evnt', { value: 'x' });
`;
const BY_IMPORT = `import { load, rtp, type RtpValue } from 'rtp-tag';
const value: RtpValue = ['a', 'b'];
rtp('send', 'event', { value });
load({ core: '/rtp.js', account: 'shop', nonce: 'n' });
rtp('get', 'visitor', (answer) => { if (answer.status === 200) answer.results.matchedSegments.length; });
// @ts-expect-error BAD
rtp('send', 'event', { value: 5 });
// @ts-expect-error BAD
load({ account: 'shop' });
`;
const RESOLUTIONS = [
  ['bundler', 'esnext'],
  ['nodenext', 'nodenext'],
  ['node10', 'commonjs'],
] as const;

/** @param folder with the package installed @returns what was looked at */
export const trySite = async (folder: string): Promise<string[]> => {
  const modules = (await readdir(join(folder, 'node_modules'))).filter((name) => !name.startsWith('.'));
  assert.deepEqual(modules, ['rtp-tag'], 'it brings nothing else along');

  const command = join(folder, 'node_modules/.bin/rtp-tag');
  assert.match(await run(folder, command, ['snippet', '--core', '/rtp.js', '--account', 'shop']), /^<!-- rtp[\s\S]*"\/rtp\.js","shop"/);
  assert.match(await run(folder, command, ['--help']), /rtp-tag snippet/);
  await writeFile(join(folder, 'shop.json'), '{}');
  assert.match(await run(folder, command, ['check', 'shop.json']), /shop\.json: good/);

  await writeFile(join(folder, 'reference.ts'), BY_REFERENCE);
  await writeFile(join(folder, 'import.ts'), BY_IMPORT);
  const tsc = join(ROOT, 'node_modules/.bin/tsc');
  for (const [resolution, module] of RESOLUTIONS) {
    const how = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,dom'];
    await run(folder, tsc, [...how, '--moduleResolution', resolution, '--module', module, 'reference.ts', 'import.ts']);
  }

  const inert = `import { rtp, load } from 'rtp-tag'; rtp('send', 'view'); load({ core: '/rtp.js', account: 'a' }); rtp.userContext;
    console.log(typeof window, Object.keys(globalThis).includes('rtp'));`;
  assert.equal(await run(folder, process.execPath, ['--input-type=module', '-e', inert]), 'undefined false\n');
  return [
    'rtp-tag snippet, check, --help',
    `types by reference and by import: ${RESOLUTIONS.map(([name]) => name).join(', ')}`,
    'inert on a server',
  ];
};
