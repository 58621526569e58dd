/**
 * Custom variables that wait for the next view, which may be the next page's. The key is quoted: as a plain property the
 * build would rename it like the tag's private ones, to a letter that may be a key of the page's.
 */
let waiting: Record<string, string> | undefined;
try {
  waiting = JSON.parse(localStorage['_rtpc'] as string) as typeof waiting;
} catch {}

const wait = (vars?: Record<string, string>): void => {
  waiting = vars;
  try {
    // Without any this writes 'undefined', which the next page does not read.
    localStorage['_rtpc'] = JSON.stringify(vars);
  } catch {}
};

export const setVar = (name: string, value: string): void => wait({ ...waiting, [name]: value });

/** All of them, which then wait no longer. */
export const takeVars = (): Record<string, string> => {
  const vars = waiting || {};
  if (waiting) wait();
  return vars;
};
