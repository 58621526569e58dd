import { dirname, join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { brotliCompressSync } from 'node:zlib';
import { minify, type CompressOptions, type MinifyOptions } from 'terser';

/** A script and its source map. */
export interface BuiltScript {
  code: string;
  map: string;
}

/** The shorter text is not always the smaller one in brotli, so the build takes what is smallest of these. */
const SETTINGS: CompressOptions[] = [
  { passes: 4 },
  { passes: 2 },
  { passes: 2, sequences: false },
  { passes: 2, collapse_vars: false },
  { passes: 2, conditionals: false },
  { passes: 2, lhs_constants: false },
  { passes: 2, lhs_constants: false, sequences: false, if_return: false },
  { passes: 2, lhs_constants: false, sequences: false, if_return: false, comparisons: false },
];
/** Bytes in brotli. */
export const sizeOf = (text: string): number => brotliCompressSync(text).length;

/** Files beside the entry take the place of those with their names in `campaigns/`, where these are imported from there. */
const insteadOf = (names: string, entry: string): Plugin => ({
  name: 'instead',
  setup: ({ onResolve }) =>
    onResolve({ filter: new RegExp(`/(${names})\\.js$`) }, ({ resolveDir, path }) =>
      resolveDir === resolve(dirname(entry), '../campaigns') ? { path: join(dirname(entry), path.replace(/js$/, 'ts')) } : undefined,
    ),
});

/** Terser's answer, without the semicolon at the end, behind which nothing comes. */
const finished = async (name: string, { code, map }: BuiltScript, options: MinifyOptions): Promise<BuiltScript> => {
  const done = await minify({ [name]: code }, { ecma: 2020, sourceMap: map ? { content: map, filename: name } : false, ...options });
  return { code: (done.code ?? '').replace(/;$/, ''), map: String(done.map ?? '') };
};

/**
 * Bundled by esbuild and made smaller by terser in several ways.
 * @param properties whether those that begin with `_` get short names at once
 */
const compressed = async (entry: string, name: string, properties: boolean): Promise<BuiltScript[]> => {
  const { outputFiles } = await build({
    bundle: true,
    write: false,
    logLevel: 'warning',
    entryPoints: [entry],
    outfile: name,
    // Wrapped in a function below: terser takes a wrapper of esbuild's away again, and its one-letter names would be the page's.
    format: 'esm',
    target: 'es2021',
    ...(name === 'rtp-before.js' && { plugins: [insteadOf('history|roots', entry)] }),
    ...(properties && { mangleProps: /^_/ }),
    // Before terser, which finds more to do behind it.
    minifySyntax: true,
    sourcemap: 'external',
    // Sloppy on purpose: what a page has frozen is left alone without an exception.
    tsconfigRaw: { compilerOptions: { alwaysStrict: false } },
  });
  const find = (end: string): string => outputFiles.find((file) => file.path.endsWith(end))?.text ?? '';
  const shared: CompressOptions = { ecma: 2020, inline: 1, unsafe: true, unsafe_arrows: true, toplevel: true, pure_getters: true };
  return Promise.all(
    SETTINGS.map((settings) =>
      finished(name, { code: find('js'), map: find('.map') }, { compress: { ...shared, ...settings }, mangle: { toplevel: true } }),
    ),
  );
};

/** In a function, whose beginning is on the first line: in the map the first name moves from column 0 to 6 (M in its numbers). */
const wrapped = ({ code, map }: BuiltScript): BuiltScript => ({
  code: `(()=>{${code}})()\n`,
  map: map && map.replace('"mappings":"A', '"mappings":"M') + '\n',
});

/** Names of variables, the n-th in use first: the letters as they are given, and what any name may have behind them. */
const variablesOf = (letters: string): { get(n: number): string } => {
  const first = `${letters}ABCDEFGHIJKLMNOPQRSTUVWXYZ$_`;
  return {
    get(n) {
      let name = first[n % first.length] as string;
      for (let left = Math.floor(n / first.length); left > 0; left = Math.floor(left / 64))
        name += `${first}0123456789`[(left - 1) % 64] as string;
      return name;
    },
  };
};

/** Letters that a bundle's names are to have. */
export interface Letters {
  /** of variables, the one that is used most often first */
  variables: string;
  /** of private properties, by the kind of object: each kind has different ones */
  properties: Record<string, Record<string, string>>;
}

/** The script with these letters. */
export const lettered = async (name: string, script: BuiltScript, { variables, properties }: Letters): Promise<BuiltScript> => {
  const all = Object.entries(Object.assign({}, ...Object.values(properties)) as Record<string, string>);
  const done = await finished(name, script, {
    compress: false,
    mangle: {
      toplevel: true,
      nth_identifier: variablesOf(variables),
      properties: { regex: new RegExp(`^(${all.map(([long]) => long).join('|')})$`), keep_quoted: true },
    },
    nameCache: { props: { props: Object.fromEntries(all.map(([long, letter]) => ['$' + long, letter])) } },
  });
  return wrapped(done);
};

/** As `lettered` takes them. */
export const unlettered = (entry: string, name: string): Promise<BuiltScript[]> => compressed(entry, name, false);

/**
 * A script for the browser: bundled by esbuild, finished by terser, wrapped in a function.
 * @param entry path of its first source
 * @param name of the file
 * @param letters what `npm run names` has found for it
 */
export const browserCode = async (entry: string, name: string, letters?: Letters): Promise<BuiltScript> => {
  const all = letters
    ? await Promise.all((await unlettered(entry, name)).map((script) => lettered(name, script, letters)))
    : (await compressed(entry, name, true)).map(wrapped);
  return all.reduce((best, one) => (sizeOf(one.code) < sizeOf(best.code) ? one : best));
};
