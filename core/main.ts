/**
 * The core: takes the place of the stub's queue, replays what it holds, then serves calls directly.
 * One way: call -> command -> event -> outbox -> beacon.
 */
import { openTransport } from './beacon.js';
import type { Bridge } from './bridge.js';
import { command, type Context, type Sink } from './commands.js';
import { encodeRow, type Row } from './encode.js';
import { openJar } from './jar.js';
import { openLater } from './later.js';
import { openLeft } from './left.js';
import { watchLifecycle, whenActivated } from './lifecycle.js';
import { openOutbox, type Outbox } from './outbox.js';
import { pageOf, rescued, type CalledEvent } from './rescue.js';
import { openStore } from './store.js';
import { takeOver, type Rtp } from './takeover.js';
import { openVars } from './vars.js';
import { OUT, whoIs } from './visitor.js';
import type { EventType, StubCall, StubQueue } from './wire.js';

/** Entries, warnings: what grows with the page stops here. */
const MAX_LOG = 500;

const start = (): void => {
  const script = document.currentScript as HTMLScriptElement | null;
  const source = script?.src || location.href;
  const stub = window.rtp;
  const old: NonNullable<Rtp['q']> = stub?.q || [];
  // A second copy of the core: the first one serves.
  if (old.endpoint) return;

  const waiting = old.splice(0);
  const ours = typeof waiting[0] === 'number';
  /** Calls as a stub keeps them, for as long as no database keeps their events. */
  const queue = (
    ours ? waiting.splice(0, 3) : [Math.random(), stub?.a || decodeURIComponent(/[?&]aid=([^&#]*)/.exec(source)?.[1] || ''), 0]
  ) as unknown as StubQueue;
  const key = 'rtp' + queue[0];
  const context: Context = { _account: queue[1] };
  const jar = openJar();
  const vars = openVars();
  const left = openLeft(key);
  const said: string[] = [];
  let account = stub?.a;
  let outbox: Outbox | undefined;
  let pending: CalledEvent[] = [];
  let number = 0;
  let wall: number;
  let mono: number;

  const warn = (text: string): void => {
    if (!said.includes(text) && said.push(text) < MAX_LOG) console.warn('rtp: ' + text);
  };
  const log = (type: EventType | 'set', value: string[], url: string): void => {
    const entries = bridge.log as unknown[] & Bridge['log'];
    if (!(entries.length > MAX_LOG)) entries.push([type, value, url]);
  };
  const now = (): void => {
    wall = Date.now();
    mono = performance.now();
  };
  /** Rows get their visitor when they are sent; there are none of a visitor who opted out. */
  const rows = (events: CalledEvent[], page: string): Row[] => {
    const [visitor, session] = whoIs(jar);
    return visitor ? events.map((event) => encodeRow(event, page, visitor, session, document.referrer)) : [];
  };
  const flush = (): void => {
    if (outbox && pending[0]) outbox._add(rows(pending.splice(0), pageOf(queue)));
  };
  const emit = (_type: EventType, _value: string[], _url = location.href): void => {
    // All events of a task leave in the microtask at its end: later ones do not survive a navigation on every engine.
    if (!pending[0]) void (async () => (await 0, flush()))();
    pending.push({
      _number: ++number,
      _wall: wall,
      _mono: mono,
      _type,
      _value,
      _url,
      _account: context._account,
      _vars: _type === 'view' ? vars() : {},
      _anonymous: context._anonymous,
    });
    log(_type, _value, _url);
  };
  const sink: Sink = {
    _emit: emit,
    _set(name, value) {
      vars(name, value);
      log('set', [name, value], '');
    },
    _later: (call) => later(call),
    _optOut(out) {
      jar._write(out ? OUT : '');
      if (out) {
        outbox?._clear();
        for (const [other] of left._others()) left._forget(other);
      }
    },
    _warn: warn,
  };
  const push = (entry: ArrayLike<unknown>): void => {
    try {
      let call = entry;
      now();
      if (typeof entry[0] === 'object') [call, wall, mono] = entry as unknown as StubCall;
      if (window.rtp && window.rtp.a !== account) context._account = account = window.rtp.a as string;
      if (queue.length < 2e3) queue.push([call, wall, mono]);
      command(call, context, sink);
    } catch (error) {
      warn('call failed: ' + error);
    }
  };
  const bridge = Object.assign(old, {
    push,
    calls: [] as ArrayLike<unknown>[],
    log: [] as unknown[],
    send(type: EventType, value: string[]) {
      now();
      emit(type, value);
    },
    who: () => whoIs(jar),
    account: () => context._account,
    base: source,
    endpoint: new URL(script?.dataset.endpoint || stub?.u || '/e', source).href,
  }) as unknown as Bridge;
  const later = openLater(
    bridge,
    () => {
      const url = new URL('rtp-campaigns.js', source).href;
      return stub?.t ? stub.t.createScriptURL(url) : url;
    },
    script?.nonce,
  );
  const attach = (): void => takeOver(bridge);

  attach();
  waiting.map((call) => push(call as ArrayLike<unknown>));
  if (queue[2]) bridge.send('overflow', ['' + queue[2]]);
  whenActivated(() => {
    const store = openStore(() => {
      outbox?._ready();
    });
    outbox = openOutbox({
      _page: pageOf(queue),
      _store: store,
      _left: left,
      _transport: openTransport(bridge.endpoint),
      _rescue(text) {
        try {
          const found = rescued(JSON.parse(text));
          return rows(found._events, found._page);
        } catch {
          return [];
        }
      },
      _save: () => left._save(JSON.stringify([location.href, performance.now(), queue])),
      _overflow: (count) => bridge.send('overflow', ['' + count]),
      _warn: warn,
    });
    flush();
  });
  watchLifecycle({
    _leave() {
      attach();
      flush();
      outbox?._leave();
    },
    _return: () => outbox?._ask(),
  });
  // Tag managers assign a fresh `rtp` of their own in a `load` handler.
  addEventListener('load', () => setTimeout(attach));
};

try {
  start();
} catch (error) {
  console.warn('rtp: ' + error);
}
