/**
 * What is known of the visitor, kept up to date: what happens is taken down at once and looked at when the configuration is
 * there, in order and with the click it happened at, be it on a later page.
 */
import type { Bridge } from '../bridge.js';
import type { Compiled, EdgeFacts, Facts, Segment } from './config.js';
import { reach } from './met.js';
import { add, has, lastTen, next, ofVisit, openHistory, type State } from './history.js';
import { addressLines, clean, edgeFacts, engaged, lines } from './segments.js';

/** Characters of what waits to be looked at. */
const MAX_WAITING = 2e4;

const isMobile = (): boolean =>
  (navigator as { userAgentData?: { mobile: boolean } }).userAgentData?.mobile ?? /Mobi|Android|iPad/.test(navigator.userAgent);

/** Whether the browser asks not to be followed: Do Not Track, Global Privacy Control. */
const isPrivate = (): boolean => navigator.doNotTrack === '1' || !!(navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;

/** One line, without what the history's records are parted by. */
const flat = (text: string): string => text.replace(/[\t\r\n]/g, ' ');

export interface Engine {
  /** something to be looked at: a fact's letter and an item, or `x` for a click */
  _heard(...entries: string[]): void;
  /** looks now; before the configuration is there it only takes down */
  _look(): void;
  /** makes the change to what is remembered */
  _change(change: (state: State) => void): void;
  _here(address: string): void;
  /** sends an event of ours; in a preview nothing is */
  _send: Bridge['send'];
  /** of the last look */
  _state?: State;
  _facts: Facts;
  _engaged: Segment[];
  _config?: Compiled;
  _edge?: EdgeFacts;
}

/**
 * @param preview nothing is recorded
 * @param looked told after each look
 */
export const openEngine = (bridge: Bridge, preview: boolean, looked: () => void): Engine => {
  const history = openHistory(bridge.who);
  const waiting: string[] = [];
  const fixed = { b: lines([navigator.userAgent.toLowerCase()]), m: lines([+isMobile() + '']) };
  let page: string[];

  const facts = (state: State): Facts => {
    const found: Record<string, string> = {
      ...fixed,
      v: state.v as string,
      u: lines(page),
      r: lines(addressLines(state.r || '')),
      q: lines([state.q]),
    };
    for (const key of 'epck') {
      found[key] = ofVisit(state[key]);
      found[key.toUpperCase()] = state[key] || '';
    }
    for (const key of '12345') found[key] = lines([clean(state[key] || '')]);
    return engine._edge ? { ...found, ...edgeFacts(engine._edge) } : found;
  };

  const evaluate = (state: State, { s: segments, c: campaigns }: Compiled): void => {
    const first = new Map((state.f || '').split('\n').map((line) => line.split('=') as [string, string | number]));
    const step = (clicks: number): void => {
      engine._facts = facts(state);
      engine._engaged = engaged(segments, engine._facts, first, clicks);
      for (const [id, name] of engine._engaged)
        if (!has(state.g, id)) {
          state.g = add(state.g, id);
          engine._send('segment', ['' + id, name]);
        }
    };
    let at = 0;
    for (const entry of (state.j || '').split('\n')) {
      const [, clicks, key, item] = /^(\d+) (.)(.*)/.exec(entry) || [];
      if (!key) continue;
      // What came later must not count for what was before it: one step for each click.
      if (+(clicks as string) !== at) step(at);
      at = +(clicks as string);
      state[key] = /\d/.test(key) ? (item as string) : add(state[key], item as string);
      reach(state, campaigns, key, item as string, engine._send);
    }
    state.j = '';
    step(at);
    if (+(state.x as string) !== at) step(+(state.x as string));
    state.f = [...first].map((entry) => entry.join('=')).join('\n');
  };

  const engine: Engine = {
    _facts: {},
    _engaged: [],
    _send(type, value) {
      if (!preview) bridge.send(type, value);
    },
    _here(address) {
      let url = address;
      try {
        url = new URL(address, location.href).href;
      } catch {}
      page = addressLines(url);
      engine._heard(...page.map((line) => 'p' + line));
    },
    _heard(...entries) {
      // One look for all that a task brings, before the page can be left.
      if (!waiting[0]) queueMicrotask(engine._look);
      waiting.push(...entries.map(flat));
    },
    _change(change) {
      const state = history._read();
      if (!state) return;
      change(state);
      if (!preview) history._write(state);
      engine._state = state;
    },
    _look() {
      const config = engine._config;
      const entries = waiting.splice(0);
      engine._engaged = [];
      engine._state = undefined;
      if (config && (config.o || (config.d && isPrivate()))) history._write({});
      else
        engine._change((state) => {
          for (const entry of entries)
            if (entry === 'x') state.x = next(state.x);
            else state.j = ((state.j || '') + ~~(state.x as unknown as number) + ' ' + entry + '\n').slice(-MAX_WAITING);
          if (config) evaluate(state, config);
        });
      looked();
    },
  };
  engine._here(location.href);
  return engine;
};

/** The user's context, as the documented API has it; the same object for as long as the page lasts. */
export const describe = (context: Record<string, unknown>, { _state: state = {}, _edge: edge }: Engine, unknown: EdgeFacts): void => {
  context.location = (edge || unknown).location;
  for (const key of '12345') context['customVar' + key] = state[key] || undefined;
  const viewed = lastTen(state.c);
  context.viewedCampaigns = viewed.join();
  context.clickedCampaigns = lastTen(state.k).join();
  context.viewedCampaign = (id: unknown) => viewed.includes('' + id);
};
