/**
 * `npm run names`: looks for letters that the private properties of the core and of the campaigns should have, so that they are small
 * in brotli: which of the letters stand for them decides how often the same text comes again. It writes the `names.json` of each, which
 * the build reads; there, the properties of each kind of object have different letters. The result is the same each time, for the same
 * sources.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { minify } from 'terser';
import { browserCode } from './script.js';

type Names = Record<string, Record<string, string>>;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** Walks, each from a start of its own, and steps of each: a minute in all. */
const WALKS = 3;
const STEPS = 900;

/** Numbers of 0 to 1 that are the same each time (Numerical Recipes' generator). */
const dice = (seed: number) => (): number => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};

/** @param folder of the bundle's first source, as the command names it */
const search = async (folder: string): Promise<void> => {
  const base = new URL(`../${folder}/`, import.meta.url);
  const file = new URL('names.json', base);
  const kinds = JSON.parse(await readFile(file, 'utf8')) as Names;
  const long = await browserCode(fileURLToPath(new URL('main.ts', base)), 'rtp.js', null);
  const sizeOf = async (names: Names): Promise<number> => {
    const letters: Record<string, string> = Object.assign({}, ...Object.values(names));
    const short = long.code.replace(/(?<![\w"'$])_[a-zA-Z]+\b/g, (name) => letters[name] ?? name);
    // Once more: terser names variables by the letters that it finds in the text.
    const { code = '' } = await minify(short, { ecma: 2020, compress: false, mangle: { toplevel: true } });
    return brotliCompressSync(code).length;
  };
  let found: [size: number, names: Names] = [await sizeOf(kinds), kinds];
  for (let seed = 1; seed <= WALKS; seed++) {
    const roll = dice(seed);
    const one = <T>(list: readonly T[]): T => list[Math.floor(roll() * list.length)] as T; // the list is not empty
    let best = [await sizeOf(kinds), kinds] as typeof found;
    for (let step = 0; step < STEPS; step++) {
      const names = structuredClone(best[1]);
      for (let changes = roll() < 0.3 ? 2 : 1; changes; changes--) {
        const kind = one(Object.values(names));
        const name = one(Object.keys(kind));
        const letter = one([...LETTERS]);
        // Whoever had the letter takes the other one's.
        for (const other in kind) if (kind[other] === letter) kind[other] = kind[name] ?? letter;
        kind[name] = letter;
      }
      const size = await sizeOf(names);
      if (size <= best[0]) best = [size, names];
    }
    console.log(`${folder}: walk ${seed} of ${WALKS}: ${best[0]} bytes`);
    if (best[0] < found[0]) found = best;
  }
  await writeFile(file, JSON.stringify(found[1], null, 2) + '\n');
};

for (const folder of process.argv.slice(2)) await search(folder);
