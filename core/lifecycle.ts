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
  const on = (names: string, run: (event: Event) => void): void => {
    for (const name of names.split(' ')) addEventListener(name, run, true);
  };
  // Shown again is no leaving; what no beacon carries may as well go then.
  on('visibilitychange pagehide freeze', _leave);
  // Every page is shown once; only one from the back/forward cache returns.
  on('pageshow resume online', (event) => (event as PageTransitionEvent).persisted !== false && _return());
};

/** Runs now, or when a prerendered page is shown to somebody for the first time (a page never shown runs nothing). */
export const whenActivated = (run: () => void): void => {
  const page = document as Document & { prerendering?: boolean };
  if (page.prerendering) page.addEventListener('prerenderingchange', run, { once: true });
  else run();
};
