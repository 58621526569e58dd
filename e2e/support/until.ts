/** ms between two looks, and until a wait is given up. */
const PAUSE = 40;
const PATIENCE = 20_000;

/**
 * Looks until what is seen is enough.
 * @throws {Error} with what was seen last, when it never is
 */
export const until = async <T>(
  look: () => Promise<T>,
  enough: (seen: T) => boolean,
  describe: (seen: T) => string,
  patience = PATIENCE,
): Promise<T> => {
  const end = Date.now() + patience;
  for (;;) {
    const seen = await look();
    if (enough(seen)) return seen;
    if (Date.now() > end) throw new Error(`waited ${patience} ms in vain; ${describe(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
};
