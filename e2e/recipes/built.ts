/** A recipe whose site is built and served by a program of its own packages, under a newer Node where they ask for one. */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { freePort } from '../../collector/testing/postgres.js';
import { getNode } from '../nodes/node.js';
import { run } from '../packages/pack.js';
import { appOf, folderOf, versionsOf } from './packages.js';
import type { Recipe } from './recipe.js';
import { serveProgram } from './serve.js';

/** Of the lines that such frameworks ask for. */
const NEWER = '24.21.0';

/** The binary of a newer Node, kept where `npm run nodes` keeps it. */
const newerNode = async (): Promise<string> => {
  const cache = process.env.RTP_NODES ?? join(tmpdir(), 'rtp-nodes');
  await mkdir(cache, { recursive: true });
  return (await getNode(NEWER, cache)).binary;
};

export interface Program {
  /** of the recipe; its page and its folder have the same name */
  id: string;
  how: string;
  /** packages whose versions the table tells */
  packages: readonly string[];
  /** whether the machine's own Node is too old for them */
  newer?: true;
  /** further files of the site, beside those of the page */
  also?(kitchen: Parameters<Recipe['serve']>[0]): Record<string, string>;
  /** path in the modules, and arguments, of the command that builds; nothing where there is nothing to build */
  build?: readonly string[];
  /** the same of the command that serves; `PORT` is in the arguments and in the environment */
  serve: readonly string[];
}

export const program = ({ id, how, packages, newer, also, build, serve }: Program): Recipe => ({
  id,
  page: id,
  how,
  routes: true,
  async serve(kitchen) {
    const files = new Map([...kitchen.files, ...Object.entries(also?.(kitchen) ?? {})]);
    const cwd = await appOf(id, join(folderOf(id), 'site'), files);
    const node = newer ? await newerNode() : process.execPath;
    const port = String(await freePort());
    const env = {
      PATH: dirname(node) + delimiter + process.env.PATH,
      HOST: '127.0.0.1',
      PORT: port,
      NUXT_TELEMETRY_DISABLED: '1',
      ASTRO_TELEMETRY_DISABLED: '1',
    };
    const words = ([path = '', ...rest]: readonly string[]): string[] => [
      path.startsWith('.') ? path : join(folderOf(id), 'node_modules', path),
      ...rest.map((word) => word.replace('PORT', port)),
    ];
    if (build) await run(cwd, node, words(build), env);
    const served = await serveProgram(node, words(serve), { cwd, env, ready: /(http:\/\/(?:127\.0\.0\.1|localhost):\d+)/ });
    return { ...served, versions: versionsOf(id, packages) + (newer ? `, Node ${NEWER}` : '') };
  },
});
