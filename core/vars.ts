/**
 * Custom variables that wait for the next view, which may be the next page's. The key is quoted: as a plain property the
 * build would rename it like the tag's private ones, to a letter that may be a key of the page's.
 */
const KEY = '_rtpc';
/** Here, too, for where storage is blocked; storage is looked at at the first need, because the first look is dear. */
let waiting: Record<string, string> = {};

/** All of them, which then wait no longer. */
export const takeVars = (): Record<string, string> => {
  let vars = waiting;
  waiting = {};
  try {
    vars = { ...(JSON.parse(localStorage[KEY] as string) as typeof vars), ...vars };
    delete localStorage[KEY];
  } catch {}
  return vars;
};

export const setVar = (name: string, value: string): void => {
  waiting = takeVars();
  waiting[name] = value;
  try {
    localStorage[KEY] = JSON.stringify(waiting);
  } catch {}
};
