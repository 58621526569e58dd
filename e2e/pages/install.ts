/** Installs the libraries: all of them, or those that a few rows need, in the versions of the lock file either way. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HERE = new URL('.', import.meta.url).pathname;
export const MODULES = join(HERE, 'node_modules');
/** Which lock file the folder was installed from. */
const INSTALLED = join(MODULES, '.installed-from');
/** ms that npm and apt-get may take. */
const PATIENCE = 300_000;

/** Prototype and MooTools are in the registry for servers only; Debian has those of browsers. */
export const DEBIAN: Record<string, string> = {
  'debian/prototype.js': '/usr/share/javascript/prototype/prototype-1.7.3.js',
  'debian/mootools.js': '/usr/share/javascript/mootools/mootools-core-nc.js',
};

interface Package {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}
interface Lock {
  packages: Record<string, Package>;
  [more: string]: unknown;
}

/** Where a package finds another one: in its own folder, or in that of one around it. */
const found = (packages: Lock['packages'], from: string, name: string): string | undefined => {
  const path = `${from && from + '/'}node_modules/${name}`;
  if (packages[path]) return path;
  return from ? found(packages, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name) : undefined;
};

/**
 * The part of a lock file that some packages need, and nothing else.
 * @throws {Error} when the lock file has no such package
 */
const partOf = (lock: Lock, names: readonly string[]): Lock => {
  const { packages } = lock;
  const kept = new Set<string>();
  const keep = (path: string): void => {
    if (kept.has(path)) return;
    kept.add(path);
    const { dependencies, optionalDependencies } = packages[path] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      // What is optional may stand nowhere.
      const at = found(packages, path, name);
      if (at) keep(at);
    }
  };
  const all = packages['']?.dependencies ?? {};
  const dependencies: Record<string, string> = {};
  for (const name of [...names].sort()) {
    const version = all[name];
    if (!version) throw new Error(`e2e/pages/package.json has no ${name}`);
    dependencies[name] = version;
    keep(`node_modules/${name}`);
  }
  const rest = Object.entries(packages).filter(([path]) => kept.has(path));
  return { ...lock, packages: { '': { dependencies }, ...Object.fromEntries(rest) } };
};

const run = (command: string, words: string[], cwd: string): void => {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync(command, words, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'], timeout: PATIENCE, killSignal: 'SIGKILL' });
};

const installDebian = (): void => {
  if (Object.values(DEBIAN).every(existsSync)) return;
  for (const words of [
    ['apt-get', 'update', '-qq'],
    ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'libjs-prototype', 'libjs-mootools'],
  ]) {
    const [command = '', ...rest] = [...(process.getuid?.() === 0 ? [] : ['sudo']), ...words];
    run(command, rest, HERE);
  }
};

/**
 * Installs what is missing, once for each lock file.
 * @param only the packages that are needed; all of them, and Debian's, when left out
 */
export const installLibraries = (only?: readonly string[]): void => {
  if (!only) installDebian();
  const whole = readFileSync(join(HERE, 'package-lock.json'), 'utf8');
  const lock = only ? JSON.stringify(partOf(JSON.parse(whole) as Lock, only)) : whole;
  const installed = existsSync(INSTALLED) ? readFileSync(INSTALLED, 'utf8') : '';
  if (installed === lock || installed === whole) return;
  console.error(`installing ${only ? only.join(', ') : 'the libraries'} into e2e/pages/node_modules …`);
  // A folder of its own, so that npm sees this part as all there is.
  const folder = only ? join(MODULES, '.part') : HERE;
  if (only) {
    rmSync(MODULES, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const { dependencies } = (JSON.parse(lock) as Lock).packages[''] ?? {};
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
    writeFileSync(join(folder, 'package-lock.json'), lock);
    copyFileSync(join(HERE, '.npmrc'), join(folder, '.npmrc'));
  }
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  if (only) {
    const ready = join(HERE, 'node_modules.part');
    rmSync(ready, { recursive: true, force: true });
    renameSync(join(folder, 'node_modules'), ready);
    rmSync(MODULES, { recursive: true });
    renameSync(ready, MODULES);
  }
  writeFileSync(INSTALLED, lock);
};
