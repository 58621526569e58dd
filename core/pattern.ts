/**
 * `rtp.checkPattern(text, pattern)`: `%` at either end of the pattern stands for anything; without one the pattern is the
 * whole text (Campaign API).
 */
export const checkPattern = (text: unknown, pattern: unknown): boolean => {
  const whole = '' + text;
  const [, before, bare, after] = /^(%?)([^]*?)(%?)$/.exec('' + pattern) as unknown as string[];
  const part = bare as string;
  return before ? (after ? whole.includes(part) : whole.endsWith(part)) : after ? whole.startsWith(part) : whole === part;
};
