/** What this browser remembers of content: ids of entries that were read or clicked, the longest ago first. */
const KEY = '_rtpr';
/** Entries that are remembered; the oldest go first. */
const MOST = 200;

export interface Memory {
  _read(): string[];
  _add(entry: string): void;
}

/** @param may whether anything may be remembered: not of a visitor who opted out, or has not consented */
export const openMemory = (may: () => unknown): Memory => {
  let text = '';
  const _read = (): string[] => {
    if (!may()) {
      text = '';
      return [];
    }
    try {
      text = (localStorage[KEY] as string | undefined) || text;
    } catch {}
    return text.split(' ').filter((id) => id);
  };
  return {
    _read,
    _add(entry) {
      if (!may()) return;
      text = [..._read().filter((id) => id !== entry), entry].slice(-MOST).join(' ');
      try {
        localStorage[KEY] = text;
      } catch {}
    },
  };
};
