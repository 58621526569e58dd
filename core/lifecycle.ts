/**
 * Calls back at the moments that browsers still promise; never `unload` or `beforeunload`, which cost the page its place
 * in the back/forward cache.
 * @param any at all of them, and when the page has been loaded
 * @param leave the page may be about to go: hidden, left, frozen
 * @param back it is there, and so may be the network: shown again, out of the back/forward cache, thawed, online
 */
export const watchLifecycle = (any: () => void, leave: () => void, back: () => void): void => {
  const heard = (event: Event): void => {
    any();
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

/**
 * Runs when a prerendered page is shown to somebody for the first time (a page never shown runs nothing); on others now, or in a task
 * of its own.
 * @param later nobody waits for it: a stub takes the calls meanwhile, and would save them
 */
export const whenActivated = (run: () => void, later: unknown): void => {
  // Captured: the event is the document's.
  if ((document as Document & { prerendering?: boolean }).prerendering) addEventListener('prerenderingchange', run, true);
  else if (later) setTimeout(run);
  else run();
};
