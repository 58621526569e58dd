/**
 * `npm run build:collector`: the collector as an operator installs it, in collector/build/: plain JavaScript in the folders of the
 * sources, so that a file finds its neighbours as it does here; the live page bundled; the tag's files. `npm pack` runs it.
 */
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { bundleLive } from './http/operator/bundle.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const TO = join(ROOT, 'collector/build');
/** What a process or a thread starts with. */
const ENTRIES = ['collector/bin.ts', 'collector/main.ts', 'collector/admin.ts', 'collector/store/sqlite/worker.ts'];
/** Folders whose files are read at run time, as they are. */
const READ = ['collector/demo', 'collector/live', 'collector/store/postgres/sql', 'collector/accounts/README.md'];

const write = async (name: string, content: string | Uint8Array): Promise<void> => {
  await mkdir(dirname(join(TO, name)), { recursive: true });
  await writeFile(join(TO, name), content);
};

/** All sources that the entries reach. */
const reached = async (): Promise<string[]> => {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    outdir: 'collector/build',
    write: false,
    metafile: true,
    logLevel: 'warning',
  });
  return Object.keys(metafile.inputs);
};

const compile = async (name: string): Promise<void> => {
  const source = await readFile(join(ROOT, name), 'utf8');
  // Node 20 warns of each import of a JSON module: it becomes a script.
  if (name.endsWith('.json')) return write(name.replace(/\.json$/, '.js'), `export default ${source.trim()};\n`);
  const { code } = await transform(source.replace(/\.json' with \{ type: 'json' \}/g, ".js'"), {
    loader: 'ts',
    format: 'esm',
    target: 'node20',
    sourcefile: name,
  });
  await write(name.replace(/\.ts$/, '.js'), code);
};

await rm(TO, { recursive: true, force: true });
for (const name of await reached()) await compile(name);
// From a checkout the thread's script registers the compiler of TypeScript first; here there is none to register.
await write('collector/store/sqlite/worker.mjs', "import './worker.js';\n");
await chmod(join(TO, 'collector/bin.js'), 0o755);

for (const folder of READ)
  await cp(join(ROOT, folder), join(TO, folder), {
    recursive: true,
    filter: (path) => extname(path) !== '.ts' && !(relative(join(ROOT, 'collector/live'), path) === 'built'),
  });
for (const [name, content] of await bundleLive()) await write('collector/live/built/' + name, content);
await cp(join(ROOT, 'dist'), join(TO, 'dist'), { recursive: true, filter: (path) => !/\.(mjs|php)$/.test(path) });
for (const name of ['LICENSE']) if (existsSync(join(ROOT, name))) await cp(join(ROOT, name), join(TO, name));
