/**
 * The builds of the tag in dist/: the present one, and those that `npm run release` has frozen in v/<hash>/. A build is known by its
 * core's hash; the core names the bundles that belong to it (build.ts), so that hash stands for all of them.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One line of dist/versions.json; the newest is the first. */
export interface Version {
  version: string;
  /** day of the release, UTC */
  date: string;
  /** of the core's bytes: the folder in /v/ */
  hash: string;
  /** integrity values by the files' names */
  integrity: Record<string, string>;
}

export interface Build {
  hash: string;
  /** the file's content, or undefined where there is none */
  read(name: string): Buffer | undefined;
}

/** As in an ETag and an address: the first 12 characters of SHA-256 in base64url. */
export const hashOf = (content: Buffer | string): string => createHash('sha256').update(content).digest('base64url').slice(0, 12);

/** A shorter name of some content: five figures, which cost a compressed file the same whatever they are (letters cost up to 13 bytes). */
export const numberOf = (content: string): string =>
  String(createHash('sha256').update(content).digest().readUInt32BE() % 1e5).padStart(5, '0');

/** The file, or undefined where it has not been built. */
export const readBuilt = (dist: string, name: string): Buffer | undefined => {
  try {
    return readFileSync(join(dist, name));
  } catch {
    return undefined;
  }
};

/** @throws {Error} when the list is damaged */
export const readVersions = (dist: string): Version[] => {
  const text = readBuilt(dist, 'versions.json')?.toString('utf8');
  return text ? (JSON.parse(text) as Version[]) : [];
};

/** @returns the present build first, then the frozen ones */
export const readBuilds = (dist: string): Build[] => {
  const core = readBuilt(dist, 'rtp.js');
  const present: Build = { hash: core ? hashOf(core) : '', read: (name) => readBuilt(dist, name) };
  const frozen = readVersions(dist).map(({ hash, integrity }) => ({
    hash,
    read: (name: string) => (name in integrity ? readBuilt(join(dist, 'v', hash), name) : undefined),
  }));
  // A release that nothing has changed since is the present build, too.
  return [present, ...frozen.filter(({ hash }) => hash !== present.hash)];
};
