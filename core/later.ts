import type { Bridge } from './bridge.js';

const fail = (call: ArrayLike<unknown>): void => {
  try {
    (call[2] as (answer: unknown) => void)({ status: 503, message: 'unavailable' });
  } catch {}
};

/** Bundles that are loaded on demand, by the name of the list in which their calls wait on the bridge. */
const FILES = { calls: 'rtp-campaigns.js', rcmd: 'rtp-rcmd.js' };

/**
 * Fetches a bundle, which answers the calls that wait on the bridge. Pages hide content until their callback
 * is called, so when the bundle does not come every callback is called with an error.
 * @param list campaigns (`calls`) or recommendations (`rcmd`)
 * @param policy the page's Trusted Types policy, when there is one
 */
export const loadBundle = (
  bridge: Bridge,
  list: keyof typeof FILES,
  policy: { createScriptURL(url: string): string } | undefined,
  nonce = '',
): void => {
  const script = document.head.appendChild(document.createElement('script'));
  const url = new URL(FILES[list], bridge.base).href;
  script.onerror = () => {
    (bridge[list] as unknown as ArrayLike<unknown>[]).map(fail);
    bridge[list] = { push: fail };
  };
  script.nonce = nonce;
  script.src = policy ? policy.createScriptURL(url) : url;
};
