/**
 * The consent bundle, which the snippet of `rtp-tag snippet --consent` loads in place of the core. Until there is a yes the calls wait in
 * the stub's queue, in memory, and nothing is stored or sent; with the yes it loads the core, which takes the queue over as always.
 * The states and what leads from one to another stand in loader/consent.md.
 */
import type { Bridge } from '../bridge.js';
import { entryOf } from './entry.js';
import { erase } from './erase.js';
import { NO, readJar, remembered, writeJar } from './jar.js';
import { openMode } from './mode.js';
import { optionsOf } from './options.js';
import { quiet } from './quiet.js';
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
  /** what the stub may do when the page is left: 1 after a yes, 0 after a no, '' while nobody has answered; unset: this bundle has not come yet */
  y?: number | '';
  /** this bundle is at work */
  w?: number;
}
type TagScript = HTMLScriptElement & { rtp?: Tag };

/** ms between two looks at the tools that tell nobody when they change. */
const LOOK = 200;
/** Calls that wait at most, as in the stub. */
const MOST = 2e3;
/** Calls that campaigns and recommendations answer. */
const PERSONAL = /^(get|userC|send redirect|set rcmd)/;

const script = document.currentScript as TagScript | null;
const page = window as unknown as { rtp?: unknown };
const onWindow = (): Tag | undefined => (typeof page.rtp === 'function' ? (page.rtp as Tag) : undefined);
const tag: Tag =
  script?.rtp ||
  onWindow() ||
  ((page.rtp = function () {
    (tag.q as Queue).push(arguments);
  }) as Tag);

const start = (script: TagScript): void => {
  const source = script.src;
  const options = optionsOf(source);
  let state: boolean | undefined;
  /** the core has been asked for */
  let asked = '';
  /** the core, once it has taken over; and what it does when it may: in place of that are functions that ask first */
  let core: (Bridge & { log: Record<string, unknown> & unknown[] }) | undefined;
  let able: Pick<Bridge, 'push' | 'send' | 'who'> | undefined;
  /** the page has said it itself: the tools are not asked any more */
  let own: unknown;
  /** the number of the tool that has spoken first, and its last word: another tab's holds until that changes */
  let first = -1;
  let said: Said;
  /** ids were there since the yes: when they are gone, another tab has erased them */
  let seen: unknown;
  /** calls that wait until campaigns may run, and whether they could */
  let campaigns: Call[] = [];
  let could: unknown = true;
  const mode = openMode();
  const gpc = options.gpc && (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;

  const stubs = (tag.q || []) as Queue;
  const queue = (+(stubs[0] as number) ? stubs : [Math.random(), tag.a || options.account, 0]) as Queue & { base?: unknown };
  const waiting = stubs.splice(queue === stubs ? 3 : 0) as Call[];
  tag.q = queue;

  /** Consent Mode has a type of its own for them; where it is not used, they may. */
  const mayRun = (): Said => {
    const word = mode._said('personalization_storage');
    return word === undefined || word;
  };

  /** A call of the page: consent is decided here, all else waits, goes on, or is nobody's business. */
  const take = (entry: Call): unknown => {
    const args = entry.a || entry;
    if (args[0] === 'consent') {
      own = 1;
      return decide(args[1] === 'granted', gpc ? '' : NO);
    }
    look();
    const held = state && PERSONAL.test(args[0] + ' ' + args[1]) && !mayRun();
    if (able && state && !held) return able.push(entry);
    // A callback is answered, whatever becomes of the call.
    const kept = entry.a ? entry : entryOf(args);
    if (state === false) return;
    if (held) return campaigns[MOST] || campaigns.push(kept);
    if (queue[MOST]) return (queue[2] as number)++;
    return (queue[queue.length] = kept);
  };

  /** The core has taken the queue and put its bridge there. What is called goes through here all the same. */
  const attend = (): void => {
    core = (onWindow() || tag).q as typeof core;
    if (!core) return;
    const { push, send, who } = core;
    able = { push, send, who };
    core.push = take;
    core.send = (type, value) => void (look(), state && send(type, value));
    core.who = () => (look(), state && mayRun() ? who() : ['', '']);
  };

  const load = (bundle: string): void => {
    const element: TagScript = document.createElement('script');
    const url = source.replace('rtp-consent', bundle);
    element.rtp = tag;
    element.nonce = script.nonce;
    element.src = tag.t?.createScriptURL(url) || url;
    document.documentElement.appendChild(element);
  };

  /** @param left what a no leaves in the jar: it is to be remembered where there is no tool that does */
  const decide = (yes: boolean, left = ''): void => {
    const next = yes && !gpc;
    if (next === state) return;
    state = next;
    tag.y = +next;
    seen = 0;
    if (next) {
      if (able) able.push(['set', 'settings', { optOut: false }]);
      else {
        // What remembered the no would keep the core from making ids.
        if (remembered() === false) writeJar('');
        delete queue.base;
        for (const call of queue.splice(3) as Call[]) take(call);
        load((asked = 'rtp'));
      }
      return;
    }
    campaigns = [];
    if (able) {
      // It drops what waits, in memory and in storage, and the campaigns bundle takes down what it shows.
      able.push(['set', 'settings', { optOut: true }]);
      // What is able is the core's.
      for (const key in core!.log) if (key !== 'push') delete core!.log[key];
      core!.log.length = 0;
    } else {
      queue.splice(3);
      queue[2] = 0;
      if (asked) queue.base = 1; // a core that is on its way finds that another one serves
    }
    erase();
    // The core has put a no there. What is right stays as it is: other tabs look at it meanwhile.
    if (left !== readJar()) writeJar(left);
  };

  const sources = openSources(options, mode, () => look());
  const look = (): void => {
    if (!own) {
      const words = sources.map(quiet);
      if (first < 0) first = words.findIndex((word) => word != null);
      const word = words[first];
      if (word != null && word !== said) decide((said = word));
      // Nobody has spoken: what an earlier page was told holds, unless a tool is there that is asking right now.
      const past = remembered();
      if (state === undefined && past !== undefined && !words.includes(null)) decide(past, NO);
    }
    if (!state) return;
    // Another tab has taken them away, or has put something else there: that is to stay.
    const ids = remembered();
    if (seen && !ids) return decide(false, readJar());
    seen = ids;
    const may = mayRun();
    if (may === could) return;
    could = may;
    // The campaigns bundle looks again: it takes down what it shows, or shows it.
    core?.log.push(['set', [''], '']);
    if (may != null) for (const call of campaigns.splice(0)) if (may) take(call);
  };

  // The core sets a `push` of its own on a stub's queue when it takes it over.
  Object.defineProperty(queue, 'push', { get: () => take, set: attend });
  tag.y = '';
  if (gpc) decide(false);
  look();
  if (state == null && options.before) load('rtp-before');
  for (const call of waiting) take(call);
  setInterval(look, LOOK);
  // Another tab was told yes.
  addEventListener('storage', ({ key }) => key === '_rtp' && remembered() && decide(true));
};

if (script && !tag.w && !(tag.q as Bridge | undefined)?.base) {
  tag.w = 1;
  start(script);
}
