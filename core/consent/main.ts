/**
 * The consent bundle, which the snippet of `rtp-tag snippet --consent` loads in place of the core. Until there is a yes the calls wait in
 * the stub's queue, in memory, and nothing is stored or sent; with the yes it loads the core, which takes the queue over as always.
 * The states and what leads from one to another stand in loader/consent.md.
 */
import { bareAddress } from '../address.js';
import type { Bridge } from '../bridge.js';
import { writeJar } from '../jar.js';
import type { StubEntry } from '../wire.js';
import { erase } from './erase.js';
import { remembered } from './jar.js';
import { optionsOf } from './options.js';
import { openSources, type Said } from './sources.js';

type Call = ArrayLike<unknown> & { a?: ArrayLike<unknown> };
type Queue = unknown[];
interface Tag {
  (...call: unknown[]): void;
  q?: Queue | Bridge;
  /** account, of a documented stub */
  a?: string;
  /** policy of the stub, when the page asks for Trusted Types */
  t?: { createScriptURL(url: string): string };
  /** what the stub may do when the page is left: 1 after a yes, 0 before it and after a no; unset: this bundle has not come yet */
  y?: number;
  /** this bundle is at work */
  w?: number;
}
type TagScript = HTMLScriptElement & { rtp?: Tag };

/** ms between two looks at the tools that tell nobody when they change. */
const LOOK = 200;
/** Calls that wait at most, as in the stub. */
const MOST = 2e3;

const script = document.currentScript as TagScript | null;
const page = window as unknown as { rtp?: unknown };
const tag: Tag =
  script?.rtp ||
  ((typeof page.rtp === 'function'
    ? page.rtp
    : (page.rtp = function () {
        (tag.q as Queue).push(arguments);
      })) as Tag);

/** A call of a documented stub, kept as ours keeps it: what a page passes may change later. */
const keep = (args: ArrayLike<unknown>): StubEntry => {
  const entry: StubEntry = [0, Date.now(), location.href];
  entry.a = args;
  try {
    entry[0] = JSON.stringify(args);
  } catch {}
  return entry;
};

const start = (source: string): void => {
  const options = optionsOf(source);
  let state: Said;
  /** the core has been asked for; and what it is, once it has taken over */
  let asked: unknown;
  let core: Bridge | undefined;
  /** what the core does when it may; what it is given instead when it may not */
  let able: Pick<Bridge, 'push' | 'send' | 'who'> | undefined;
  /** whoever has spoken first is asked from then on; `own` is what the page's calls said */
  let own: Said;
  let first: (() => Said) | undefined;
  let personal = true;
  let campaigns: Call[] = [];

  const stubs = (tag.q || []) as Queue;
  const queue = (+(stubs[0] as number) ? stubs : [Math.random(), tag.a || /[?&]aid=([^&]*)/.exec(source)?.[1] || '', 0]) as Queue;
  const waiting = stubs.splice(queue === stubs ? 3 : 0) as Call[];
  tag.q = queue;

  /** A call of the page: consent is decided here, all else waits, goes on, or is nobody's business. */
  const take = (entry: Call): unknown => {
    const args = entry.a || entry;
    if (args[0] === 'consent') {
      own = args[1] === 'granted';
      return look();
    }
    look();
    if (state === false) return;
    if (!personal && args[0] === 'get' && args[1] === 'campaign') return campaigns.push(entry);
    if (able && state) return able.push(entry);
    if (queue.length > MOST) return (queue[2] as number)++;
    return (queue[queue.length] = entry.a ? entry : keep(entry));
  };

  /** The core has taken the queue and put its bridge there. What is called goes through here all the same. */
  const attend = (): void => {
    core = tag.q as Bridge;
    able = { push: core.push, send: core.send, who: core.who };
    core.push = take;
    core.send = (type, value) => void (look(), state && able?.send(type, value));
    core.who = () => (state && able ? able.who() : ['', '']);
    if (!state) stop();
  };

  const load = (): void => {
    asked = 1;
    const element: TagScript = document.createElement('script');
    const url = source.replace('rtp-consent.js', 'rtp.js');
    element.rtp = tag;
    element.nonce = script?.nonce || '';
    element.src = tag.t?.createScriptURL(url) || url;
    (document.head || document.documentElement).appendChild(element);
  };

  /** @param keepNo the no is to be remembered: there is no other tool that does */
  const stop = (keepNo?: boolean): void => {
    tag.y = 0;
    queue.splice(3);
    campaigns = [];
    // It drops what waits, in memory and in storage, and the campaigns bundle takes down what it shows.
    able?.push(['set', 'settings', { optOut: true }]);
    erase(core);
    if (keepNo) writeJar('0-');
  };

  const go = (): void => {
    tag.y = 1;
    if (able) able.push(['set', 'settings', { optOut: false }]);
    else if (!asked) {
      // What remembered the no would keep the core from making ids.
      if (remembered() === false) erase(0);
      load();
    }
  };

  const decide = (said: Said, keepNo?: boolean): void => {
    if (said == null || said === state) return;
    state = said;
    if (said) go();
    else stop(keepNo);
  };

  const past = remembered();
  const refuses = (): boolean => options.gpc && !!(navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;
  const look = (): void => {
    if (refuses()) return decide(false);
    if (own !== undefined) return decide(own, true);
    first ||= sources.find((source) => source() != null);
    if (first) return decide(first());
    // Nobody has spoken: what an earlier page was told holds, unless a tool is there that is asking right now.
    if (state === undefined && !sources.some((source) => source() === null)) decide(past, true);
  };
  const sources = openSources(
    options,
    (granted) => {
      personal = granted;
      if (granted) for (const call of campaigns.splice(0)) take(call);
    },
    () => look(),
  );

  // The core sets a `push` of its own on a stub's queue when it takes it over.
  Object.defineProperty(queue, 'push', { get: () => take, set: attend });
  tag.y = 0;
  look();
  for (const call of waiting) take(call);
  setInterval(look, LOOK);
  // Another tab was told, and has erased what both had: a no stands there now, or nothing, or new ids.
  addEventListener('storage', ({ key }) => {
    const there = remembered();
    if (key === '_rtp') decide(!!there, there === false);
  });
};

if (!tag.w && !(tag.q as Bridge | undefined)?.base) {
  tag.w = 1;
  start(bareAddress(script?.src || (document.querySelector<HTMLScriptElement>('[src*="rtp-consent.js"]')?.src ?? location.href)));
}
