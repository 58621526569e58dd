/** A number from 0 to 99: the same on each page, in each session, without anything being stored; other seeds divide visitors independently. */
export const bucketOf = (seed: string): number => {
  // FNV-1a, then a last mixing: its low bits alone follow the last character.
  let hash = -2128831035;
  for (const char of seed) hash = Math.imul(hash ^ char.charCodeAt(0), 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 739982445);
  return ((hash ^ (hash >>> 12)) >>> 0) % 100;
};

/**
 * The A/B group of a visitor.
 * @param seed visitor id and campaign id
 * @param groups shares in percent, 100 in all
 */
export const groupOf = <T extends { 1: number }>(seed: string, groups: readonly T[]): T => {
  let at = bucketOf(seed);
  return groups.find((group) => (at -= group[1]) < 0) as T; // the shares are 100 in all
};
