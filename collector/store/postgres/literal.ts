/**
 * Lists as PostgreSQL reads them, written as one text: the driver's own way takes three times as long, and this is most of what a batch
 * costs here. https://www.postgresql.org/docs/15/arrays.html#ARRAYS-IO
 */

const quoted = (text: string): string => (/["\\]/.test(text) ? '"' + text.replace(/["\\]/g, '\\$&') + '"' : '"' + text + '"');

/** A list of texts. @param of an item's text; null where it has none */
export const listOf = <T>(items: readonly T[], of: (item: T, index: number) => string | null): string => {
  let list = '{';
  for (let i = 0; i < items.length; i++) {
    const text = of(items[i] as T, i);
    if (i) list += ',';
    list += text === null ? 'NULL' : quoted(text);
  }
  return list + '}';
};

/** A list of whole numbers. */
export const numbersOf = <T>(items: readonly T[], of: (item: T) => number): string => {
  let list = '{';
  for (let i = 0; i < items.length; i++) list += (i ? ',' : '') + of(items[i] as T);
  return list + '}';
};
