/** New addresses of a page that routes by itself, without a change to the page's own functions. */
interface Navigation extends EventTarget {
  readonly currentEntry: unknown;
}

/**
 * @param moved told when the address has changed
 * @param changed told when the page's content has
 */
export const watchPage = (moved: () => void, changed: () => void): void => {
  let last = location.href;
  const check = (): void => {
    if (last !== location.href) {
      last = location.href;
      moved();
    }
  };
  const { navigation } = window as { navigation?: Navigation };
  navigation?.addEventListener('currententrychange', check);
  addEventListener('popstate', check);
  addEventListener('hashchange', check);
  // Where there is no Navigation API: a page that routes by itself renders anew, before the new address or after it.
  new MutationObserver(() => {
    check();
    changed();
    if (!navigation) setTimeout(check);
  }).observe(document, { childList: true, subtree: true });
};
