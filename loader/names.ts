/**
 * `npm run names`: looks for the letters that variables and private properties of the core and of the campaigns should have, so that they are
 * small in brotli: which letter stands for what decides how often the same text comes again. It writes the `names.json` of each, which
 * the build reads. The result is the same each time, for the same sources.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { lettered, sizeOf, unlettered, type Letters } from './script.js';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';
/** Walks, each from a start of its own, and steps of each: some minutes in all. */
const WALKS = 3;
const STEPS = 1500;

/** Numbers of 0 to 1 that are the same each time (Numerical Recipes' generator). */
const dice = (seed: number) => (): number => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};

/** Changes one letter, for which another one changes. */
const change = ({ variables, properties }: Letters, roll: () => number): string => {
  const one = <T>(list: readonly T[]): T => list[Math.floor(roll() * list.length)] as T; // the list is not empty
  if (roll() < 0.5) {
    const [from, to] = [one([...variables]), one([...variables])];
    return [...variables].map((letter) => (letter === from ? to : letter === to ? from : letter)).join('');
  }
  const kind = one(Object.values(properties));
  const name = one(Object.keys(kind));
  const letter = one([...ALPHABET]);
  // Whoever had the letter takes the other one's.
  for (const other in kind) if (kind[other] === letter) kind[other] = kind[name] ?? letter;
  kind[name] = letter;
  return variables;
};

/** @param folder of the bundle's first source, as the command names it */
const search = async (folder: string): Promise<void> => {
  const base = new URL(`../${folder}/`, import.meta.url);
  const file = new URL('names.json', base);
  const start = JSON.parse(await readFile(file, 'utf8')) as Letters;
  const name = 'rtp.js';
  const scripts = await unlettered(fileURLToPath(new URL('main.ts', base)), name);
  const sizesOf = (letters: Letters): Promise<number[]> =>
    Promise.all(scripts.map(async ({ code }) => sizeOf((await lettered(name, { code, map: '' }, letters)).code)));
  const sizes = await sizesOf(start);
  /** the one that is smallest at the start */
  const script = { code: scripts[sizes.indexOf(Math.min(...sizes))]?.code ?? '', map: '' };
  let found: [size: number, letters: Letters] = [Math.min(...sizes), start];
  for (let seed = 1; seed <= WALKS; seed++) {
    const roll = dice(seed);
    let best = [Math.min(...sizes), start] as typeof found;
    for (let step = 0; step < STEPS; step++) {
      const letters = structuredClone(best[1]);
      for (let changes = roll() < 0.3 ? 2 : 1; changes; changes--) letters.variables = change(letters, roll);
      const size = sizeOf((await lettered(name, script, letters)).code);
      if (size <= best[0]) best = [size, letters];
    }
    console.log(`${folder}: walk ${seed} of ${WALKS}: ${best[0]} bytes`);
    if (best[0] < found[0]) found = best;
  }
  await writeFile(file, JSON.stringify(found[1], null, 2) + '\n');
};

for (const folder of process.argv.slice(2)) await search(folder);
