/**
 * The inline stub: the few lines in a page's `<head>`. Takes calls at once, fetches the core, and saves the calls when the
 * page is left before the core took over. Every page pays for every byte, so the shape is by hand; the syntax is ES5,
 * because a syntax error in `<head>` is the page's, and good as strict code, because bundlers make modules of what is pasted.
 * What it writes is described in `core/wire.ts` (StubQueue, RescueBody).
 *
 * `terser` resolves the capital constants: the snippet that is pasted has none of the variants, `rtp-tag snippet` adds
 * what a page's policy needs.
 */
import type { StubQueue } from '../core/wire.js';

interface Stub {
  (verb?: unknown, what?: unknown, data?: { optOut?: unknown }): void;
  q: StubQueue;
  /** variant: where the rescue goes and the core sends, when that is not the core's origin */
  u?: string;
  /** variant: the Trusted Types policy, for the scripts that the core loads */
  t?: { createScriptURL(url: string): string };
  /** variant: whether there is a yes; unset, until the consent bundle has come */
  y?: number | '';
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
declare const CONSENT: boolean;

(function (
  page: Document,
  core: string,
  account: string,
  tag?: Stub | any,
  queue?: StubQueue | any,
  temp?: any,
  script?: any,
  out?: string | boolean | any,
  hidden?: boolean,
) {
  // What a call can mean, copied at the call: a page may change its objects later. `this[key]` is the page's value before a
  // `toJSON` of the page has it. What else is in an object (elements, circles) is not looked at.
  function keep(this: any, key: string) {
    return /^[\daov]|^$/.test(key) && this[key];
  }
  // Once the core has taken over, the queue is empty for good and this does nothing.
  function rescue() {
    hidden = page.hidden;
    if (queue[3])
      try {
        // Before the consent bundle has come, ids tell of an earlier page's yes; after a no there are none.
        if (CONSENT && !(tag.y == null ? localStorage._rtp > '1' : tag.y)) return;
        try {
          temp = JSON.stringify([ENDPOINT ? '__ENDPOINT__' : TRUSTED ? '' + core : core, +new Date(), queue, page.referrer], keep);
          script = localStorage;
          // Opted out: here, in another tab, on an earlier visit.
          (out = out || script._rtp < '1') ||
            // A core that is blocked for good never fetches these: the more keys there are the smaller a new one must be.
            (script.length * temp.length < 3e5 && (script['_rtpq' + queue[0]] = temp));
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
    (window as { rtp?: unknown }).rtp = tag = function (_verb: unknown, what: any, data: any) {
      temp = [0, +new Date(), page.URL];
      // The core needs the callbacks, too.
      temp.a = arguments;
      try {
        temp[0] = JSON.stringify(arguments, keep);
        // Pages hide content until their callback is called: here it is, unless the core comes and stops it.
        temp.t = (script = data || what).call && setTimeout(script, 3e3, { status: 503 });
        // At once, for the next page, where the core may not come either; `out` first, where storage is blocked. Of settings, not of an event.
        what[5] && data.optOut && ((out = 1), (localStorage._rtp = 0));
      } catch (nothing) {}
      // Last: once the core has come, this is its own `push`.
      queue[2e3] ? queue[2]++ : queue.push(temp);
      // What the page fires behind our own listener while it is being hidden; no other event may follow.
      hidden && rescue();
    };
    tag.q = queue = [Math.random(), account, 0] as unknown as StubQueue;
    if (ENDPOINT) tag.u = '__ENDPOINT__';
    // It bubbles up to the window, and is the last that a page hears when it is left, behind `pagehide` (HTML, 'unload a document').
    addEventListener('visibilitychange', rescue);
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
