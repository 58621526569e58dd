/**
 * Intervals that stay true however often they are looked at. A fixed 95% interval is right for one look; an owner looks every
 * day and stops when it pleases him, and then it errs several times as often. A confidence sequence holds at all times at once.
 *
 * The one used here is the asymptotic confidence sequence with a normal mixture (Waudby-Smith, Arbour, Sinha, Kennedy and
 * Ramdas, 'Time-uniform central limit theory and asymptotic confidence sequences', Annals of Statistics 52(6), 2024, equation
 * 3 and its choice of rho): its only demand is that the groups are not tiny, which `verdict.ts` sees to.
 */

/** One group of a campaign, for one goal. */
export interface Group {
  /** visitors who met the campaign, each once; those seen in two groups are not among them */
  visitors: number;
  /** those of them whose first conversion came after their first exposure */
  converted: number;
}

/** A value and the interval that holds it at every look, with the probability asked for. */
export interface Estimate {
  value: number;
  low: number;
  high: number;
}

/** The sequence is narrowest when about so many visitors have been seen in both groups together. */
const TUNED_FOR = 5000;

/**
 * The half width of the sequence, in standard errors of the estimate: 1.96 for a single look at 5%, about 3 here.
 * @param visitors in both groups together
 * @param alpha how often the sequence may ever miss, e.g. 0.05
 */
export const widthOf = (visitors: number, alpha: number): number => {
  const rho2 = (-2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha) + 1)) / TUNED_FOR;
  const grown = visitors * rho2 + 1;
  return Math.sqrt(((2 * grown) / (visitors * rho2)) * Math.log(Math.sqrt(grown) / alpha));
};

/** A rate that is never 0 or 1: a variance of 0 would claim to be certain after a handful of visitors (Agresti and Caffo 2000). */
const softened = ({ visitors, converted }: Group): number => (converted + 1) / (visitors + 2);

const rateOf = ({ visitors, converted }: Group): number => (visitors ? converted / visitors : 0);

/**
 * Conversions per visitor of `group` less those of `control`.
 * @param alpha how often the interval may ever miss; share it out where several groups are compared
 */
export const differenceOf = (group: Group, control: Group, alpha: number): Estimate => {
  const value = rateOf(group) - rateOf(control);
  if (!group.visitors || !control.visitors) return { value, low: -1, high: 1 };
  const variance = [group, control].reduce((sum, one) => sum + (softened(one) * (1 - softened(one))) / one.visitors, 0);
  const half = widthOf(group.visitors + control.visitors, alpha) * Math.sqrt(variance);
  return { value, low: Math.max(-1, value - half), high: Math.min(1, value + half) };
};

/**
 * How much better `group` does than `control`, as a share of the control's rate: 0.25 is a quarter more. On the scale of
 * logarithms, where the ratio of two rates is nearly normal (delta method).
 */
export const liftOf = (group: Group, control: Group, alpha: number): Estimate => {
  if (!group.visitors || !control.visitors) return { value: 0, low: -1, high: Number.POSITIVE_INFINITY };
  const log = Math.log(softened(group) / softened(control));
  const variance = [group, control].reduce((sum, one) => sum + (1 - softened(one)) / (one.visitors * softened(one)), 0);
  const half = widthOf(group.visitors + control.visitors, alpha) * Math.sqrt(variance);
  return { value: Math.expm1(log), low: Math.expm1(log - half), high: Math.expm1(log + half) };
};
