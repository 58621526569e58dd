/** The documented answers: the visitor, and redirects. */
import type { EdgeFacts, Segment } from './config.js';
import { add, has, type State } from './history.js';

/** What `get visitor` calls back with. Ids and codes are numbers where the account's file or the edge has numbers. Unknown texts are null; the lists are always there, because pages filter them unchecked. */
export const resultsOf = (engaged: Segment[], edge: EdgeFacts): Record<string, unknown> => ({
  matchedSegments: engaged.map(([id, name]) => ({ name, id })),
  ...edge,
});

/** All texts behind a path such as `location.country` or `abm.name`, in lower case. */
const textsAt = (value: unknown, path: string[]): string[] => {
  if (Array.isArray(value)) return value.flatMap((one) => textsAt(one, path));
  if (path[0]) return textsAt((value as Record<string, unknown> | null | undefined)?.[path[0]], path.slice(1));
  return value == null ? [] : [('' + value).toLowerCase()];
};

/** Redirects of a session, at most. */
const MAX_REDIRECTS = 9;

/** An address without its fragment, and without the white space that a file may have in it. */
export const bare = (url: string): string => url.replace(/#.*|\s/gs, '');

/**
 * Where the visitor is to go, if anywhere: `send redirect`'s third and following arguments.
 * @param call `[, , field, values, url, matched]` or `[, , field, {url: values}]`
 * @param here address of the page
 */
export const redirectOf = (call: ArrayLike<unknown>, results: Record<string, unknown>, here: string, state: State): string | undefined => {
  const { 2: field, 3: values, 4: to, 5: matched } = call;
  const own = textsAt(results, ('' + field).split('.'));
  const pairs: [string, unknown][] = typeof to === 'string' ? [[to, values]] : Object.entries(values as object);
  const found = pairs.find(
    ([, wanted]) => ([] as unknown[]).concat(wanted).some((one) => own.includes(('' + one).toLowerCase())) === (matched !== false),
  );
  if (!found) return;
  const url = new URL(found[0], here).href;
  // Not where we are, nor where a redirect of this session came from, nor without end.
  if (!/^https?:/.test(url) || bare(url) === bare(here) || has(state.z, bare(url)) || (state.z || '').split('\n')[MAX_REDIRECTS]) return;
  state.z = add(state.z, bare(here));
  return url;
};
