import { dirname, join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { brotliCompressSync } from 'node:zlib';
import { minify, type CompressOptions } from 'terser';

/** A script and its source map. */
export interface BuiltScript {
  code: string;
  map: string;
}

/** The shorter text is not always the smaller one in brotli, so the build takes what is smallest of these. */
const SETTINGS: CompressOptions[] = [
  { passes: 4 },
  { passes: 2 },
  { passes: 2, lhs_constants: false },
  { passes: 2, lhs_constants: false, sequences: false, if_return: false },
  { passes: 2, lhs_constants: false, sequences: false, if_return: false, comparisons: false },
];
const sizeOf = (text: string): number => brotliCompressSync(text).length;

/** Files beside the entry take the place of those with their names in `campaigns/`, where these are imported from there. */
const insteadOf = (names: string, entry: string): Plugin => ({
  name: 'instead',
  setup: ({ onResolve }) =>
    onResolve({ filter: new RegExp(`/(${names})\\.js$`) }, ({ resolveDir, path }) =>
      resolveDir === resolve(dirname(entry), '../campaigns') ? { path: join(dirname(entry), path.replace(/js$/, 'ts')) } : undefined,
    ),
});

/**
 * A script for the browser: bundled by esbuild, finished by terser, wrapped in a function.
 * @param entry path of its first source
 * @param name of the file
 * @param names letters that some private properties are to have (esbuild's `mangleCache`); null: they all keep their names
 */
export const browserCode = async (entry: string, name: string, names: Record<string, string> | null = {}): Promise<BuiltScript> => {
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
    ...(names && { mangleProps: /^_/, mangleCache: { ...names } }),
    // Before terser, which finds more to do behind it.
    minifySyntax: true,
    sourcemap: 'external',
    // Sloppy on purpose: what a page has frozen is left alone without an exception.
    tsconfigRaw: { compilerOptions: { alwaysStrict: false } },
  });
  const find = (end: string): string => outputFiles.find((file) => file.path.endsWith(end))?.text ?? '';
  const minified = async (settings: CompressOptions): Promise<BuiltScript> => {
    const done = await minify(
      { [name]: find('js') },
      {
        ecma: 2020,
        compress: { ecma: 2020, inline: 1, unsafe: true, unsafe_arrows: true, toplevel: true, pure_getters: true, ...settings },
        mangle: { toplevel: true },
        // A line of its own, so that the source map counts it.
        format: { preamble: '(()=>{' },
        sourceMap: { content: find('.map'), filename: name },
      },
    );
    return { code: (done.code ?? '') + '\n})()\n', map: String(done.map) + '\n' };
  };
  const all = await Promise.all(SETTINGS.map(minified));
  return all.reduce((best, one) => (sizeOf(one.code) < sizeOf(best.code) ? one : best));
};
