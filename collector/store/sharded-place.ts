/** Which of several databases a visitor belongs to. */

/**
 * Moment at which a page view began, ms since 1970 by the visitor's clock, as its id says; 0 where it does not. It never
 * changes, so what belongs to a page view is looked for in the same database for ever.
 */
export const bornAt = (page: string): number => (/^\d{13}/.test(page) ? Number(page.slice(0, 13)) : 0);

/** FNV-1a, 32 bits. */
const hash = (text: string): number => {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
};

/** The last steps of MurmurHash3: every bit of the number changes about half of the bits. */
const mix = (n: number): number => {
  let h = n;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

/**
 * Rendezvous hashing: each key belongs to the database that draws the highest number for it. A new one draws too, and takes
 * its even part of the keys from all others; no key moves between these.
 * @param since for each database, ms since 1970 from which on page views may belong to it; at least one: 0
 * @returns number of the database for a key and the moment at which its page view began
 */
export const chooser =
  (since: readonly number[]): ((key: string, born: number) => number) =>
  (key, born) => {
    const h = hash(key);
    let best = -1;
    let chosen = 0;
    for (let n = 0; n < since.length; n++) {
      if ((since[n] ?? 0) > born) continue;
      const drawn = mix(h ^ mix(n + 1));
      if (drawn > best) {
        best = drawn;
        chosen = n;
      }
    }
    return chosen;
  };
