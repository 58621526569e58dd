/**
 * Page views by themselves: on load, and at each new address of a page that routes by itself. Pages that send their own are not
 * counted twice: whatever the page says of an address is heard first.
 */
import { watchPage } from '../campaigns/navigate.js';

/** ms that the page has for a view of its own, and a router for the new title. */
const PATIENCE = 300;

interface Entry {
  url: string | null;
  sameDocument: boolean;
}
interface Navigation extends EventTarget {
  currentEntry: Entry | null;
  entries(): Entry[];
}
const { navigation } = window as { navigation?: Navigation };

/**
 * Whether the visitor has left an address of this document for the present one, before this bundle was there. An address that was
 * replaced was not left. Without the Navigation API nobody can tell, and then it was not.
 */
export const isLeft = (address: string): boolean =>
  address !== location.href &&
  !!navigation?.entries().some((entry) => entry.sameDocument && entry.url === address && entry !== navigation.currentEntry);

/**
 * @param kinds `h`: fragments count, too; `r`: `replaceState` counts, too
 * @param view sends a view of that address, come from that one
 * @returns is to be told of each view that the page sends
 */
export const watchViews = (kinds: string, view: (address: string, referrer: string) => void): (() => void) => {
  const key = (): string => location.pathname + location.search + (kinds.includes('h') ? location.hash : '');
  let last = '';
  let length = 0;
  let before = document.referrer;
  let waiting: { _address: string; _referrer: string } | undefined;
  let timer: ReturnType<typeof setTimeout>;

  const send = (): void => {
    clearTimeout(timer);
    if (waiting) view(waiting._address, waiting._referrer);
    waiting = undefined;
  };
  const moved = (): void => {
    // A router replaces the address to tidy it; only a new entry of the history, or a move along it, is a step of the visitor.
    const stepped = history.length !== length || arrived;
    length = history.length;
    arrived = false;
    if (key() === last) return;
    const first = !last;
    last = key();
    if (!first && !stepped && !kinds.includes('r')) return;
    send();
    waiting = { _address: location.href, _referrer: before };
    before = location.href;
    timer = setTimeout(send, PATIENCE);
  };
  let arrived = true;
  // Back and forward are steps, and do not change the history's length.
  addEventListener('popstate', () => {
    arrived = true;
  });
  // Where there is the Navigation API it says how: `push` where the history is full (50 entries) and its length stays.
  navigation?.addEventListener('currententrychange', (event) => {
    if ((event as Event & { navigationType: string | null }).navigationType !== 'replace') arrived = true;
  });
  watchPage(moved, () => {});
  moved();
  for (const name of ['pagehide', 'visibilitychange']) addEventListener(name, send);
  return () => {
    // The page has spoken for this address.
    last = key();
    before = location.href;
    waiting = undefined;
  };
};
