/** New addresses of a page that routes by itself, without a change to the page's own functions. */
interface Navigation extends EventTarget {
  readonly currentEntry: unknown;
}

/** The address without query, fragment and the slash at its end, but with the `#/` and `#!` of routers: another one is another page. */
const pageOf = (address: string): string => address.replace(/#(?![/!]).*/, '').replace(/\/?(\?[^#]*|$)/g, '');

/**
 * @param moved told when the address has changed, and whether it is another page now
 * @param changed told when the page's content has
 */
export const watchPage = (moved: (away: boolean) => void, changed: () => void): void => {
  let last = location.href;
  const check = (): void => {
    const { href } = location;
    if (last !== href) {
      const away = pageOf(last) !== pageOf(href);
      last = href;
      moved(away);
    }
  };
  const { navigation } = window as { navigation?: Navigation };
  navigation?.addEventListener('currententrychange', check);
  addEventListener('popstate', check);
  // Where there is no Navigation API: a page that routes by itself renders anew, before the new address or after it.
  new MutationObserver(() => {
    check();
    changed();
    if (!navigation) setTimeout(check);
  }).observe(document, { childList: true, subtree: true });
};
