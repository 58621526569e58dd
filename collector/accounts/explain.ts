/** What the schema's validator found, in the words of a person. */
import type { ErrorObject } from 'ajv';

const shorten = (text: string): string => (text.length > 60 ? text.slice(0, 57) + '…' : text);
/** A value as a person finds it in the file. */
export const show = (value: unknown): string => (value === undefined ? 'nothing' : shorten(JSON.stringify(value)));

/** Letters to change, add, leave out, or swap, to make one word of the other (Damerau, restricted). */
const distance = (a: string, b: string): number => {
  const rows: number[][] = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i ? (j ? 0 : i) : j)),
  );
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      (rows[i] as number[])[j] = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
        swapped ? at(i - 2, j - 2) + 1 : Infinity,
      );
    }
  return at(a.length, b.length);
};

/** `; did you mean …?`, when one of the words is near enough to what was written. */
export const didYouMean = (written: unknown, words: readonly unknown[]): string => {
  if (typeof written !== 'string') return '';
  const plain = (word: string): string => word.toLowerCase().replace(/[^a-z\d]/g, '');
  const [nearest] = words
    .filter((word): word is string => typeof word === 'string')
    .map((word): [string, number] => [word, distance(plain(written), plain(word))])
    .sort((a, b) => a[1] - b[1]);
  return nearest && nearest[1] <= Math.max(1, Math.floor(written.length / 3)) ? `; did you mean ${show(nearest[0])}?` : '';
};

const WORDS: Record<string, (params: Record<string, unknown>, error: ErrorObject) => string> = {
  type: ({ type }) => [type].flat().join(' or '),
  required: ({ missingProperty }) => `a property ${show(missingProperty)}`,
  enum: ({ allowedValues }) => 'one of ' + (allowedValues as unknown[]).map((value) => JSON.stringify(value)).join(', '),
  additionalProperties: (_, error) =>
    'one of the properties ' + Object.keys((error.parentSchema as { properties: object }).properties).join(', '),
  minimum: ({ limit }) => `at least ${String(limit)}`,
  maximum: ({ limit }) => `at most ${String(limit)}`,
  minLength: () => 'a text that is not empty',
  maxLength: ({ limit }) => `at most ${String(limit)} characters`,
  minItems: ({ limit }) => `at least ${String(limit)} of them`,
  maxItems: ({ limit }) => `at most ${String(limit)} of them`,
  minProperties: ({ limit }) => `at least ${String(limit)} property`,
  uniqueItems: () => 'each only once',
};

/** Whether the description says what is expected; of other keywords it says what the property is for. */
const isDescribed = ({ keyword, params }: ErrorObject): boolean =>
  /^(pattern|anyOf|minProperties)$/.test(keyword) || (Array.isArray(params.type) && !params.type.includes('null'));

/** What is expected in a place, and what is found. */
export const explain = (error: ErrorObject): [expected: string, found: string] => {
  const { description } = error.parentSchema as { description?: string };
  const words = WORDS[error.keyword]?.(error.params, error);
  const expected = (isDescribed(error) && description) || words || description || error.message || '';
  if (error.keyword === 'additionalProperties') {
    const key: unknown = error.params.additionalProperty;
    const known = Object.keys((error.parentSchema as { properties: object }).properties);
    return [expected, show(key) + didYouMean(key, known)];
  }
  if (error.keyword === 'enum') return [expected, show(error.data) + didYouMean(error.data, error.params.allowedValues as unknown[])];
  if (error.keyword === 'required') return [expected, 'none'];
  return [expected, /^(min|max)Items$/.test(error.keyword) ? String((error.data as unknown[]).length) : show(error.data)];
};

/**
 * What is worth saying: what the branches of an anyOf say is in the description of the whole, and a value has one thing said
 * of it; each key that is missing or too many is a thing of its own.
 */
export const worthSaying = (all: readonly ErrorObject[]): ErrorObject[] => {
  const wholes = all.filter(({ keyword }) => keyword === 'anyOf');
  const said = new Set<string>();
  return all.filter((error) => {
    const { instancePath: at, keyword, params } = error;
    if (
      wholes.some(
        (whole) => whole !== error && (at + '/').startsWith(whole.instancePath + '/') && (keyword !== 'anyOf' || at !== whole.instancePath),
      )
    )
      return false;
    const id = `${at} ${String(params.missingProperty ?? '')} ${String(params.additionalProperty ?? '')}`;
    return !said.has(id) && said.add(id);
  });
};
