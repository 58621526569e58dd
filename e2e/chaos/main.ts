/**
 * `npm run chaos`: random stories on a real browser against the real collector, held against a model of what must be stored.
 * A failure is shrunk and printed in words, with the seed and path that play it alone. Exit 1 when there is one.
 * --stories N (40), --seed S, --engine chromium|firefox|webkit, --path P (with --seed: that story alone), --failures N (5: gives up
 * after that many), --shrinks N (25: stories that one shrinking may play), --ci (the short form for all three engines, of a fixed seed
 * unless another is given),
 * --break NAME (an old fault is put back; --break all: each of them in turn)
 */
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { OLD, type Fault } from './old.js';
import { search } from './search.js';
import { buildVariant } from './variant.js';

/** Stories of the short form. */
const CI = [
  ['chromium', 40],
  ['firefox', 15],
  ['webkit', 15],
] as const;

const { values: options } = parseArgs({
  options: {
    stories: { type: 'string', default: '40' },
    seed: { type: 'string' },
    engine: { type: 'string', default: 'chromium' },
    path: { type: 'string' },
    failures: { type: 'string', default: '5' },
    shrinks: { type: 'string', default: '25' },
    ci: { type: 'boolean', default: false },
    break: { type: 'string' },
  },
});
const whole = (name: 'stories' | 'seed' | 'failures' | 'shrinks', preset: number): number => {
  const value = Number(options[name] ?? preset);
  if (Number.isInteger(value) && value >= 0) return value;
  console.error(`--${name} ${options[name]}: a whole number expected`);
  process.exit(2);
};
const engine = options.engine as 'chromium' | 'firefox' | 'webkit';
if (!['chromium', 'firefox', 'webkit'].includes(engine)) {
  console.error(`--engine ${engine}: chromium, firefox or webkit`);
  process.exit(2);
}
const dist = fileURLToPath(new URL('../../dist', import.meta.url));
// The short form plays the same stories each time: what lands must not fail by a story that nobody has seen.
const seed = whole('seed', options.ci ? 7 : Date.now() % 1e9);
const common = { seed, failures: whole('failures', 5), shrinks: whole('shrinks', 25), dist };

/**
 * Each old fault on its own: how many stories it takes until it is found. A story counts that fails twice with the fault and not
 * without it: on a busy machine one fails by chance now and then.
 */
const proveFaults = async (faults: Fault[]): Promise<boolean> => {
  let all = true;
  const stories = whole('stories', 40);
  for (const fault of faults) {
    const variant = await buildVariant(fault);
    const quiet = { ...common, engine, stories, failures: 1, shrinks: 0, quiet: true };
    let shown = false;
    try {
      for (let from = 0; from < stories && !shown; ) {
        const [found] = await search({ ...quiet, dist: variant.dist, from });
        if (!found?.path) break;
        from = Number(found.path.split(':')[0]) + 1;
        const [again] = await search({ ...quiet, dist: variant.dist, path: found.path });
        const [without] = again ? await search({ ...quiet, path: found.path }) : [];
        shown = !!again && !without;
        const what = shown ? `found (${fault.what})` : `no proof: it ${again ? 'fails without the fault, too' : 'fails once only'}`;
        console.log(`${fault.name}: story ${from}: ${what}\n  ${found.faults[0]}`);
      }
    } finally {
      await variant.end();
    }
    if (!shown) console.log(`${fault.name}: NOT FOUND in ${stories} stories (${fault.what})`);
    all &&= shown;
  }
  return all;
};

if (options.break) {
  const faults = OLD.filter(({ name }) => options.break === 'all' || name === options.break);
  if (!faults.length) {
    console.error(`--break ${options.break}: all, or one of ${OLD.map(({ name }) => name).join(', ')}`);
    process.exit(2);
  }
  console.log(`${engine}, seed ${seed}`);
  process.exitCode = (await proveFaults(faults)) ? 0 : 1;
} else if (options.ci) {
  // Side by side: a story waits most of the time.
  const found = await Promise.all(CI.map(([name, stories]) => search({ ...common, engine: name, stories })));
  process.exitCode = found.flat().length ? 1 : 0;
} else {
  const found = await search({ ...common, engine, stories: whole('stories', 40), path: options.path });
  process.exitCode = found.length ? 1 : 0;
}
