/**
 * Auto tune: the shares of a campaign's groups move towards what does better, and none falls below a floor, so that a group
 * which had a bad week can come back. Thompson sampling: each group gets the share with which it is the best, as far as is
 * known (Russo, Van Roy, Kazerouni, Osband and Wen, 'A Tutorial on Thompson Sampling', 2018).
 */
import jStat from 'jstat';
import type { Group } from './sequence.js';

/** Draws from what is known of each group; 4,000 give a share to within a point. */
const DRAWS = 4000;
/** Percent that each group keeps. */
const FLOOR = 5;

/**
 * New shares in whole percent, 100 in all.
 * @param groups what each group has shown
 * @param floor percent that each one keeps at least
 */
export const tunedShares = (groups: readonly Group[], floor = FLOOR): number[] => {
  const wins = groups.map(() => 0);
  for (let draw = 0; draw < DRAWS; draw++) {
    const rates = groups.map(({ visitors, converted }) => jStat.beta.sample(converted + 1, Math.max(visitors - converted, 0) + 1));
    const best = rates.indexOf(Math.max(...rates));
    wins[best] = (wins[best] ?? 0) + 1;
  }
  const free = 100 - floor * groups.length;
  const exact = wins.map((won) => floor + (free * won) / DRAWS);
  // Whole percents by largest remainder, so that they are 100 in all.
  const shares = exact.map(Math.floor);
  const order = exact.map((share, index) => [share % 1, index] as const).sort(([a], [b]) => b - a);
  const rest = 100 - shares.reduce((sum, share) => sum + share, 0);
  for (const [, index] of order.slice(0, rest)) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
};
