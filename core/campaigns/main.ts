/**
 * The second bundle, loaded at the first call that asks for campaigns, the visitor or a redirect. So far it only keeps the
 * promise that callbacks are called: pages hide content until theirs is.
 */
import type { Bridge } from '../bridge.js';

const answer = (call: ArrayLike<unknown>): void => {
  try {
    (call[2] as (answer: unknown) => void)({ status: 503, message: 'unavailable' });
  } catch {}
};

const bridge = (window as unknown as { rtp: { q: Bridge & { calls: ArrayLike<unknown>[] } } }).rtp.q;
const waiting = bridge.calls;
(bridge as Bridge).calls = { push: answer };
waiting.map(answer);
