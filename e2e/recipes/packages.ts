/** The packages of a recipe, apart from the project's own: e2e/recipes/<name>/package.json with its lock file. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT, run } from '../packages/pack.js';

export const folderOf = (name: string): string => fileURLToPath(new URL(name + '/', import.meta.url));

/** Installs what is missing, once for each lock file. @returns the folder of the modules */
export const installOf = (name: string): string => {
  const folder = folderOf(name);
  const lock = readFileSync(join(folder, 'package-lock.json'), 'utf8');
  const modules = join(folder, 'node_modules');
  const mark = join(modules, '.installed-from');
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== lock) {
    console.error(`installing the packages of ${name} into e2e/recipes/${name}/node_modules …`);
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    writeFileSync(mark, lock);
  }
  return modules;
};

/** 'next 16.4.6, react 19.3.1': what is really there. */
export const versionsOf = (name: string, packages: readonly string[]): string =>
  packages
    .map((one) => {
      const manifest = JSON.parse(readFileSync(join(folderOf(name), 'node_modules', one, 'package.json'), 'utf8')) as {
        name: string;
        version: string;
      };
      return `${manifest.name} ${manifest.version}`;
    })
    .join(', ');

/**
 * A site's folder beside its modules, made anew: fixture first, then the files of the recipe's page. The package rtp-tag is what
 * `npm pack` makes here.
 * @param fixture folder with the rest of the site
 */
export const appOf = async (name: string, fixture: string, files: ReadonlyMap<string, string>): Promise<string> => {
  const modules = installOf(name);
  const tag = join(modules, 'rtp-tag');
  await rm(tag, { recursive: true, force: true });
  await mkdir(tag);
  const packed = (await run(ROOT, 'npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', tag])).trim();
  await run(tag, 'tar', ['xzf', packed, '--strip-components=1']);
  const app = join(folderOf(name), 'build');
  await rm(app, { recursive: true, force: true });
  await cp(fixture, app, { recursive: true });
  for (const [file, content] of files) {
    await mkdir(join(app, file, '..'), { recursive: true });
    writeFileSync(join(app, file), content);
  }
  return app;
};
