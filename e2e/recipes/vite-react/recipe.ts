import { join } from 'node:path';
import { freePort } from '../../../collector/testing/postgres.js';
import { run } from '../../packages/pack.js';
import { appOf, folderOf, versionsOf } from '../packages.js';
import type { Recipe } from '../recipe.js';
import { serveProgram } from '../serve.js';

const PACKAGES = ['vite', 'react', 'react-router'];

/** @param built whether it is the build that is served, or the development server, where React runs effects twice */
const viteReact = (id: string, built: boolean): Recipe => ({
  id,
  page: 'vite-react',
  how: built ? 'module; the build' : 'module; the development server, in strict mode',
  routes: true,
  async serve({ files }) {
    const app = await appOf('vite-react', join(folderOf('vite-react'), 'site'), files);
    const vite = join(folderOf('vite-react'), 'node_modules/vite/bin/vite.js');
    if (built) await run(app, process.execPath, [vite, 'build']);
    const how = ['--host', '127.0.0.1', '--port', String(await freePort()), '--strictPort'];
    const ready = /(http:\/\/127\.0\.0\.1:\d+)/;
    const served = await serveProgram(process.execPath, [vite, ...(built ? ['preview'] : []), ...how], { cwd: app, ready });
    return { ...served, versions: versionsOf('vite-react', PACKAGES) };
  },
});
export const viteReactBuilt = viteReact('vite-react', true);
export const viteReactDev = viteReact('vite-react-dev', false);
