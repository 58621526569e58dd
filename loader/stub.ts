/**
 * The inline stub: the few lines in a page's `<head>`. Takes calls at once, fetches the core, and saves the calls when the
 * page is left before the core took over. Every page pays for every byte, so the shape is by hand; the syntax is ES5,
 * because a syntax error in `<head>` is the page's, and good as strict code, because bundlers make modules of what is pasted.
 * What it writes is described in `core/wire.ts` (StubQueue, RescueBody).
 *
 * `terser` resolves the capital constants: the snippet that is pasted has none of the variants, `rtp-tag snippet` adds
 * what a page's policy needs.
 */
import type { StubCall, StubQueue } from '../core/wire.js';

interface Stub {
  (verb?: unknown, what?: unknown, data?: { optOut?: unknown }): void;
  q: StubQueue;
  /** the clock of the queue, which the core goes on with: a page may put anything in place of `performance` at any time */
  c: { now(): number };
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
declare const rtp: Stub;
declare const NONCE: boolean;
declare const ENDPOINT: boolean;
declare const INTEGRITY: boolean;
declare const TRUSTED: boolean;
declare const CALLS: boolean;

(function (
  page: Document,
  core: string,
  account: string,
  tag?: Stub | any,
  queue?: StubQueue | any,
  temp?: any,
  script?: any,
  clock?: any,
  out?: boolean | any,
  hidden?: boolean,
) {
  // Once the core has taken over, the queue is empty for good and this does nothing.
  function rescue() {
    hidden = page.hidden;
    if (queue[3])
      try {
        try {
          temp = JSON.stringify([page.URL, clock.now(), queue]);
          // Opted out: here, in another tab, on an earlier visit. A sandboxed frame has no cookies, and throws.
          (out = out || /(^|; )_rtp=0/.test(page.cookie)) ||
            // A core that is blocked for good never fetches these: the more keys there are the smaller a new one must be.
            ((script = localStorage).length * temp.length < 3e5 && (script['_rtpq' + queue[0]] = temp));
        } finally {
          // `finally`: blocked storage must not keep the beacon back.
          out || navigator.sendBeacon(ENDPOINT ? '__ENDPOINT__' : core, temp);
        }
      } catch (nothing) {}
  }
  try {
    // Pasted twice: the later snippet's account is meant for the calls behind it.
    rtp('setAccount', account);
  } catch (nothing) {
    // Nothing is there, or what can take no call: null, an element or a frame of that name.
    // Pages have variables of that name.
    clock = ((performance as any) || 0).now ? performance : Date;
    (window as { rtp?: unknown }).rtp = tag = function (_verb: unknown, what: any, data: any) {
      try {
        queue[2e3]
          ? queue[2]++
          : queue.push([
              arguments,
              +new Date(),
              clock.now(),
              // Pages hide content until their callback is called: here it is, unless the core comes and stops it.
              (data || what).call && setTimeout(data || what, 3e3, { status: 503 }),
            ] as unknown as StubCall);
        // At once, for the next page, where the core may not come either; `out` first, where there are no cookies.
        data.optOut && ((out = 1), (page.cookie = '_rtp=0-;path=/;max-age=9999999'));
      } catch (nothing) {}
      // What the page fires behind our own listener while it is being hidden; no other event may follow.
      hidden && rescue();
    };
    tag.q = queue = [Math.random(), account, 0] as unknown as StubQueue;
    tag.c = clock;
    if (ENDPOINT) tag.u = '__ENDPOINT__';
    // Called without a receiver the function adds to the window; visibilitychange bubbles up to it.
    temp = addEventListener;
    temp('pagehide', rescue);
    temp('visibilitychange', rescue);
    // In the document before it has an address: an inserted script is async by itself (HTML, 'force async').
    script = page.head.appendChild(page.createElement('script'));
    // The core finds the stub by its script, too: pages set `window.rtp` to something else.
    script.rtp = tag;
    // 404 or blocked: no need to wait until the page is left.
    script.onerror = rescue;
    if (INTEGRITY) {
      script.crossOrigin = '';
      script.integrity = '__INTEGRITY__';
    }
    if (NONCE) script.nonce = ((page.currentScript || script) as HTMLElement).nonce;
    if (TRUSTED && window.trustedTypes)
      core = (tag.t = window.trustedTypes.createPolicy('rtp', {
        createScriptURL: function (url: string) {
          return url;
        },
      })).createScriptURL(core);
    script.src = core;
    if (CALLS) tag('__CALLS__');
  }
})(document, '__CORE_URL__', '__ACCOUNT__');
