import { readFile } from 'node:fs/promises';
import { transform } from 'esbuild';
import { minify } from 'terser';

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
