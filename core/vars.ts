/**
 * Custom variables that wait for the next view, which may be the next page's. The key is quoted: as a plain property the
 * build would rename it like the tag's private ones, to a letter that may be a key of the page's.
 */
const KEY = '_rtpc';
/** As they are in storage, and here where that is blocked; read at the first need, because the first look at storage is dear. */
let waiting: Record<string, string> | undefined;

const read = (): Record<string, string> => {
  try {
    waiting ??= JSON.parse(localStorage[KEY] as string) as Record<string, string>;
  } catch {}
  return waiting || {};
};

const wait = (vars: Record<string, string>): void => {
  waiting = vars;
  try {
    if (Object.keys(vars)[0]) localStorage[KEY] = JSON.stringify(vars);
    else delete localStorage[KEY];
  } catch {}
};

export const setVar = (name: string, value: string): void => wait({ ...read(), [name]: value });

/** All of them, which then wait no longer. */
export const takeVars = (): Record<string, string> => {
  const vars = read();
  if (Object.keys(vars)[0]) wait({});
  return vars;
};
