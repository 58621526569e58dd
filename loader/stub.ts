/**
 * The inline stub: the few lines in a page's `<head>`. Takes calls at once, fetches the core, and saves the calls when the
 * page is left before the core took over. Every page pays for every byte, so the shape is by hand; the syntax is ES5,
 * because a syntax error in `<head>` is the page's. What it writes is described in `core/wire.ts` (StubQueue, RescueBody).
 *
 * `terser` resolves the capital constants: the snippet that is pasted has none of the variants, `rtp-tag snippet` adds
 * what a page's policy needs.
 */
import type { StubCall, StubQueue } from '../core/wire.js';

interface Stub {
  (...call: unknown[]): void;
  q: StubQueue;
  /** variant: where the rescue goes and the core sends, when that is not the core's origin */
  u?: string;
  /** variant: the Trusted Types policy, for the scripts that the core loads */
  t?: { createScriptURL(url: string): string };
}
declare global {
  interface Window {
    trustedTypes?: { createPolicy(name: string, rules: { createScriptURL(url: string): string }): NonNullable<Stub['t']> };
  }
}
declare let rtp: Stub;
declare const NONCE: boolean;
declare const ENDPOINT: boolean;
declare const INTEGRITY: boolean;
declare const TRUSTED: boolean;

(function (page: Document, core: string, account: string, queue?: StubQueue | any, temp?: any, script?: any, clock?: any) {
  // Once the core has taken over, the queue is empty for good and this does nothing.
  function rescue() {
    if (queue[3])
      try {
        try {
          temp = JSON.stringify([page.URL, clock.now(), queue]);
          script = localStorage;
          // A core that is blocked for good never fetches these: the more keys there are the smaller a new one must be.
          script.length * temp.length < 3e5 && (script['rtp' + queue[0]] = temp);
        } finally {
          // `finally`: blocked storage must not keep the beacon back. An opted-out visitor sends nothing.
          /_rtp=0/.test(page.cookie) || navigator.sendBeacon(ENDPOINT ? '__ENDPOINT__' : core, temp);
        }
      } catch (nothing) {}
  }
  // Pasted twice: the later snippet's account is meant for the calls behind it.
  if ((window as { rtp?: Stub }).rtp) rtp('setAccount', account);
  else {
    clock = performance;
    rtp = function () {
      queue[2e3] ? queue[2]++ : queue.push([arguments, +new Date(), clock.now()] as unknown as StubCall);
    } as Stub;
    rtp.q = queue = [Math.random(), account, 0] as unknown as StubQueue;
    if (ENDPOINT) rtp.u = '__ENDPOINT__';
    // Called without a receiver the function adds to the window; visibilitychange bubbles up to it.
    temp = addEventListener;
    temp('pagehide', rescue);
    temp('visibilitychange', rescue);
    // In the document before it has an address: an inserted script is async by itself (HTML, 'force async').
    script = page.head.appendChild(page.createElement('script'));
    // 404 or blocked: no need to wait until the page is left.
    script.onerror = rescue;
    if (INTEGRITY) {
      script.crossOrigin = '';
      script.integrity = '__INTEGRITY__';
    }
    if (NONCE) script.nonce = ((page.currentScript || script) as HTMLElement).nonce;
    if (TRUSTED && window.trustedTypes)
      core = (rtp.t = window.trustedTypes.createPolicy('rtp', {
        createScriptURL: function (url) {
          return url;
        },
      })).createScriptURL(core);
    script.src = core;
  }
})(document, '__CORE_URL__', '__ACCOUNT__');
