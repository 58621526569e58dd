import type { Bridge } from './bridge.js';

type Calls = ArrayLike<unknown>[] & Bridge['calls'];

/** Documented calls that wait for the bundle at most. */
const MAX_CALLS = 99;

/**
 * Hands a documented call to the campaigns bundle, which is fetched at the first one. Pages hide content until their
 * callback is called, so when the bundle does not come every callback is called with an error.
 */
export const openLater = (bridge: Bridge, address: () => string, nonce: string | undefined): ((call: ArrayLike<unknown>) => void) => {
  let script: HTMLScriptElement | undefined;
  return (call) => {
    const calls = bridge.calls as Calls;
    if (!(calls.length > MAX_CALLS)) calls.push(call);
    if (script) return;
    script = document.createElement('script');
    script.onerror = () => {
      bridge.calls = { push: fail };
      calls.map(fail);
    };
    script.nonce = nonce;
    script.src = address();
    document.head.appendChild(script);
  };
};

const fail = (call: ArrayLike<unknown>): void => {
  const callback = call[call.length - 1];
  try {
    if (typeof callback === 'function') callback({ status: 503, message: 'rtp-campaigns.js did not load' });
  } catch {}
};
