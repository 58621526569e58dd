/**
 * What a custom data event may carry, and what becomes of what it may not. Shared by the tag and the collector, so that
 * a call means the same wherever it is read.
 */

/** Strings in one event; whoever has more gets several events (Custom Data Events API). */
export const MAX_STRINGS = 4;
/** Characters of one string or address; a longer one is cut, so that four of them fit in one beacon in any script. */
export const MAX_TEXT = 2048;

/**
 * The third argument of `rtp('send','event',…)` as lists of one to four strings, one list an event.
 * @param data `{value}` or the bare value: a string, or an array of strings; numbers and booleans become strings
 * @param warn told, in one line, about what is no such thing
 * @returns no list when nothing in it can be sent
 */
export const eventValues = (data: unknown, warn: (text: string) => void): string[][] => {
  const given = ([] as unknown[]).concat((data as { value?: unknown } | undefined)?.value ?? data);
  const texts = given.filter((item) => /^[snb][tuo]/.test(typeof item) && item !== '').map((item) => '' + item);
  if (!texts[0] || texts[MAX_STRINGS] || texts.length < given.length) warn('send event: value must be 1 to 4 strings');
  const lists: string[][] = [];
  while (texts[0]) lists.push(texts.splice(0, MAX_STRINGS));
  return lists;
};
