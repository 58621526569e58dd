/**
 * The page's monotonic clock, ms. Pages have variables named `performance` and put anything in its place; what is not a clock is
 * none, and then `Date` serves.
 */
const page = performance as Partial<Performance> | undefined;
const clock: { now(): number } = page?.now && page.now() >= 0 ? (page as Performance) : Date;

export const monotonic = (): number => clock.now();
