/** The libraries of the table: served as they are, or bundled in memory. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { DEBIAN, MODULES } from './install.js';

const HERE = new URL('.', import.meta.url).pathname;

/** Tailwind's preflight, theme, and the utilities that are asked for, by its compiler. */
const tailwind = async (utilities: string[]): Promise<string> => {
  const { compile } = createRequire(join(HERE, 'x.js'))('tailwindcss') as {
    compile: (css: string, options: object) => Promise<{ build: (names: string[]) => string }>;
  };
  const loadStylesheet = async (): Promise<object> => {
    const path = join(MODULES, 'tailwindcss/index.css');
    return { path, base: MODULES, content: await readFile(path, 'utf8') };
  };
  return (await compile('@import "tailwindcss";', { base: HERE, loadStylesheet })).build(utilities);
};

/**
 * A file of a package, or of Debian's.
 * @param path such as `jquery3/dist/jquery.js`, or `tailwind.css?flex+p-4` with the utilities that are wanted
 * @throws {Error} when there is none
 */
export const libraryFile = async (path: string): Promise<Buffer | string> => {
  const [name = '', query = ''] = path.split('?');
  return name === 'tailwind.css' ? tailwind(query.split('+')) : readFile(DEBIAN[name] ?? join(MODULES, name));
};

/** Svelte's components, by the compiler of the version that the program asks for. */
const svelte = (version: string): Plugin => ({
  name: 'svelte',
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, async ({ path }) => {
      const { compile } = createRequire(join(HERE, 'x.js'))(`${version}/compiler`) as {
        compile: (source: string, options: object) => { js: { code: string } };
      };
      const options = version === 'svelte4' ? { css: 'injected' } : { css: 'injected', generate: 'client' };
      return { contents: compile(await readFile(path, 'utf8'), { filename: basename(path), ...options }).js.code, loader: 'js' };
    });
  },
});

/** Vue's single-file components, with their template compiled into the script. */
const vue: Plugin = {
  name: 'vue',
  setup({ onLoad }) {
    onLoad({ filter: /\.vue$/ }, async ({ path }) => {
      const { parse, compileScript } = createRequire(join(HERE, 'x.js'))('@vue/compiler-sfc') as {
        parse: (source: string) => { descriptor: object };
        compileScript: (descriptor: object, options: object) => { content: string };
      };
      const { descriptor } = parse(await readFile(path, 'utf8'));
      return { contents: compileScript(descriptor, { id: 'app', inlineTemplate: true }).content, loader: 'js' };
    });
  },
};

/** Which package a bare name means in the program `<name>-<version>.js`: several versions of one library are installed side by side. */
const aliases = (name: string): Record<string, string> => {
  const [, library, version = ''] = /^(\w+?)-(\d+)/.exec(name) ?? [];
  if (library === 'react') return { react: 'react' + version, 'react-dom': 'react-dom' + version };
  if (library === 'svelte' && version === '4') return { svelte: 'svelte4' };
  return { vue: 'vue3' };
};

const bundles = new Map<string, Promise<string>>();

/** A program of apps/ as one classic script. @param name such as `react-19.js`, of `apps/react-19.jsx` */
export const bundle = (name: string): Promise<string> => {
  const known = bundles.get(name);
  if (known) return known;
  const stem = basename(name, '.js');
  const entry = ['.jsx', '.js', '.ts'].map((end) => join(HERE, 'apps', stem + end)).find(existsSync);
  if (!entry) return Promise.reject(new Error(`there is no program ${name} in e2e/pages/apps`));
  const made = build({
    entryPoints: [entry],
    // Aliases are looked up from there.
    absWorkingDir: HERE,
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    logLevel: 'silent',
    jsx: 'automatic',
    ...(stem.startsWith('preact') && { jsxImportSource: 'preact' }),
    // React 16 has no automatic form of JSX in its first versions, and Angular's decorators are TypeScript's old ones.
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
    alias: aliases(stem),
    conditions: ['browser', 'development'],
    // Development forms: they are the ones that complain.
    define: {
      'process.env.NODE_ENV': '"development"',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'true',
    },
    plugins: [svelte(stem === 'svelte-4' ? 'svelte4' : 'svelte'), vue],
  }).then(({ outputFiles }) => outputFiles[0]?.text ?? '');
  bundles.set(name, made);
  return made;
};

/** The script that runs first in each page. */
export const observer = async (): Promise<string> => {
  const entryPoints = [join(HERE, 'observe.ts')];
  const { outputFiles } = await build({ entryPoints, bundle: true, write: false, format: 'iife', target: 'es2022', minify: true });
  return outputFiles[0]?.text ?? '';
};
