/**
 * Calls back at the moments that browsers still promise; never `unload` or `beforeunload`, which cost the page its place
 * in the back/forward cache.
 * @param leave the page may be about to go: hidden, left, frozen
 * @param back it is there, and so may be the network: shown again, out of the back/forward cache, thawed, online
 */
export const watchLifecycle = (leave: () => void, back: () => void): void => {
  const heard = (event: Event): void => {
    // Every page is shown once, and most are left for good: only `persisted` ones come back from the cache.
    if ((event as PageTransitionEvent).persisted === false) return;
    leave();
    if (!document.hidden) back();
  };
  const listen = (): void => {
    // Captured: `freeze` and `resume` are the document's and do not bubble (Page Lifecycle).
    'visibilitychange freeze pageshow resume online'.split(' ').map((name) => addEventListener(name, heard, true));
  };
  listen();
  // `document.open` takes the window's listeners away (HTML, 'document open steps'), not the document's observers.
  new MutationObserver(listen).observe(document, { childList: true });
};

/** Runs now, or when a prerendered page is shown to somebody for the first time (a page never shown runs nothing). */
export const whenActivated = (run: () => void): void => {
  // Captured: the event is the document's.
  if ((document as Document & { prerendering?: boolean }).prerendering) addEventListener('prerenderingchange', run, true);
  else run();
};
