/**
 * The core: takes the place of the stub's queue, replays what it holds, then serves calls directly.
 * One way: call -> command -> event -> outbox -> beacon.
 */
import type { Bridge } from './bridge.js';
import { readRescue, replay, run, viewOf } from './calls.js';
import { monotonic, useClock } from './clock.js';
import type { Sink } from './commands.js';
import { encodeRow, type Row } from './encode.js';
import { loadBundle } from './later.js';
import { watchLifecycle, whenActivated } from './lifecycle.js';
import { openOutbox } from './outbox.js';
import { checkPattern } from './pattern.js';
import { setVar } from './vars.js';
import { optOut, whoIs } from './visitor.js';
import type { EventType, StubCall, StubQueue } from './wire.js';

/** `window.rtp`, whoever made it. */
interface Rtp {
  (...call: unknown[]): void;
  q?: unknown[] & Partial<Bridge>;
  /** account, set by the documented stub; a second copy of the snippet sets it anew */
  a?: string;
  /** collector's address, when the snippet names one */
  u?: string;
  /** clock of the stub's queue */
  c?: { now(): number };
  /** Trusted Types policy of the stub */
  t?: { createScriptURL(url: string): string };
  checkPattern?: typeof checkPattern;
}
declare global {
  interface Window {
    rtp?: Rtp;
  }
}

/** What grows with the page stops here: calls, entries, warnings. */
const add = <T>(list: { push(item: T): unknown; length?: number }, item: T): unknown => (list.length as number) > 2e3 || list.push(item);

/** A call as our stub keeps it; or none, for its time. */
const now = (call: ArrayLike<unknown> | null = null): StubCall => [call as ArrayLike<unknown>, Date.now(), monotonic()];

const tell = (text: string): void => console.warn('rtp: ' + text);

/** What is at `window.rtp` and takes calls: an element or a frame may have that name, and pages put null there. */
const onWindow = (): Rtp | undefined => (typeof window.rtp === 'function' ? window.rtp : undefined);

const start = (script: CoreScript | null): void => {
  // Where the page's address has a name and a password, relative ones have, and no request may (Fetch, 'new Request').
  const source = (script?.src || location.href).replace(/\/\/[^/]*@/, '//');
  if (!script) tell('the core does not know where it comes from: load it by <script src>, at an address that ends in rtp.js');
  const stub = script?.rtp || onWindow();
  useClock(stub?.c);
  const old = (stub?.q || []) as unknown[] & Partial<Bridge>;
  // A second copy of the core: the first one serves.
  if (old.base) return;

  // Our stub's queue begins with a number; a documented stub's holds calls, which are none.
  const queue = (+(old[0] as number)
    ? old
    : [Math.random(), stub?.a || /[?&]aid=([^&#]*)/.exec(source)?.[1] || '']) as unknown as StubQueue;
  // The page view's id needs a first call, and what the stub may still save needs the same one.
  queue[3] ||= now();
  const rtp: Rtp =
    stub ||
    (window.rtp = function () {
      push(arguments);
    });
  rtp.a = queue[1];
  const view = viewOf(queue, rtp);
  const said: Record<string, unknown> = {};
  let ids: [string, string];
  const pending: Row[] = [];

  const flush = (): void => {
    const rows = pending.splice(0);
    // Nothing is kept of a visitor who opted out.
    if (rows[0] && ids[0]) outbox._add(rows);
  };
  const emit: Sink['_emit'] = (type, value, page) => {
    // All events of a task leave in the microtask at its end: later ones do not survive a navigation on every engine.
    if (!pending[0]) {
      ids = whoIs();
      void (async () => (await 0, flush()))();
    }
    const url = page || '' + location;
    pending.push(encodeRow(view, type, value, url, ids));
    add(bridge.log, [type, value, url]);
  };
  const sink: Sink = {
    _emit: emit,
    _set(name, value) {
      if (whoIs()[0]) setVar(name, value);
      add(bridge.log, ['set', [name, value], '']);
    },
    _later(call) {
      const list = call[1] === 'rcmd' ? 'rcmd' : 'calls';
      if (!bridge[list]) loadBundle(bridge, list, stub?.t, script?.nonce);
      add((bridge[list] ||= [] as ArrayLike<unknown>[]), call);
    },
    _optOut(out) {
      // What was called before is another matter: it has the ids of before, or none.
      flush();
      optOut(out);
      if (out) outbox._clear();
      // The campaigns bundle takes down what it shows, and forgets.
      add(bridge.log, ['set', [''], '']);
    },
    _warn(text) {
      const kind = text.slice(-9);
      if (!said[kind]) tell(text);
      said[kind] = 1;
    },
  };
  const push = (entry: ArrayLike<unknown>): void => {
    try {
      const [args, wall, , timer] = entry as unknown as StubCall;
      if (typeof args === 'object' && timer) {
        // The stub answers its callback after 3 s: it is stopped here, or has answered, or is just about to. Timers are never early.
        if (Math.abs(Date.now() - wall) < 2900) clearTimeout(timer);
        else return run(view, [[].filter.call(args, (one) => typeof one !== 'function'), wall, entry[2] as number], sink);
      }
      // Our stub wraps the arguments and adds two clocks; a call's first argument is a string (`null` is an object: no call, see above).
      run(view, typeof entry[0] === 'object' ? (entry as unknown as StubCall) : now(entry), sink);
    } catch (error) {
      sink._warn('' + error);
    }
  };
  const send = (type: EventType, value: string[]): void => {
    run(view, now(), sink);
    emit(type, value);
  };
  const bridge: Bridge = {
    push,
    log: [] as unknown as Bridge['log'],
    send,
    who: whoIs,
    base: source,
  };
  const outbox = openOutbox(
    new URL(script?.dataset.endpoint || stub?.u || 'e', source).href,
    view._page,
    () => {
      old.length = 0;
      old.push = push as typeof old.push;
    },
    (text) => {
      const rows: Row[] = [];
      try {
        const [url, , queue] = readRescue(text);
        bridge.log[text] = 1;
        const saved = viewOf(queue);
        ids = whoIs();
        replay(saved, queue, {
          ...sink,
          _later() {},
          _emit: (type, value, page) => ids[0] && rows.push(encodeRow(saved, type, value, page || url, ids)),
        });
      } catch {}
      return rows;
    },
    (count) => send('overflow', ['' + count]),
    tell,
  );
  /**
   * Puts the bridge where a stub's queue is, and takes what waits there: stubs look `rtp.q.push` up on each call, so
   * references that the page took before keep working. A tag manager may later put a function of its own here, queue and all.
   */
  const attach = (): void => {
    const stub = onWindow() || rtp;
    const queue = stub.q as ArrayLike<unknown>[] | undefined;
    stub.q = bridge as unknown as NonNullable<Rtp['q']>;
    stub.checkPattern = checkPattern;
    if (queue && queue !== stub.q) {
      const waiting = queue.slice(+(queue[0] as unknown as number) ? 3 : 0);
      // Our stub holds on to its queue, which goes on until there is a database: if the page is left before, its rescue works.
      queue.push = (entry) => push((queue[queue.length] = entry)) as unknown as number;
      waiting.map(push);
    }
  };
  attach();
  if (queue[2]) send('overflow', ['' + queue[2]]);
  watchLifecycle(() => {
    attach();
    flush();
    outbox._leave();
  }, outbox._ask);
  // Tag managers assign a fresh `rtp` of their own in a `load` handler.
  addEventListener('load', () => setTimeout(attach));
};

/** The script element that the stub put in carries the stub: the page may have set `window.rtp` to something else meanwhile. */
type CoreScript = HTMLScriptElement & { rtp?: Rtp };

// A module has no current script.
const script = (document.currentScript || document.querySelector('script[src*="rtp.js"]')) as CoreScript | null;
whenActivated(() => {
  try {
    start(script);
  } catch (error) {
    tell('' + error);
  }
});
