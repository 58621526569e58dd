/**
 * What stubs left in localStorage, and cores without a database, one key a page view: the calls as they were made.
 * Never throws: where storage is blocked nothing is left.
 */
export interface Left {
  /** Leaves this page view's calls for the next page's core. */
  _save(text: string): void;
  /** Keys and texts of other page views. */
  _others(): [key: string, text: string][];
  /** Forgets another page view's, or this one's. */
  _forget(key?: string): void;
}

/** @param own this page view's key */
export const openLeft = (own: string): Left => ({
  _save(text) {
    try {
      localStorage[own] = text;
    } catch {}
  },
  _others() {
    try {
      return Object.entries(localStorage as unknown as Record<string, string>).filter(([key]) => /^rtp\d/.test(key) && key !== own);
    } catch {
      return [];
    }
  },
  _forget(key = own) {
    try {
      localStorage.removeItem(key);
    } catch {}
  },
});
