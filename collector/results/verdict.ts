/** What a test has shown so far, in one sentence that an owner can act on, and how far it can be relied on. */
import { crowded, ratioProbability, WRONG_BELOW, type Split } from './ratio.js';
import { differenceOf, liftOf, type Estimate, type Group } from './sequence.js';

/** One group as it was set up and as it was met. */
export interface Arm extends Group {
  name: string;
  /** percent of visitors */
  share: number;
  /** whether it shows nothing: the control */
  empty: boolean;
}

/** `rely`: the sentence may be acted on; `not yet`: more visitors are needed; `broken`: the split is wrong, nothing can be said. */
export type Trust = 'rely' | 'not yet' | 'broken';

export interface Comparison {
  name: string;
  difference: Estimate;
  lift: Estimate;
  trust: Trust;
  sentence: string;
}

export interface Verdict {
  /** the group that the others are compared with */
  control: string;
  comparisons: Comparison[];
}

/** What the check of the split says. */
export interface SplitCheck {
  /** probability of a split as uneven as this one */
  probability: number;
  /** the group that has most more visitors than planned */
  crowded: string;
}

/** How often the intervals of one goal may ever miss, all groups of a campaign together. */
export const ALPHA = 0.05;
/** Nothing is said before each group has so many visitors, and both together so many conversions: the method is asymptotic. */
export const MIN_VISITORS = 100;
export const MIN_CONVERSIONS = 20;

/** The control: the group that shows nothing, else the first one. */
const controlOf = (arms: readonly Arm[]): Arm | undefined => arms.find((arm) => arm.empty) ?? arms[0];

/** Per 100 visitors where that gives figures to speak of, else per 1,000 or 10,000. */
const scaleOf = ({ low, high }: Estimate): number => {
  const most = Math.max(Math.abs(low), Math.abs(high));
  return most >= 0.02 ? 100 : most >= 0.002 ? 1000 : 10_000;
};

const figure = (value: number): string => {
  const size = Math.abs(value);
  return size >= 10 ? size.toFixed(0) : size.toFixed(1).replace(/\.0$/, '');
};

/** 'between 2 fewer and 9 more', '3 to 9 more', '3 to 9 fewer'. */
const range = ({ low, high }: Estimate, scale: number): string => {
  const [least, most] = [low * scale, high * scale];
  if (least > 0) return `${figure(least)} to ${figure(most)} more`;
  if (most < 0) return `${figure(most)} to ${figure(least)} fewer`;
  return `between ${figure(least)} fewer and ${figure(most)} more`;
};

const say = (arm: Arm, control: Arm, goal: string, difference: Estimate, trust: Trust, tooMany: string): string => {
  if (trust === 'broken') return `Do not rely on this: more visitors are in ${tooMany} than planned.`;
  const other = control.empty ? 'nothing' : control.name;
  const scale = scaleOf(difference);
  const brings = `${arm.name} brings ${range(difference, scale)} ${goal} per ${scale.toLocaleString('en')} visitors than ${other}.`;
  return trust === 'rely' ? `${brings} You can rely on this.` : `Not yet: so far ${brings}`;
};

/** @param groups visitors and what was planned, in any unit */
export const splitCheck = (groups: readonly (Split & { name: string })[]): SplitCheck => ({
  probability: ratioProbability(groups),
  crowded: groups[crowded(groups)]?.name ?? '',
});

/**
 * Compares each group with the control.
 * @param arms at least two, or there is nothing to compare
 * @param goal what is counted, in the plural: 'downloads'
 * @param split of the shares as they were planned; without it, of those of `arms`
 */
export const verdictOf = (arms: readonly Arm[], goal: string, split: SplitCheck = splitCheck(arms)): Verdict | undefined => {
  const control = controlOf(arms);
  if (!control || arms.length < 2) return undefined;
  const others = arms.filter((arm) => arm !== control);
  // Bonferroni: several groups have several chances to look better by accident.
  const alpha = ALPHA / others.length;
  const comparisons = others.map((arm): Comparison => {
    const difference = differenceOf(arm, control, alpha);
    const enough = Math.min(arm.visitors, control.visitors) >= MIN_VISITORS && arm.converted + control.converted >= MIN_CONVERSIONS;
    const sure = difference.low > 0 || difference.high < 0;
    const trust: Trust = split.probability < WRONG_BELOW ? 'broken' : enough && sure ? 'rely' : 'not yet';
    return {
      name: arm.name,
      difference,
      lift: liftOf(arm, control, alpha),
      trust,
      sentence:
        enough || trust === 'broken'
          ? say(arm, control, goal, difference, trust, split.crowded)
          : `Not yet: there are too few visitors or ${goal} so far to say anything of ${arm.name}.`,
    };
  });
  return { control: control.name, comparisons };
};
