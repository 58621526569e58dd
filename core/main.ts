/**
 * The core: takes the place of the stub's queue, replays what it holds, then serves calls directly.
 * One way: call -> command -> event -> outbox -> beacon.
 */
import { openTransport } from './beacon.js';
import type { Bridge } from './bridge.js';
import { command, type Context, type Sink } from './commands.js';
import { encodeEvent, encodeHead, type Row } from './encode.js';
import { openJar } from './jar.js';
import { openLater } from './later.js';
import { watchLifecycle, whenActivated } from './lifecycle.js';
import { openOutbox } from './outbox.js';
import { pageOf, rescued } from './rescue.js';
import { openStore } from './store.js';
import { takeOver, type Rtp } from './takeover.js';
import { openVars } from './vars.js';
import { OUT, whoIs } from './visitor.js';
import type { EventType, StubCall, StubQueue } from './wire.js';

/** An event between its call and the end of the task: all but who did it. */
type Pending = [row: Row, url: string, account: string, vars: Record<string, string>, anonymous: boolean];

/** Entries, warnings: what grows with the page stops here. */
const MAX_LOG = 500;

const start = (): void => {
  const script = document.currentScript as HTMLScriptElement | null;
  const source = script?.src || location.href;
  const stub = window.rtp;
  const old: NonNullable<Rtp['q']> = stub?.q || [];
  // A second copy of the core: the first one serves.
  if (old.endpoint) return;

  const ours = typeof old[0] === 'number';
  const calls = old.splice(0) as unknown as StubQueue;
  const random = ours ? calls[0] : Math.random();
  const page = pageOf(ours && calls[3] ? calls : [random, '', 0, [[], Date.now(), 0]]);
  const context: Context = {
    _account: (ours && calls[1]) || stub?.a || decodeURIComponent(/[?&]aid=([^&#]*)/.exec(source)?.[1] || ''),
    _anonymous: false,
  };
  const jar = openJar();
  const vars = openVars();
  const said: string[] = [];
  let account = stub?.a;
  let pending: Pending[] = [];
  let number = 0;
  let wall = 0;
  let mono = 0;

  const warn = (text: string): void => {
    if (!said.includes(text) && said.length < MAX_LOG) {
      said.push(text);
      console.warn('rtp: ' + text);
    }
  };
  const log = (type: EventType | 'set', value: string[], url: string): void => {
    const entries = bridge.log as unknown[] & Bridge['log'];
    if (!(entries.length > MAX_LOG)) entries.push([type, value, url]);
  };
  /** Rows get their visitor when they are sent; none for a visitor who opted out. */
  const rows = (events: Pending[], id: string): Row[] => {
    const [_visitor, _session] = whoIs(jar);
    for (const [row, _url, _account, _vars, _anonymous] of events)
      row.h = encodeHead({ _page: id, _account, _visitor, _session, _url, _referrer: document.referrer, _vars, _anonymous });
    return _visitor ? events.map(([row]) => row) : [];
  };
  const flush = (): void => {
    const events = pending;
    pending = [];
    if (events[0]) outbox._add(rows(events, page));
  };
  const emit = (type: EventType, value: string[], url = location.href): void => {
    // All events of a task leave in the microtask at its end: later ones do not survive a navigation on every engine.
    if (!pending[0]) void (async () => (await 0, whenActivated(flush)))();
    pending.push([
      { p: page, n: ++number, t: wall, m: mono, h: '', e: encodeEvent(type, value) },
      url,
      context._account,
      type === 'view' ? vars._take() : {},
      context._anonymous,
    ]);
    log(type, value, url);
  };
  const now = (): void => {
    wall = Date.now();
    mono = performance.now();
  };
  const sink: Sink = {
    _emit: emit,
    _set(name, value) {
      vars._set(name, value);
      log('set', [name, value], '');
    },
    _later: (call) => later(call),
    _optOut(out) {
      jar._write(out ? OUT : '');
      if (out) outbox._clear();
    },
    _warn: warn,
  };
  const accept = (entry: ArrayLike<unknown>): void => {
    try {
      let call = entry;
      now();
      if (typeof entry[0] === 'object') [call, wall, mono] = entry as unknown as StubCall;
      if (window.rtp && window.rtp.a !== account) context._account = account = window.rtp.a as string;
      command(call, context, sink);
    } catch (error) {
      warn('call failed: ' + error);
    }
  };
  const bridge: Bridge = Object.assign(old, {
    push: accept,
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
  const later = openLater(bridge, () => {
    const url = new URL('rtp-campaigns.js', source).href;
    return stub?.t ? stub.t.createScriptURL(url) : url;
  }, script?.nonce);
  const outbox = openOutbox(
    page,
    openStore('rtp' + random, () => whenActivated(() => outbox._ready())),
    openTransport(bridge.endpoint),
    (text) => {
      try {
        const parsed = JSON.parse(text);
        // Rows of a core that had no database, or the calls of a stub.
        if (parsed[0].p) return parsed as Row[];
        const { _page, _events } = rescued(parsed);
        return rows(
          _events.map((event) => [
            { p: _page, n: event._number, t: event._wall, m: 0, h: '', e: encodeEvent(event._type, event._value) },
            event._url,
            event._account,
            event._vars,
            event._anonymous,
          ]),
          _page,
        );
      } catch {
        return [];
      }
    },
    (count) => {
      now();
      emit('overflow', ['' + count]);
    },
    warn,
  );
  const attach = (): void => takeOver(bridge, accept);

  attach();
  for (const call of ours ? calls.slice(3) : calls) accept(call as ArrayLike<unknown>);
  if (ours && calls[2]) sink._emit('overflow', ['' + calls[2]]);
  watchLifecycle({
    _leave() {
      attach();
      whenActivated(flush);
      outbox._leave();
    },
    _return: outbox._ask,
  });
  // Tag managers assign a fresh `rtp` of their own in a `load` handler.
  addEventListener('load', () => setTimeout(attach));
};

try {
  start();
} catch (error) {
  console.warn('rtp: ' + error);
}
