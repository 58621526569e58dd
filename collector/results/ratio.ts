/**
 * The check of the split: visitors come to the groups in the shares that the owner set, or something takes some of them away
 * (a redirect that loses the exposure, a group whose content breaks, a robot), and then no result can be trusted.
 */
import jStat from 'jstat';

/** A group with the share that it was given. */
export interface Split {
  visitors: number;
  /** in any unit: percent, or a part of 1 */
  share: number;
}

/** Below this probability the split is called wrong: low, because it is looked at every day, and because it discredits a result. */
export const WRONG_BELOW = 0.001;
/** Fewer expected in a group than this and the chi-square distribution does not fit yet (Cochran's rule of 5). */
const EXPECTED = 5;

/**
 * How probable a split as uneven as this one is, if the shares are kept: Pearson's chi-square test.
 * @returns 1 while there are too few visitors to tell
 */
export const ratioProbability = (groups: readonly Split[]): number => {
  const visitors = groups.reduce((sum, group) => sum + group.visitors, 0);
  const shares = groups.reduce((sum, group) => sum + group.share, 0);
  const expected = groups.map((group) => (visitors * group.share) / shares);
  if (groups.length < 2 || expected.some((count) => !(count >= EXPECTED))) return 1;
  const distance = groups.reduce((sum, group, index) => {
    const wanted = expected[index] ?? 0;
    return sum + (group.visitors - wanted) ** 2 / wanted;
  }, 0);
  return 1 - jStat.chisquare.cdf(distance, groups.length - 1);
};

/** The group that has most more visitors than its share, by its place in the list. */
export const crowded = (groups: readonly Split[]): number => {
  const visitors = groups.reduce((sum, group) => sum + group.visitors, 0);
  const shares = groups.reduce((sum, group) => sum + group.share, 0);
  const excess = groups.map((group) => group.visitors - (visitors * group.share) / shares);
  return excess.indexOf(Math.max(...excess));
};
