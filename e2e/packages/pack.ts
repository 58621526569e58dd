/** Makes the two tarballs as `npm pack` does for whoever publishes them, and installs packages into empty folders. */
import { execFile } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const execute = promisify(execFile);

/** A command's output. @throws {Error} with what it said */
export const run = async (folder: string, command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> => {
  try {
    const { stdout } = await execute(command, args, {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', NEXT_TELEMETRY_DISABLED: '1', ...env },
      maxBuffer: 2 ** 26,
    });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')} in ${folder}: ${message.split('\n')[0]}\n${stdout}${stderr}`);
  }
};

export interface Packed {
  name: string;
  /** path of the tarball */
  file: string;
  /** bytes of the tarball, and of what is in it */
  size: number;
  unpacked: number;
  files: string[];
}

/** @param to folder that the tarballs are written to */
export const packBoth = async (to: string): Promise<[site: Packed, operator: Packed]> => {
  // What prepack prints comes first.
  const said = await run(ROOT, 'npm', ['pack', '--json', '--workspaces', '--include-workspace-root', '--pack-destination', to]);
  const list = JSON.parse(said.slice(said.search(/^[[{]\s*$/m))) as Record<string, PackLine> | PackLine[];
  const packed = Object.values(list).map(({ name, filename, size, unpackedSize, files }) => ({
    name,
    file: join(to, filename),
    size,
    unpacked: unpackedSize,
    files: files.map(({ path }) => path),
  }));
  const find = (name: string): Packed => {
    const found = packed.find((one) => one.name === name);
    if (!found) throw new Error(`npm pack made no ${name}`);
    return found;
  };
  return [find('rtp-tag'), find('rtp-collector')];
};
interface PackLine {
  name: string;
  filename: string;
  size: number;
  unpackedSize: number;
  files: { path: string }[];
}

/** An empty folder, or one with the files of a fixture, in which packages are installed. @param scripts whether install scripts run */
export const install = async (folder: string, packages: readonly string[], fixture?: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  if (fixture) await cp(fileURLToPath(new URL(fixture, import.meta.url)), folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  await run(folder, 'npm', ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--save-exact', ...packages]);
};
