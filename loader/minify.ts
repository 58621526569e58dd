import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { minify } from 'terser';
import ts from 'typescript';

/**
 * What `rtp-tag snippet` can add to the stub that is pasted as it is. `nonce`: the core's script gets the inline script's
 * nonce; `endpoint`: rescue and events go to `__ENDPOINT__`; `integrity`: the core's bytes are checked; `trusted`: the
 * core's address goes through a Trusted Types policy named `rtp`; `calls`: the customary calls, which `fillStub` puts there, are made
 * by the snippet that makes the queue, so one that is pasted twice makes them once; `consent`: nothing is kept or sent before a yes, of which
 * the consent bundle, loaded in place of the core, tells the stub.
 */
export const VARIANTS = ['nonce', 'endpoint', 'integrity', 'trusted', 'calls', 'consent'] as const;

/**
 * The stub as it stands in a page, one line of ES5.
 * @throws {Error} when it is no ES5 syntax or does not minify
 */
export const minifiedStub = async (source: URL, variant: readonly string[]): Promise<string> => {
  const { code } = await transform(await readFile(source, 'utf8'), { loader: 'ts', target: 'esnext' });
  const done = await minify(code, {
    ecma: 5,
    compress: {
      ecma: 5,
      passes: 3,
      unsafe: true,
      // The address is used twice and must stand once.
      reduce_vars: false,
      global_defs: Object.fromEntries(VARIANTS.map((name) => [name.toUpperCase(), variant.includes(name)])),
    },
    mangle: true,
  });
  return (done.code ?? '').replace(/;$/, '');
};

/** What stands behind the stub in the same script where clicks on tagged elements are to count before the core is there: ES5, too. */
export const minifiedTagged = async (source: URL): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(source)],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2021',
  });
  const { outputText } = ts.transpileModule(outputFiles[0]?.text ?? '', { compilerOptions: { target: ts.ScriptTarget.ES5 } });
  const done = await minify(outputText, { ecma: 5, compress: { ecma: 5, passes: 3, unsafe: true }, mangle: true });
  return (done.code ?? '').replace(/^"use strict";|;$/g, '');
};
