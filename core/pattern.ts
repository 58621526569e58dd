/**
 * `rtp.checkPattern(text, pattern)`: `%` at either end of the pattern stands for anything; without one the pattern is the
 * whole text (Campaign API).
 */
export const checkPattern = (text: unknown, pattern: unknown): boolean => {
  const whole = String(text);
  const bare = String(pattern).replace(/^%|%$/g, '');
  const open = /^%/.test(String(pattern));
  const end = /%$/.test(String(pattern));
  return open ? (end ? whole.includes(bare) : whole.endsWith(bare)) : end ? whole.startsWith(bare) : whole === bare;
};
