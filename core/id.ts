/** An id that sorts by its time, in figures: milliseconds first, then a random number. */
export const idOf = (time = Date.now(), random = Math.random()): string => time + (random * 1e16).toFixed();
