/**
 * `rtp.checkPattern(text, pattern)`: `%` at either end of the pattern stands for anything; without one the pattern is the
 * whole text (Campaign API).
 */
export const checkPattern = (text: unknown, pattern: unknown): boolean =>
  new RegExp('^' + ('' + pattern).replace(/[^\w%]/g, '\\$&').replace(/^%|%$/g, '[^]*') + '$').test('' + text);
