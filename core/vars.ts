import { quote } from './json.js';

const KEY = '_rtpc';

/** Custom variables that wait for the next view, which may be the next page's. */
export interface Vars {
  _set(name: string, value: string): void;
  /** All of them, which are then no longer waiting. */
  _take(): Record<string, string>;
}

export const openVars = (): Vars => {
  let vars: Record<string, string> = {};
  try {
    vars = JSON.parse((localStorage[KEY] as string) || '{}') as Record<string, string>;
  } catch {}
  const save = (): void => {
    const names = Object.keys(vars);
    try {
      if (names[0]) localStorage[KEY] = '{' + names.map((name) => quote(name) + ':' + quote(vars[name] as string)) + '}';
      else localStorage.removeItem(KEY);
    } catch {}
  };
  return {
    _set(name, value) {
      vars[name] = value;
      save();
    },
    _take() {
      const taken = vars;
      if (Object.keys(vars)[0]) {
        vars = {};
        save();
      }
      return taken;
    },
  };
};
