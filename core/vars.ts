const KEY = '_rtpc';

/** Custom variables by name. */
export type Variables = Record<string, string>;

/**
 * Custom variables that wait for the next view, which may be the next page's.
 * @returns takes one; or with none hands out all, which then wait no longer
 */
export const openVars = (): ((name?: string, value?: string) => Variables) => {
  let waiting: Variables = {};
  try {
    waiting = JSON.parse((localStorage[KEY] as string) || '{}') as Variables;
  } catch {}
  return (name, value = '') => {
    const taken = waiting;
    if (name || Object.keys(taken)[0]) {
      waiting = name ? { ...taken, [name]: value } : {};
      try {
        localStorage[KEY] = JSON.stringify(waiting);
      } catch {}
    }
    return taken;
  };
};
