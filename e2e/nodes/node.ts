/** One version of Node from the registry, with the store's driver compiled for it. Both are kept in a folder for the next run. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { driverName } from '../../collector/store/sqlite/driver.js';

const run = promisify(execFile);
const MODULES = fileURLToPath(new URL('../../node_modules/', import.meta.url));

export interface OneNode {
  version: string;
  /** the binary; its folder's parent has the headers */
  binary: string;
  /** runs npm under this Node in a folder, with native modules compiled against its headers */
  npm(folder: string, ...args: string[]): Promise<string>;
}

/** The machine's own npm: the registry's package has none. */
const npmScript = async (): Promise<string> => join((await run('npm', ['root', '-g'])).stdout.trim(), 'npm/bin/npm-cli.js');

/** @param cache folder that outlives a run */
export const getNode = async (version: string, cache: string): Promise<OneNode> => {
  const home = join(cache, 'node-' + version);
  if (!existsSync(home)) {
    const fresh = join(cache, `.node-${version}-${process.pid}`);
    await mkdir(fresh, { recursive: true });
    const { stdout } = await run('npm', ['pack', '--silent', `node-${process.platform}-${process.arch}@${version}`], { cwd: fresh });
    await run('tar', ['xzf', stdout.trim(), '--strip-components=1'], { cwd: fresh });
    await rm(join(fresh, stdout.trim()));
    // Renamed when it is whole: a run that was ended in the middle leaves nothing that looks finished.
    await rename(fresh, home);
  }
  const binary = join(home, 'bin/node');
  const script = await npmScript();
  const env: NodeJS.ProcessEnv = { ...process.env, PATH: `${dirname(binary)}:${process.env.PATH}`, npm_config_nodedir: home, JOBS: '2' };
  // A key that the collector does not know: its tests would be refused for it.
  delete env.RTP_NODES;
  return {
    version,
    binary,
    npm: async (folder, ...args) => (await run(binary, [script, ...args], { cwd: folder, env, maxBuffer: 2 ** 26 })).stdout,
  };
};

/**
 * Puts the compiled driver into a folder's modules where this Node needs one: with Node-API 10 the registry's package has it, ready
 * to run (collector/store/sqlite/driver.ts). Compiles it where no run has yet.
 * @returns ms that it took to compile, 0 when it was there
 */
export const putDriver = async (node: OneNode, folder: string, cache: string): Promise<number> => {
  const [modules, api] = JSON.parse(
    (await run(node.binary, ['-p', 'JSON.stringify([process.versions.modules, process.versions.napi])'])).stdout,
  ) as [string, string];
  if (driverName(api) !== 'better-sqlite3') return 0;
  const { version } = JSON.parse(readFileSync(join(MODULES, 'better-sqlite3/package.json'), 'utf8')) as { version: string };
  const kept = join(cache, `better-sqlite3-${version}-node-${node.version}.node`);
  const place = join(folder, 'node_modules/better-sqlite3/build/Release/better_sqlite3.node');
  const began = performance.now();
  // A driver fits every Node of one module version: the machine's own, where it has the same.
  const own = join(MODULES, 'better-sqlite3/build/Release/better_sqlite3.node');
  const there = modules === process.versions.modules && existsSync(own) ? own : kept;
  const compiled = !existsSync(there);
  if (compiled) {
    await node.npm(folder, 'rebuild', 'better-sqlite3');
    await cp(place, kept + process.pid);
    await rename(kept + process.pid, kept);
  } else {
    await mkdir(dirname(place), { recursive: true });
    await cp(there, place);
  }
  return compiled ? performance.now() - began : 0;
};
