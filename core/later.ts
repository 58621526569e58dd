import type { Bridge } from './bridge.js';

const fail = (call: ArrayLike<unknown>): void => {
  try {
    (call[2] as (answer: unknown) => void)({ status: 503, message: 'unavailable' });
  } catch {}
};

/**
 * Fetches the campaigns bundle, which answers the calls that wait on the bridge. Pages hide content until their callback
 * is called, so when the bundle does not come every callback is called with an error.
 * @param policy the page's Trusted Types policy, when there is one
 */
export const loadCampaigns = (bridge: Bridge, policy: { createScriptURL(url: string): string } | undefined, nonce = ''): void => {
  const script = document.head.appendChild(document.createElement('script'));
  const url = new URL('rtp-campaigns.js', bridge.base).href;
  script.onerror = () => {
    (bridge.calls as unknown as ArrayLike<unknown>[]).map(fail);
    bridge.calls = { push: fail };
  };
  script.nonce = nonce;
  script.src = policy ? policy.createScriptURL(url) : url;
};
