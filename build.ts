/**
 * Builds dist/, prints what every visitor pays for, refuses what is over budget.
 * `--check`: changes nothing and fails when dist/ is not what the sources make.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build, type BuildOptions } from 'esbuild';
import { hashOf, numberOf } from './collector/http/open/builds.js';
import { stubPlugin } from './loader/install.js';
import { minifiedStub, minifiedTagged, VARIANTS } from './loader/minify.js';
import { realmFaults } from './loader/realms.js';
import { browserCode, type Letters } from './loader/script.js';
import { fillStub, wrapStub } from './loader/snippet.js';

/** Bytes that a shipped file may take: the stub minified and without its placeholders, the bundles in brotli. */
const BUDGET = {
  stub: 720,
  tagged: 2048,
  'rtp.js': 4096,
  'rtp-campaigns.js': 7168,
  'rtp-rcmd.js': 4096,
  'rtp-markup.js': 2048,
  'rtp-consent.js': 2048,
  'rtp-before.js': 7168,
  'rtp-inspect.js': 12288,
  'rtp.mjs': 1024,
};
const DIST = new URL('dist/', import.meta.url);
const root = (path: string): string => new URL(path, import.meta.url).pathname;

const brotli = (text: string): number =>
  brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(text) } }).length;
const sri = (text: string): string => 'sha384-' + createHash('sha384').update(text).digest('base64');

const esbuild = async (options: BuildOptions): Promise<{ text: string; map: string }> => {
  const { outputFiles = [] } = await build({ bundle: true, write: false, logLevel: 'warning', ...options });
  const find = (end: string): string => outputFiles.find((file) => file.path.endsWith(end))?.text ?? '';
  return { text: find('js'), map: find('.map') };
};

/** Letters of a bundle's names, where there are any: `npm run names` has looked for those that come out smallest. */
const lettersBeside = async (entry: string): Promise<Letters | undefined> => {
  const file = new URL('names.json', new URL(entry, import.meta.url));
  return existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Letters) : undefined;
};

/** A script for the browser, with its source map. */
const browserScript = async (entry: string, name: string): Promise<[string, string][]> => {
  const { code, map } = await browserCode(root(entry), name, await lettersBeside(entry));
  return [
    [name, code],
    [`${name}.map`, map],
  ];
};

const stub = (variant: readonly string[]): Promise<string> => minifiedStub(new URL('loader/stub.ts', import.meta.url), variant);

/** Every subset of the stub's variants, by the names it has. */
const stubs = async (): Promise<Record<string, string>> => {
  const all: Record<string, string> = {};
  for (let bits = 0; bits < 2 ** VARIANTS.length; bits++) {
    const names = VARIANTS.filter((_, index) => bits & (1 << index));
    all[names.join(' ')] = await stub(names);
  }
  return all;
};

const bare = await stub([]);
const files = new Map<string, string>([['snippet.html', wrapStub(bare)]]);
for (const [entry, name] of [
  ['core/main.ts', 'rtp.js'],
  ['core/campaigns/main.ts', 'rtp-campaigns.js'],
  ['core/rcmd/main.ts', 'rtp-rcmd.js'],
  ['core/markup/main.ts', 'rtp-markup.js'],
  ['core/consent/main.ts', 'rtp-consent.js'],
  ['core/before/main.ts', 'rtp-before.js'],
  ['core/inspect/main.ts', 'rtp-inspect.js'],
] as const)
  for (const [file, text] of await browserScript(entry, name)) files.set(file, text);
const module = await esbuild({
  entryPoints: [root('loader/module.ts')],
  outfile: root('dist/rtp.mjs'),
  format: 'esm',
  target: 'es2020',
  minify: true,
  // A module is strict code: the stub's global is one of the window.
  define: { rtp: 'window.rtp' },
  plugins: [stubPlugin(new URL('loader/stub.ts', import.meta.url))],
});
files.set('rtp.mjs', module.text);
// The core's hash stands for the whole build (/v/<hash>/): so the core says which bundles belong to it.
const bundles = ['rtp-campaigns.js', 'rtp-rcmd.js', 'rtp-markup.js', 'rtp-consent.js', 'rtp-before.js', 'rtp-inspect.js'];
files.set('rtp.js', `${files.get('rtp.js') ?? ''}//${numberOf(bundles.map((name) => files.get(name) ?? '').join(''))}\n`);
files.set('rtp.d.ts', await readFile(new URL('core/rtp.d.ts', import.meta.url), 'utf8'));
const scripts = ['rtp.js', ...bundles];
files.set('integrity.json', JSON.stringify(Object.fromEntries(scripts.map((name) => [name, sri(files.get(name) ?? '')])), null, 2) + '\n');
const variants = await stubs();
const tagged = await minifiedTagged(new URL('loader/tagged.ts', import.meta.url));
// What Set up on the live page fills in: the same bytes as `rtp-tag snippet --view --campaigns`.
const places = { core: '__CORE_URL__', account: '__ACCOUNT__' };
const customary = fillStub(variants.calls ?? '', { ...places, view: true, campaigns: true });
files.set('setup.html', wrapStub(customary));
// The same in the plugin for WordPress (loader/recipes/wordpress.md), and the snippet that waits for a yes.
const waiting = fillStub(variants['calls consent'] ?? '', { ...places, view: true, campaigns: true });
const plugin = await readFile(root('loader/recipes/wordpress/rtp.php'), 'utf8');
files.set(
  'rtp.php',
  plugin.replace('__SCRIPT__', () => customary).replace('__CONSENT_SCRIPT__', () => waiting),
);
const cli = await esbuild({
  entryPoints: [root('loader/cli.ts')],
  outfile: root('dist/rtp-tag.mjs'),
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // jsonc-parser's other form hides its requires from bundlers.
  mainFields: ['module', 'main'],
  // The doctor's browser: used where it is installed.
  external: ['playwright-core'],
  minify: true,
  banner: { js: "#!/usr/bin/env node\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
  define: {
    STUBS: JSON.stringify(variants),
    TAGGED: JSON.stringify(tagged),
    CORE_INTEGRITY: JSON.stringify(sri(files.get('rtp.js') ?? '')),
    CONSENT_INTEGRITY: JSON.stringify(sri(files.get('rtp-consent.js') ?? '')),
    CORE_HASH: JSON.stringify(hashOf(files.get('rtp.js') ?? '')),
  },
});
files.set('rtp-tag.mjs', cli.text);

let harmful = false;
/** @param name of a script that is shipped */
const inspect = (name: string, text: string): void => {
  for (const fault of realmFaults(text)) {
    harmful = true;
    console.error(`${name}: ${fault}`);
  }
};
for (const variant of Object.values(variants)) inspect('stub', variant);
inspect('what --markup adds to the stub', `${bare};${tagged}`);
for (const name of scripts) inspect(name, files.get(name) ?? '');
const stores = /\w*Storage|\.cookie\b|indexedDB|sendBeacon|XMLHttpRequest|caches/.exec(files.get('rtp-before.js') ?? '')?.[0];
if (stores) {
  harmful = true;
  console.error(`rtp-before.js: it is there before the visitor's yes, and has ${stores} in it`);
}

const stubSize = bare.length - '__CORE_URL__'.length - '__ACCOUNT__'.length;
let over = false;
const rows = [
  ['stub (in snippet.html)', bare, stubSize, stubSize, BUDGET.stub] as const,
  ['what --markup adds', tagged, tagged.length, tagged.length, BUDGET.tagged] as const,
  ...[...scripts, 'rtp.mjs'].map((name) => {
    const text = files.get(name) ?? '';
    // The map's address is for people with their tools open; it is counted all the same.
    return [name, text, Buffer.byteLength(text), brotli(text), BUDGET[name as keyof typeof BUDGET]] as const;
  }),
];
console.log('file                        raw    gzip  brotli   budget');
for (const [name, text, raw, counted, budget] of rows) {
  over ||= counted > budget;
  const columns = [raw, gzipSync(text, { level: 9 }).length, brotli(text)].map((size) => String(size).padStart(8)).join('');
  const unit = counted === raw ? 'raw' : 'brotli';
  console.log(`${name.padEnd(23)}${columns}   ${counted} of ${budget} ${unit}${counted > budget ? '  OVER BUDGET' : ''}`);
}

if (process.argv.includes('--check')) {
  const stale: string[] = [];
  for (const [name, text] of files) {
    const file = new URL(name, DIST);
    if (!existsSync(file) || (await readFile(file, 'utf8')) !== text) stale.push(name);
  }
  if (stale.length) {
    console.error(`dist/ is not what the sources make: ${stale.join(', ')}. Run 'npm run build' and commit dist/.`);
    process.exitCode = 1;
  }
} else {
  await mkdir(DIST, { recursive: true });
  for (const [name, text] of files) await writeFile(new URL(name, DIST), text, { mode: name === 'rtp-tag.mjs' ? 0o755 : 0o644 });
}
const manifest = JSON.parse(await readFile(root('package.json'), 'utf8')) as { dependencies?: object };
if (manifest.dependencies) {
  console.error(
    "package.json has dependencies, which every site would install: 'npm install -w rtp-collector X' for the collector, -D for the rest.",
  );
  harmful = true;
}
if (over || harmful) process.exitCode = 1;
