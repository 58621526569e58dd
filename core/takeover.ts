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
 * Puts the bridge where a stub's queue is, and passes on what waits there. Stubs look `rtp.q.push` up on each call, so
 * references that the page took before keep working.
 */
export const takeOver = (bridge: Bridge): void => {
  // A tag manager without a stub has nothing here, or later puts a function of its own here, queue and all.
  if (typeof window.rtp !== 'function')
    window.rtp = function () {
      bridge.push(arguments);
    };
  const rtp = window.rtp;
  const waiting = rtp.q as ArrayLike<unknown>[] | undefined;
  rtp.q = bridge as unknown as NonNullable<Rtp['q']>;
  rtp.checkPattern = checkPattern;
  if (waiting && waiting !== (rtp.q as unknown)) waiting.map(bridge.push);
};
