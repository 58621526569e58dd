/**
 * The page's monotonic clock, ms. Pages have variables named `performance` and replace it, before and after the tag came: the
 * clock that the stub found is the one that its calls were timed by, so the core goes on with it. `Date` where there is none.
 */
let clock: { now(): number } = (performance as Partial<Performance> | undefined)?.now ? performance : Date;

export const useClock = (found: { now(): number } | undefined): void => {
  if (found) clock = found;
};

export const monotonic = (): number => clock.now();
