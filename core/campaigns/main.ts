/**
 * The second bundle, loaded at the first call that asks for campaigns, the visitor or a redirect. It takes over the calls that
 * wait and hears what happens on the page; what it decides, it decides here, without a question to anybody.
 */
import type { Waiting } from '../later.js';
import { openSources, UNKNOWN } from './load.js';
import { redirectOf, resultsOf } from './answers.js';
import { watchClicks } from './clicks.js';
import type { EdgeFacts } from './config.js';
import { describe, openEngine } from './engine.js';
import { clean } from './segments.js';
import { watchPage } from './navigate.js';
import type { Bridge } from '../bridge.js';
import { readRescued } from './rescued.js';
import { openStage } from './stage.js';

type Call = ArrayLike<unknown>;
interface Rtp {
  q?: Bridge & { campaigns?: Call[]; log: [type: string, value: string[], page: string][] };
  a?: string;
  userContext?: unknown;
}
const page = window as unknown as { rtp?: Rtp; rtpUserContext?: unknown };

/** A callback that throws harms nothing: the person who wrote it reads why. */
const tell = (callback: unknown, answer?: unknown): void => {
  try {
    if (callback) (callback as (answer?: unknown) => void)(answer);
  } catch (error) {
    console.warn('rtp:', error);
  }
};

const start = (bridge: NonNullable<Rtp['q']>): void => {
  const asked = new URLSearchParams(location.search).get('rtp_preview') || '';
  // Anything that can be no id is none.
  const preview = /^[\w-]+(\.|$)/.test(asked) ? asked : '';
  const sources = openSources(bridge.base, () => encodeURIComponent(page.rtp?.a || /[?&]aid=([^&#]*)/.exec(bridge.base)?.[1] || ''));
  const context: Record<string, unknown> = {};
  let running: unknown;
  const show = (): void => {
    if (!document.body) addEventListener('DOMContentLoaded', show);
    else if (running) stage._show();
  };
  const engine = openEngine(bridge, !!preview, () => {
    describe(context, engine, UNKNOWN);
    setTimeout(show);
  });
  const stage = openStage(engine, () => bridge.who()[0], preview);
  watchClicks((path) => {
    if (!stage._clicked(path)) engine._heard('x');
  });

  const hear = ([type, value, url]: [string, string[], string]): void => {
    if (type === 'event') engine._heard(...value.map((text) => 'e' + clean(text)));
    else if (type === 'view') engine._here(url);
    else if (type === 'set')
      if (/\d$/.test(value[0] as string)) engine._heard((value[0] as string).slice(-1) + (value[1] as string));
      else engine._look();
  };

  /** The configuration, and what the edge knows where that is asked for. */
  const ready = async (edge: boolean): Promise<EdgeFacts> => {
    const config = await sources._config();
    if (edge || config.f)
      engine._edge = await sources._edge().catch((error: unknown) => {
        // Campaigns do without; a page that asked is told.
        if (edge) throw error;
        return undefined;
      });
    engine._config = config;
    engine._look();
    return engine._edge || UNKNOWN;
  };

  const answer = async (call: Call): Promise<void> => {
    const name = call[0] + ' ' + call[1];
    if (name === 'get campaign') {
      running = 1;
      await ready(false);
    } else if (name === 'get visitor') {
      let told: unknown;
      try {
        const edge = await ready(true);
        told = { status: 200, results: resultsOf(engine._engaged, edge) };
      } catch (error) {
        told = { status: 503, message: '' + (error as Error).message };
      }
      tell(call[2], told);
    } else if (name === 'send redirect') {
      const edge = await ready(true);
      let url: string | undefined;
      engine._change((state) => (url = redirectOf(call, resultsOf(engine._engaged, edge), location.href, state)));
      if (url) location.replace(url);
    } else if (call[0] === 'userContextReady') {
      await ready(true).catch(() => describe(context, engine, UNKNOWN));
      (page.rtp as Rtp).userContext = page.rtpUserContext = context;
      tell(call[1]);
    }
  };
  const take = (call: Waiting): void => {
    // The callback is answered after 3 s: that is stopped here, or has happened, or is just about to. Timers are never early.
    clearTimeout(call.t as number | undefined);
    const late = call.t && Math.abs(Date.now() - (call.w as number)) > 2900;
    const live = late ? ([].filter.call(call, (one) => typeof one !== 'function') as Call) : call;
    void answer(live).catch((error: Error) => console.warn('rtp: ' + error.message));
  };
  const { campaigns: calls = [], log } = bridge;
  (bridge as Bridge).campaigns = { push: take };
  engine._change((state) => readRescued(state, Object.keys(log), hear, () => engine._heard('x')));
  log.map(hear);
  // The list stays, with its first entries: the mark-up bundle looks there for the page's own view. The core adds nothing to one of
  // more than 2,000.
  log.length = 9;
  // Where a page has frozen the prototypes, nothing that inherits a `push` can be given one.
  Object.setPrototypeOf(log, null);
  (log as Bridge['log']).push = hear;
  calls.map(take);
  // A page that comes back out of the back/forward cache, or to the front, does not know what was closed meanwhile.
  addEventListener('visibilitychange', engine._look);
  watchPage((away) => {
    engine._here(location.href);
    engine._look();
    stage._moved(away);
  }, stage._changed);
};

/** A tag manager may have put a function of its own in place of the tag; the core is back at its side when the page has loaded. */
const find = (left: number): void => {
  const bridge = page.rtp?.q;
  if (bridge?.base) start(bridge);
  else if (left) setTimeout(() => find(left - 1), 100);
};
find(99);
