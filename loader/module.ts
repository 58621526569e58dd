/**
 * The tag as a module: `import { rtp, load } from 'rtp-tag'`. Calls go to the queue that the snippet or `load` has made; before there
 * is one they are kept here with their times, and on a server nothing happens at all. What a site sees of the types is
 * core/rtp.d.ts; it declares the page's global `rtp` and so cannot be imported beside the core's own sources.
 */
import type { StubEntry } from '../core/wire.js';
// The inline stub as a function: `asFunction` in install.ts makes it.
import { install, type Options } from 'stub';

type Tag = { (...call: unknown[]): void; q?: { push?(call: StubEntry): void } } & Record<PropertyKey, unknown>;

const isPage = typeof document !== 'undefined';
const tag = (): Tag | undefined => (isPage ? (window as unknown as { rtp?: Tag }).rtp : undefined);
/** What the stub holds at most, too. */
const MOST = 2000;
const held: StubEntry[] = [];

/** Its text has of the page's objects what a call can mean, as in the stub. */
function keep(this: Record<string, unknown>, key: string): unknown {
  return /^[\daov]|^$/.test(key) && this[key];
}

/** A call as the stub keeps it: as text, because the page may change its objects later, with its time and its address. */
const entryOf = (call: unknown[]): StubEntry => {
  const entry: StubEntry = [0, Date.now(), document.URL];
  entry.a = call;
  const data = call[2] || call[1];
  try {
    entry[0] = JSON.stringify(call, keep);
    // Pages wait for their callback, where no core comes as well; an opt-out holds from the call on.
    if (typeof data === 'function') entry.t = setTimeout(data, 3e3, { status: 503 }) as unknown as number;
    else if ((data as { optOut?: unknown }).optOut) localStorage._rtp = 0;
  } catch {}
  return entry;
};

const hand = (): Tag | undefined => {
  const there = tag();
  // A stub of another make keeps no times; it is called instead.
  if (there) for (const entry of held.splice(0)) there.q?.push ? there.q.push(entry) : there(...(entry.a as unknown[]));
  return there;
};

/** The same function as the global `rtp`, which may be called at any time. */
export const rtp = new Proxy((() => {}) as (...call: unknown[]) => void, {
  apply(_target, _this, call: unknown[]) {
    const there = hand();
    if (there) there(...call);
    else if (isPage && held.length < MOST) {
      // A snippet that comes with a tag manager is there by then.
      if (!held.length) addEventListener('load', hand);
      held.push(entryOf(call));
    }
  },
  get: (_target, name) => tag()?.[name],
});

/** Makes the queue and fetches the core, as the snippet does; where there is one, the account of the calls that follow is set. */
export const load = (options: Options): void => {
  if (!isPage) return;
  const { consent, core } = options;
  install({
    nonce: document.querySelector<HTMLElement>('[nonce]')?.nonce,
    ...options,
    // The consent bundle stands beside the core.
    core: consent == null ? core : core.replace(/rtp(?=\.js($|\?))/, '$&-consent') + consent,
  });
  hand();
};
