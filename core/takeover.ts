import type { Bridge } from './bridge.js';
import { checkPattern } from './pattern.js';

/** `window.rtp`, whoever made it. */
export interface Rtp {
  (...call: unknown[]): void;
  q?: unknown[] & Partial<Bridge>;
  /** account, set by the documented stub; a second copy of the snippet sets it anew */
  a?: string;
  /** collector's address, when the snippet names one */
  u?: string;
  /** Trusted Types policy of the stub */
  t?: { createScriptURL(url: string): string };
  checkPattern?: typeof checkPattern;
}
declare global {
  interface Window {
    rtp?: Rtp;
  }
}

/**
 * Puts the bridge where the stub's queue was. Stubs look `rtp.q.push` up on each call, so references that the page took
 * before keep working.
 * @param queue the queue of the first stub: it becomes the bridge itself, because our stub holds on to it
 * @param accept takes the calls that were waiting, in order
 */
export const takeOver = (bridge: Bridge, accept: (entry: ArrayLike<unknown>) => void): void => {
  // A tag manager without a stub has nothing here, or later puts a function of its own here, queue and all.
  if (typeof window.rtp !== 'function')
    window.rtp = function () {
      bridge.push(arguments);
    };
  const rtp = window.rtp;
  const waiting = rtp.q;
  if ((waiting as unknown) !== bridge) {
    rtp.q = bridge as unknown as NonNullable<Rtp['q']>;
    rtp.checkPattern = checkPattern;
    for (const entry of waiting || []) accept(entry as ArrayLike<unknown>);
  }
};
