/** Google Consent Mode: what the commands in `dataLayer` say, in whatever order they come. */
import type { Said } from './sources.js';

export interface Mode {
  /** reads what is new in the list, which a tag manager shortens at its beginning */
  _read(list: ArrayLike<unknown>): void;
  /**
   * An update holds. Without one, a default of yes holds when the time is over in which an update was to be waited for, and a default of no means
   * that nobody has been asked. Of several defaults a no holds: they may be for regions, and where the visitor is is not known.
   * @returns undefined where nothing was ever said of that type
   */
  _said(type: string): Said;
}

export const openMode = (): Mode => {
  const defaults: Record<string, boolean> = {};
  const updates: Record<string, boolean> = {};
  let last: unknown;
  /** ms, wall clock: until then an update is waited for */
  let until = 0;
  return {
    _read(list) {
      const entries = Array.from(list);
      for (const entry of entries.slice(entries.lastIndexOf(last) + 1) as Record<number, unknown>[]) {
        last = entry;
        // `gtag` pushes its arguments; others push arrays; what is neither is no command.
        const said = (entry?.[2] || {}) as Record<string, unknown>;
        if (entry?.[0] !== 'consent') continue;
        const into = entry[1] === 'update' ? updates : defaults;
        for (const type in said)
          if (/_storage$/.test(type)) into[type] = said[type] === 'granted' && (into === updates || into[type] !== false);
        until = Math.max(until, Date.now() + +(said.wait_for_update || 0));
      }
    },
    _said: (type) => updates[type] ?? (type in defaults ? (defaults[type] && Date.now() >= until) || null : undefined),
  };
};
