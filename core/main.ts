/**
 * The core: takes the place of the stub's queue, replays what it holds, then serves calls directly.
 * One way: call -> command -> event -> outbox -> beacon.
 */
import { bareAddress } from './address.js';
import type { Bridge } from './bridge.js';
import { beside, replay, run, viewOf, type View } from './calls.js';
import { monotonic } from './clock.js';
import type { Sink } from './commands.js';
import { encodeRow, type Row } from './encode.js';
import { endpointOf } from './endpoint.js';
import { loadBundle, PATIENCE, type List, type Waiting } from './later.js';
import { watchLifecycle, whenActivated } from './lifecycle.js';
import { openOutbox } from './outbox.js';
import { checkPattern } from './pattern.js';
import { setVar } from './vars.js';
import { optOut, whoIs } from './visitor.js';
import type { EventType, RescueBody, StubCall, StubEntry, StubQueue } from './wire.js';

/** `window.rtp`, whoever made it. */
interface Rtp {
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

/** What grows with the page stops here: calls, entries, warnings. */
const add = <T>(list: { push(item: T): unknown; length?: number }, item: T): unknown => (list.length as number) > 2e3 || list.push(item);

/** A call that is made now; or none, for the circumstances. */
const now = (call?: ArrayLike<unknown>): StubCall => [call as ArrayLike<unknown>, Date.now(), monotonic(), '' + location];

/** Pages put away the console, or all of it but `log`. */
const tell = (text: string): unknown => console?.warn?.('rtp: ' + text);

/** What is at `window.rtp` and takes calls: an element or a frame may have that name, and pages put null there. */
const onWindow = (): Rtp | undefined => (typeof window.rtp === 'function' ? window.rtp : undefined);

/** The script element that the stub put in carries the stub: the page may have set `window.rtp` to something else meanwhile. */
type CoreScript = HTMLScriptElement & { rtp?: Rtp };

// A module has no current script.
const script = (document.currentScript || document.querySelector('[src*="rtp.js"]')) as CoreScript | null;
const start = (): void => {
  try {
    const source = bareAddress(script?.src || location.origin + '/');
    const stub = script?.rtp || onWindow();
    const old = (stub?.q || []) as unknown[] & Partial<Bridge>;
    // A second copy of the core: the first one serves.
    if (old.base) return;

    // Our stub's queue begins with a number; a documented stub's holds calls, which are none.
    const queue = (+(old[0] as number)
      ? old
      : [Math.random(), stub?.a || /[?&]aid=([^&]*)/.exec(source)?.[1] || '']) as unknown as StubQueue;
    const rtp: Rtp =
      stub ||
      (window.rtp = function () {
        push(arguments);
      });
    rtp.a = queue[1];
    // What the stub has saved so far has the same first call, so the same page-view id.
    const view = viewOf((queue[3] as StubEntry | undefined)?.[1] || Date.now(), queue, '' + document.referrer, rtp);
    /** what no call of the page makes has numbers of its own */
    const own = beside(view, 'c');
    const said: Record<string, unknown> = {};
    let ids: [string, string];
    const pending: Row[] = [];

    const flush = (): void => {
      const rows = pending.splice(0);
      // Nothing is kept of a visitor who opted out.
      if (rows[0] && ids[0]) outbox._add(rows);
    };
    const emit = (of: View, type: EventType, value: string[], page?: string): void => {
      // All events of a task leave in the microtask at its end: later ones do not survive a navigation on every engine.
      if (!pending[0]) {
        ids = whoIs();
        queueMicrotask(flush);
      }
      const url = page || (of._url as string);
      pending.push(encodeRow(endpoint, of, type, value, url, ids));
      add(bridge.log, [type, value, url]);
    };
    /** the arguments of the call that runs, with the callbacks that no text can hold */
    let live: Waiting;
    const sink: Sink = {
      _emit: (type, value, page) => emit(view, type, value, page),
      _set(name, value) {
        if (whoIs()[0]) setVar(name, value);
        add(bridge.log, ['set', [name, value], '']);
      },
      _later() {
        const list = (/rcmd|markup|inspect/.exec(live[1] as string)?.[0] || 'campaigns') as List;
        if (!bridge[list]) loadBundle(bridge, list, stub?.t, script?.nonce);
        // `get visitor` has its callback third, `userContextReady` second. The stub has set its timer already.
        const callback = (live[2] || live[1]) as () => void;
        live.w ||= Date.now();
        live.t ||= (callback as { call?: unknown }).call && setTimeout(callback, PATIENCE, { status: 503 });
        add((bridge[list] ||= [] as ArrayLike<unknown>[]), live);
      },
      _optOut(out) {
        // What was called before is another matter: it has the ids of before, or none.
        flush();
        optOut(out);
        if (out) outbox._ask();
        // The campaigns bundle takes down what it shows, and forgets.
        add(bridge.log, ['set', [''], '']);
      },
      _warn(text) {
        // It returns nothing, so what was told once is true.
        said[text.slice(-9)] ||= !tell(text);
      },
    };
    const push = (entry: ArrayLike<unknown> & { a?: ArrayLike<unknown>; t?: number }): void => {
      // The snippet of 0.1.0 put the arguments first, with two times behind them.
      live = entry.a || ((entry[1] as number) > 9 ? (entry[0] as Waiting) : entry);
      let call = now(live);
      try {
        if (entry.a) {
          const [text, wall, url] = entry as unknown as StubEntry;
          call = [live, wall, monotonic() - Date.now() + wall, url];
          try {
            // What JSON cannot hold has no text (0), and nobody counts it. What the stub saves of its calls must be counted like this. Where the page replaced `JSON` it saves nothing.
            const args = JSON.parse(text as string) as StubCall[0];
            if (!args || args[0]) call[0] = args;
          } catch {}
          live.t = entry.t;
          live.w = wall;
        }
        run(view, call, sink);
      } catch (error) {
        sink._warn('' + error);
      }
    };
    const send = (type: EventType, value: string[]): void => {
      run(own, now(), sink);
      emit(own, type, value);
    };
    const bridge: Bridge = {
      push,
      log: [] as unknown as Bridge['log'],
      send,
      who: whoIs,
      base: source,
    };
    const endpoint = new URL(script?.dataset.endpoint || stub?.u || endpointOf(source), source).href;
    const [random, account, dropped] = queue;
    const outbox = openOutbox(
      endpoint,
      view._page,
      (text, key) => {
        try {
          const body = JSON.parse(text) as RescueBody;
          const [to, , [theirs], , rows] = body;
          // Once a page: what was set in it is set, and its rows stay the same.
          if ('_rtpq' + theirs === key && endpointOf(to) === endpointOf(endpoint))
            return (bridge.log[text] ||= rows || replayed(body)) as Row[];
        } catch {}
        return;
      },
      (rows) => {
        const text = JSON.stringify([endpoint, 0, [random, account, 0], '', rows]);
        // What nobody fetches must not fill the site's storage.
        if (rows[0] && localStorage.length * text.length < 3e5) localStorage['_rtpq' + random] = text;
      },
      () => {
        run(own, now(), sink);
        return encodeRow(endpoint, own, 'overflow', [], own._url as string, whoIs());
      },
      tell,
    );
    /** What a stub saved, as rows of this visitor. */
    const replayed = (body: RescueBody): Row[] => {
      const rows: Row[] = [];
      ids = whoIs();
      replay(body, (saved) => ({
        ...sink,
        _later() {},
        _emit: (type, value, page) => ids[0] && rows.push(encodeRow(endpoint, saved, type, value, page || (saved._url as string), ids)),
      }));
      return rows;
    };
    /**
     * Puts the bridge where a stub's queue is, and takes what waits there: stubs look `rtp.q.push` up on each call, so
     * references that the page took before keep working. A tag manager may later put a function of its own here, queue and all.
     */
    const attach = (): void => {
      const stub = onWindow() || rtp;
      const queue = stub.q as ArrayLike<unknown>[] | undefined;
      stub.q = bridge as unknown as NonNullable<Rtp['q']>;
      stub.checkPattern = checkPattern;
      if (queue?.splice) {
        // Our stub holds on to its queue: emptied, it has nothing left to save, and what is pushed comes here. Where a page has frozen the
        // prototypes (SES), `push` can be set behind ours alone. The consent bundle waits for it to be set.
        const waiting = queue.splice(0);
        (Object.setPrototypeOf(queue, bridge) as Bridge).push = push;
        waiting.map((entry) => typeof entry === 'object' && push(entry));
      }
    };
    attach();
    // Few bytes: the bundle looks more closely. A preview has it, too, for the rules that would hold the campaign back.
    if (/rtp_i|rtp_p/.test(location as unknown as string)) push(['get', 'inspect']);
    if (dropped) emit(beside(view, 'o'), 'overflow', ['' + dropped]);
    watchLifecycle(
      attach,
      () => {
        flush();
        outbox._leave();
      },
      outbox._ask,
    );
  } catch (error) {
    tell('' + error);
  }
};

whenActivated(start, script?.rtp);
