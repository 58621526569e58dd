/** Plays story after story until one fails, shrinks it, and goes on behind it. */
import fc from 'fast-check';
import { startCollector, type Collector } from '../support/collector.js';
import { openPlaywright } from '../support/playwright.js';
import { openWebKit } from '../support/webkit.js';
import { complete, judge, type Verdict } from './judge.js';
import { planOf } from './plan.js';
import { play, type Stand } from './play.js';
import { story, type Story } from './story.js';
import { inWords } from './words.js';

export interface Search {
  engine: 'chromium' | 'firefox' | 'webkit';
  stories: number;
  seed: number;
  /** that story alone */
  path?: string;
  /** the story to begin with (0) */
  from?: number;
  /** gives up after that many failures */
  failures: number;
  /** stories that the shrinking of one failure may play */
  shrinks: number;
  dist: string;
  quiet?: boolean;
}

export interface Failure {
  /** how many stories had been played, the failing one included */
  after: number;
  path: string;
  faults: string[];
}

/** The collector takes as many accounts as there are stories. */
const ENV = { RTP_NEW_ACCOUNTS: '1000000', RTP_RATE_LIMIT: '0' };

/** Of so many stories one may get stuck, because drivers of browsers do. */
const STUCK = 5;

export const search = async ({
  engine: name,
  stories,
  seed,
  path,
  from = 0,
  failures,
  shrinks,
  dist,
  quiet,
}: Search): Promise<Failure[]> => {
  const began = Date.now();
  const engine = name === 'webkit' ? await openWebKit() : await openPlaywright(name);
  const env = { ...ENV, RTP_DIST: dist };
  const steady = await startCollector(env);
  let mortal: Promise<Collector> | undefined;
  const stand: Stand = { engine, dist, collector: async (dies) => (dies ? (mortal ??= startCollector(env)) : steady) };
  const say = (text: string): void => void (quiet || console.log(text));
  const found: Failure[] = [];
  const totals = { stories: 0, calls: 0, musts: 0, nevers: 0, stuck: 0 };
  const limits: Verdict['limits'] = new Map();

  const tell = async (one: Story): Promise<string[]> => {
    const plan = planOf(one);
    const played = await play(plan, stand, (so) => complete(plan, so));
    if (played.stuck && !alone) {
      // The driver or the browser did not get to the end: this proves nothing, neither way.
      totals.stuck++;
      say(`STUCK (story ${totals.stories}): ${played.stuck}`);
      return [];
    }
    const verdict = judge(plan, played);
    totals.calls += verdict.expected.length;
    totals.musts += verdict.expected.filter(({ fate }) => fate === 'must').length;
    totals.nevers += verdict.expected.filter(({ fate }) => fate === 'never').length;
    for (const [why, { due, stored }] of verdict.limits) {
      const limit = limits.get(why) ?? { due: 0, stored: 0 };
      limits.set(why, { due: limit.due + due, stored: limit.stored + stored });
    }
    return verdict.faults;
  };

  const alone = path !== undefined;
  say(`${name}: ${alone ? `story ${path}` : `${stories} stories`}, seed ${seed}`);
  for (let start = path ?? String(from); found.length < failures; ) {
    let left = Infinity;
    let first = 0;
    const last = new WeakMap<Story, string[]>();
    const property = fc.asyncProperty(story, async (one) => {
      // Shrinking is over: whatever is smaller is taken for good. A story that is played again and passes is not followed by its
      // neighbours, through which fast-check would go.
      if (left-- <= 0 || (alone && totals.stories)) return;
      if (left === Infinity) totals.stories++;
      const faults = await tell(one);
      if (!faults.length) return;
      last.set(one, faults);
      if (left === Infinity) {
        first = totals.stories;
        left = shrinks;
      }
      throw new Error(faults.join('\n'));
    });
    const result = await fc.check(property, { seed, path: start, numRuns: alone ? 1 : stories - Number(start), endOnFailure: alone });
    if (!result.failed) break;
    const [one] = result.counterexample as [Story];
    const faults = last.get(one) ?? [String(result.errorInstance)];
    const at = result.counterexamplePath ?? start;
    found.push({ after: first, path: at, faults });
    say(`\nFAILED (story ${first}): ${faults.slice(0, 6).join('\n  ')}${faults.length > 6 ? `\n  and ${faults.length - 6} more` : ''}`);
    say(inWords(one));
    say(`  replay: npm run chaos -- --engine ${name} --seed ${seed} --path ${at}\n`);
    if (alone) break;
    start = String(Number(at.split(':')[0]) + 1);
    if (Number(start) >= stories) break;
  }
  await engine.end();
  await steady.close();
  await (await mortal)?.close();
  const seconds = (Date.now() - began) / 1000;
  say(
    `${name}: ${totals.stories} stories in ${seconds.toFixed(0)} s (${(seconds / Math.max(1, totals.stories)).toFixed(1)} s each), ${found.length} failed; ` +
      `${totals.calls} calls: ${totals.musts} must be stored, ${totals.nevers} must not`,
  );
  if (totals.stuck > Math.max(1, stories / STUCK)) {
    say(`  ${totals.stuck} stories got stuck: more than one in ${STUCK}, so the others say too little`);
    found.push({ after: totals.stories, path: '', faults: ['too many stories got stuck'] });
  }
  for (const [why, { due, stored }] of limits) say(`  may be lost: ${why}: ${due} calls, ${stored} stored`);
  return found;
};
