import type { Bridge } from './bridge.js';

/** ms that a callback waits for its bundle, the stub's time included: pages hide content until theirs is called. */
export const PATIENCE = 3e3;

/** A call that waits for a bundle: its arguments, the timer that answers its callback with an error, and the wall clock (ms) when that was set. */
export type Waiting = ArrayLike<unknown> & { t?: unknown; w?: number };

/** Bundles that are loaded on demand, by the name of the list in which their calls wait on the bridge. */
export type List = 'campaigns' | 'rcmd' | 'markup' | 'inspect';

/**
 * Fetches a bundle, which takes the calls that wait on the bridge and stops their timers (`taken` in campaigns/main.ts).
 * @param list a list's name is in its bundle's
 * @param policy the page's Trusted Types policy, when there is one
 */
export const loadBundle = (bridge: Bridge, list: List, policy: { createScriptURL(url: string): string } | undefined, nonce = ''): void => {
  // A page of XHTML may have no head.
  const script = (document.head || document.documentElement).appendChild(document.createElement('script'));
  const url = new URL('rtp-' + list + '.js', bridge.base).href;
  script.nonce = nonce;
  script.src = policy?.createScriptURL(url) || url;
};
