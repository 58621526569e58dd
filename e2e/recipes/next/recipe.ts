/** The app of e2e/packages/next, with the files of the recipe's page in the place of its own. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../packages/pack.js';
import { appOf, folderOf, versionsOf } from '../packages.js';
import type { Recipe } from '../recipe.js';
import { serveProgram } from '../serve.js';

/** Browsers ask for one, and a missing one is an error in the console. */
const ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>';
const APP = fileURLToPath(new URL('../../packages/next', import.meta.url));

/** @param built whether it is the build that is served, or the development server */
const next = (id: string, built: boolean): Recipe => ({
  id,
  page: 'next',
  how: built ? 'module; the build, with types' : 'module; the development server, in strict mode',
  routes: true,
  async serve({ files }) {
    const app = await appOf('next', APP, new Map([...files, ['app/icon.svg', ICON]]));
    await rm(join(app, 'app/tag.tsx'));
    // Its policy of nonces is tried by `npm run packages`.
    await rm(join(app, 'proxy.ts'));
    const program = join(folderOf('next'), 'node_modules/next/dist/bin/next');
    if (built) await run(app, process.execPath, [program, 'build']);
    const served = await serveProgram(process.execPath, [program, built ? 'start' : 'dev', '-p', '0', '-H', '127.0.0.1'], {
      cwd: app,
      env: { NEXT_TELEMETRY_DISABLED: '1' },
      ready: /(http:\/\/127\.0\.0\.1:\d+)[\s\S]*Ready/,
    });
    return { ...served, versions: versionsOf('next', ['next', 'react']) };
  },
});
export const nextBuilt = next('next', true);
export const nextDev = next('next-dev', false);
