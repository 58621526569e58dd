/** The tag with an old fault put back, built in a folder of its own. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Fault } from './old.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PARTS = ['build.ts', 'package.json', 'tsconfig.json', 'core', 'loader', 'collector', 'config'];

export interface Variant {
  /** folder of the snippet and the core */
  dist: string;
  end(): Promise<void>;
}

/** @throws {Error} when the sources have no such place any more, or do not build */
export const buildVariant = async (fault: Fault): Promise<Variant> => {
  const folder = await mkdtemp(join(tmpdir(), 'rtp-old-'));
  const end = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const wanted = (path: string): boolean => !['node_modules', 'build'].includes(basename(path));
    for (const part of PARTS) await cp(join(ROOT, part), join(folder, part), { recursive: true, filter: wanted });
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const { file, find, put } of fault.edits) {
      const path = join(folder, file);
      const text = await readFile(path, 'utf8');
      if (text.split(find).length !== 2)
        throw new Error(
          `--break ${fault.name}: ${file} has ${text.split(find).length - 1} places with '${find}', one expected: adapt e2e/chaos/old.ts to the sources`,
        );
      await writeFile(
        path,
        text.replace(find, () => put),
      );
    }
    // It may be over budget: what it says counts only where it leaves no core.
    const built = await promisify(execFile)(process.execPath, ['--import', 'tsx', 'build.ts'], { cwd: folder }).catch(
      (error: Error) => error,
    );
    const dist = join(folder, 'dist');
    await readFile(join(dist, 'rtp.js')).catch(() => {
      throw new Error(`--break ${fault.name}: the variant does not build: ${built instanceof Error ? built.message : built.stderr}`);
    });
    return { dist, end };
  } catch (error) {
    await end();
    throw error;
  }
};
