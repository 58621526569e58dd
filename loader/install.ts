/** The inline stub as a function for the module: the same lines, with options where the snippet has texts. */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** What stands in the stub for the snippet alone, and what a module has in its place. */
const PARTS: readonly [RegExp, string][] = [
  [/^\(function \(/m, 'export const install = (options) => (function ('],
  [/\}\)\(document, '__CORE_URL__', '__ACCOUNT__'\);/, '})(document, options.core, options.account);'],
  [/'__ENDPOINT__'/g, 'options.endpoint'],
  [/'__INTEGRITY__'/g, 'options.integrity'],
  // A module has no `currentScript`.
  [/\(\(page\.currentScript \|\| script\) as HTMLElement\)\.nonce/, 'options.nonce'],
];
/** Variants are chosen at run time. */
const VARIANTS: Record<string, string> = {
  NONCE: 'options.nonce',
  ENDPOINT: 'options.endpoint',
  INTEGRITY: 'options.integrity',
  TRUSTED: 'options.trustedTypes',
  // An application makes its own calls.
  CALLS: 'false',
  CONSENT: 'options.consent != null',
};

/** @throws {Error} when the stub has changed so that a part is not found */
const asFunction = (stub: string): string => {
  let text = stub;
  for (const [part, instead] of PARTS) {
    if (!new RegExp(part.source, part.flags).test(text)) throw new Error(`loader/install.ts: the stub has no ${part.source} any more`);
    text = text.replace(part, instead);
  }
  // Not the declaration, which is gone with the types.
  for (const [name, condition] of Object.entries(VARIANTS))
    text = text.replace(new RegExp(`\\b${name}\\b(?!:)`, 'g'), `(${condition})`).replace(new RegExp(`declare const .*\\b${name}\\b.*`), '');
  return text;
};

/** Answers `import { install } from 'stub'`. @param source of the stub */
export const stubPlugin = (source: URL): Plugin => ({
  name: 'stub',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^stub$/ }, () => ({ path: 'stub', namespace: 'stub' }));
    onLoad({ filter: /.*/, namespace: 'stub' }, async () => ({ contents: asFunction(await readFile(source, 'utf8')), loader: 'ts' }));
  },
});
