/**
 * `npm run release`: freezes the present build under the version of package.json. Its files go to dist/v/<hash>/ and its line to
 * dist/versions.json and to the table of loader/upgrading.md; from then on each collector serves it at /v/<hash>/.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { hashOf, readVersions, type Version } from '../collector/http/open/builds.js';

/** Frozen builds that stay: pages may be pinned to any of them. */
const KEPT = 20;
const START = '<!-- versions: written by npm run release -->\n';
const END = '<!-- end of versions -->';

/** The table's text, newest version first. */
export const versionTable = (versions: readonly Version[]): string =>
  '| version | released | address of the core | `integrity` of the core |\n| --- | --- | --- | --- |\n' +
  versions.map((one) => `| ${one.version} | ${one.date} | \`/v/${one.hash}/rtp.js\` | \`${one.integrity['rtp.js'] ?? ''}\` |\n`).join('');

/** A page of documentation with its table brought up to date. @throws {Error} when it has no place for it */
export const withTable = (page: string, versions: readonly Version[]): string => {
  const from = page.indexOf(START);
  const to = page.indexOf(END);
  if (from < 0 || to < from) throw new Error('loader/upgrading.md has no place for the table of versions');
  return page.slice(0, from + START.length) + versionTable(versions) + page.slice(to);
};

/**
 * @param from folder of the build to be frozen
 * @param dist folder that keeps the frozen ones
 * @returns the list with it, newest first
 * @throws {Error} when the version is taken by another build
 */
export const freeze = (from: string, dist: string, version: string, date: string): Version[] => {
  const integrity = JSON.parse(readFileSync(join(from, 'integrity.json'), 'utf8')) as Record<string, string>;
  const hash = hashOf(readFileSync(join(from, 'rtp.js')));
  const versions = readVersions(dist);
  const same = versions.find((one) => one.version === version);
  if (same?.hash === hash) return versions;
  if (same)
    throw new Error(
      `${version} is released already, with another build (/v/${same.hash}/). ` +
        `Choose the next one: npm version X.Y.Z --workspaces --include-workspace-root --no-git-tag-version`,
    );
  mkdirSync(join(dist, 'v', hash), { recursive: true });
  for (const name of Object.keys(integrity)) copyFileSync(join(from, name), join(dist, 'v', hash, name));
  const list = [{ version, date, hash, integrity }, ...versions];
  for (const { hash: old } of list.splice(KEPT))
    if (!list.some((one) => one.hash === old)) rmSync(join(dist, 'v', old), { recursive: true, force: true });
  writeFileSync(join(dist, 'versions.json'), JSON.stringify(list, null, 2) + '\n');
  return list;
};

if (process.argv[1] && pathToFileURL(process.argv[1]).href === import.meta.url) {
  const at = (path: string): string => fileURLToPath(new URL('../' + path, import.meta.url));
  const { version } = JSON.parse(readFileSync(at('package.json'), 'utf8')) as { version: string };
  try {
    const versions = freeze(at('dist'), at('dist'), version, new Date().toISOString().slice(0, 10));
    const page = at('loader/upgrading.md');
    if (existsSync(page)) writeFileSync(page, withTable(readFileSync(page, 'utf8'), versions));
    process.stdout.write(
      `${version}: /v/${versions.find((one) => one.version === version)?.hash}/ is frozen; commit dist/ and loader/upgrading.md\n`,
    );
  } catch (error) {
    process.stderr.write(`npm run release: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
