/** What the schema's validator found, in the words of a person. */
import type { ErrorObject } from 'ajv';
import schema from './account.schema.json' with { type: 'json' };
import { didYouMean, show } from './near.js';

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

interface Part {
  $ref?: string;
  enum?: unknown[];
  anyOf?: Part[];
}
const DEFINITIONS = schema.definitions as Record<string, Part>;

/** The words that a part of the schema allows. */
const wordsOf = ({ $ref: name, enum: words = [], anyOf = [] }: Part): unknown[] => {
  const named = name && DEFINITIONS[name.replace('#/definitions/', '')];
  return [...words, ...(named ? wordsOf(named) : []), ...anyOf.flatMap(wordsOf)];
};

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
  if (/^(enum|anyOf)$/.test(error.keyword))
    return [expected, show(error.data) + didYouMean(error.data, wordsOf(error.parentSchema as Part))];
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
