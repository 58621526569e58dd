import type { Bridge } from './bridge.js';

type Call = ArrayLike<unknown>;

/** ms that a callback waits for its bundle: pages hide content until theirs is called. */
const PATIENCE = 5e3;

/** Bundles that are loaded on demand, by the name of the list in which their calls wait on the bridge. */
const FILES = { calls: 'rtp-campaigns.js', rcmd: 'rtp-rcmd.js' };

/** @returns whether the call had a callback, which has now been called with an error */
const fail = (call: Call): unknown => {
  // `get visitor` has it third, `userContextReady` second.
  const callback = [call[2], call[1]].find((one) => typeof one === 'function') as ((answer: unknown) => void) | undefined;
  // In a task of its own: what it throws is its page's.
  return callback && setTimeout(callback, 0, { status: 503, message: 'unavailable' });
};

/**
 * Fetches a bundle, which answers the calls that wait on the bridge. When it does not come, or not in time, every callback is
 * called with an error; the other calls go on waiting for it.
 * @param list campaigns (`calls`) or recommendations (`rcmd`)
 * @param policy the page's Trusted Types policy, when there is one
 */
export const loadBundle = (
  bridge: Bridge,
  list: keyof typeof FILES,
  policy: { createScriptURL(url: string): string } | undefined,
  nonce = '',
): void => {
  const giveUp = (): void => {
    const calls = bridge[list];
    // The bundle has put something else there.
    if (!Array.isArray(calls)) return;
    const kept = (calls as Call[]).filter((call) => !fail(call));
    kept.push = (call) => (fail(call) ? 0 : (kept[kept.length] = call), 0);
    bridge[list] = kept;
  };
  // A page of XHTML may have no head.
  const script = (document.head || document.documentElement).appendChild(document.createElement('script'));
  const url = new URL(FILES[list], bridge.base).href;
  script.onerror = giveUp;
  setTimeout(giveUp, PATIENCE);
  script.nonce = nonce;
  script.src = policy ? policy.createScriptURL(url) : url;
};
