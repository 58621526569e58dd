/** What the live page is made of. From a checkout it is bundled at the start; an installed collector brings it along. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const LIVE = new URL('../../live/', import.meta.url);

/** Bundles the page's script and style. @returns contents by the files' names */
export const bundleLive = async (): Promise<Map<string, Uint8Array>> => {
  // An installed collector has no bundler.
  const { build } = await import('esbuild');
  const made = await build({
    entryPoints: [
      { in: fileURLToPath(new URL('main.ts', LIVE)), out: 'app' },
      { in: fileURLToPath(new URL('login.ts', LIVE)), out: 'login' },
    ],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    outdir: 'live',
    write: false,
    logLevel: 'silent',
  });
  return new Map(made.outputFiles.map((file) => [file.path.replace(/^.*[\\/]/, ''), file.contents]));
};

/** @returns contents by the files' names */
export const liveFiles = async (): Promise<Map<string, Uint8Array>> => {
  const built = new URL('built/', LIVE);
  if (!existsSync(built)) return bundleLive();
  return new Map(readdirSync(built).map((name) => [name, readFileSync(new URL(name, built))]));
};
