/** The moments of a page's life that matter to the outbox. */
export interface Moments {
  /** the page may be about to go: hidden, left, frozen */
  _leave(): void;
  /** it is back, or the network is */
  _return(): void;
}

/**
 * Calls back at the moments that browsers still promise; never `unload` or `beforeunload`, which cost the page its place
 * in the back/forward cache.
 */
export const watchLifecycle = ({ _leave, _return }: Moments): void => {
  // Wrapped or missing (a page's own patch): the tag goes on, and the next page delivers.
  const on = (name: string, run: (event: Event) => void): void => {
    try {
      addEventListener(name, run, true);
    } catch {}
  };
  on('visibilitychange', () => document.hidden && _leave());
  on('pagehide', _leave);
  on('freeze', _leave);
  on('resume', _return);
  on('online', _return);
  on('pageshow', (event) => (event as PageTransitionEvent).persisted && _return());
};

/** Runs now, or when a prerendered page is shown to somebody for the first time (a page never shown runs nothing). */
export const whenActivated = (run: () => void): void => {
  const page = document as Document & { prerendering?: boolean };
  if (page.prerendering) page.addEventListener('prerenderingchange', run, { once: true });
  else run();
};
