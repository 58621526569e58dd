/**
 * `npm run chaos`: random stories on a real browser against the real collector, held against a model of what must be stored.
 * A failure is shrunk and printed in words, with the seed and path that play it alone. Exit 1 when there is one.
 * --stories N (40), --seed S, --engine chromium|firefox|webkit, --path P (with --seed: that story alone), --failures N (5: gives up
 * after that many), --shrinks N (25: stories that one shrinking may play), --ci (the short form for all three engines),
 * --break NAME (an old fault is put back; --break all: each of them in turn)
 */
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { search } from './search.js';

const { values: options } = parseArgs({
  options: {
    stories: { type: 'string', default: '40' },
    seed: { type: 'string' },
    engine: { type: 'string', default: 'chromium' },
    path: { type: 'string' },
    failures: { type: 'string', default: '5' },
    shrinks: { type: 'string', default: '25' },
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
const failed = await search({
  engine,
  stories: whole('stories', 40),
  seed: whole('seed', Date.now() % 1e9),
  path: options.path,
  failures: whole('failures', 5),
  shrinks: whole('shrinks', 25),
  dist: fileURLToPath(new URL('../../dist', import.meta.url)),
});
process.exitCode = failed.length ? 1 : 0;
