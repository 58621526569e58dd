/**
 * The mark-up bundle, loaded by `rtp('set','markup')`: events from `data-rtp-event` attributes, and what the account has switched on.
 */
import type { Bridge } from '../bridge.js';
import { watchPlain } from './auto.js';
import type { Switches } from './config.js';
import { watchTagged } from './tagged.js';
import { valuesOf } from './values.js';
import { isLeft, watchViews } from './views.js';

interface Rtp {
  q?: Bridge;
  a?: string;
  /** 1: this bundle listens, so the stub's own listener rests; 2: the account's switches are in force */
  m?: unknown;
}
const page = window as unknown as { rtp?: Rtp };

/** Hears what happens on the page, also when the campaigns bundle comes later and gives the list its own `push`. */
const hear = (bridge: Bridge, heard: (type: string) => void): void => {
  const { log } = bridge;
  let { push } = log;
  // Not enumerable: the list's other properties are data.
  Object.defineProperty(log, 'push', {
    get: () => (entry: Parameters<typeof push>[0]) => {
      heard(entry[0]);
      push.call(log, entry);
    },
    set(next: typeof push) {
      push = next;
    },
  });
};

const start = (bridge: Bridge): void => {
  const send = (...value: string[]): void => {
    if (value[0]) bridge.push(['send', 'event', { value }]);
  };
  watchTagged((element) => send(...valuesOf(element)));
  const say = (far: number): void => {
    if (page.rtp) page.rtp.m = far;
  };
  say(1);
  bridge.markup = { push() {} };

  const account = page.rtp?.a || /[?&]aid=([^&#]*)/.exec(bridge.base)?.[1] || '';
  void fetch(new URL(`c/${encodeURIComponent(account)}.json`, bridge.base).href)
    .then((answer) => (answer.ok ? (answer.json() as Promise<{ m?: Switches }>) : {}))
    .then(({ m: switches = {} }: { m?: Switches }) => {
      watchPlain(switches, send);
      if (switches.p === undefined) return;
      let ours: unknown;
      // The campaigns take its methods from the list, and leave places in it with nothing there, which `filter` passes over.
      const said = ([].filter.call(bridge.log, ([type]: string) => type === 'view') as [string, unknown, string][]).pop();
      const own = watchViews(switches.p, (address, referrer) => {
        ours = 1;
        bridge.push(['send', 'view', address, referrer]);
        ours = 0;
      });
      if (said && !isLeft(said[2])) own();
      hear(bridge, (type) => type === 'view' && !ours && own());
    })
    .catch(() => {})
    .then(() => say(2));
};

/** A tag manager may have put a function of its own in place of the tag; the core is back at its side when the page has loaded. */
const find = (left: number): void => {
  const bridge = page.rtp?.q;
  if (bridge?.base) start(bridge);
  else if (left) setTimeout(() => find(left - 1), 100);
};
find(99);
