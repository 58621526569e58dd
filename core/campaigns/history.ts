/**
 * What is remembered of a visitor, as text: no JSON, which pages replace and extend. A record is `<letter><value>`, joined
 * by tabs; a list has a line for each item, and a carriage return where a visit began.
 */
import type { Bridge } from '../bridge.js';
import { clean } from './segments.js';

/**
 * `s` session, `v` number of visits, `x` clicks of the session; lists `e` events, `p` pages, `c` campaigns viewed,
 * `k` clicked, `h` met, `t` times (ms) at which a dialog or widget was shown, `o` at which one was closed; `a` groups kept, `i` goals reached (met.ts);
 * of the session: `r` referrer, `q` search terms, `f` when segments' filters first held (`id=clicks`),
 * `g` segments reported, `d` campaigns closed, `w` widgets minimised, `z` redirects, `j` what has not been looked at yet, `y` rescues read;
 * `1` to `5` custom variables; `b` nothing can be remembered.
 */
export type State = Record<string, string>;

const KEY = '_rtph';
/** Characters of a list; the oldest items go first. */
const MAX_LIST = 2e4;
const LISTS = 'epckht';

/** The items of this visit. */
export const ofVisit = (list = ''): string => list.slice(list.lastIndexOf('\r') + 1) || '\n';

/** Whether the item is in the list. */
export const has = (list: string | undefined, item: string | number): boolean => !!list && list.includes('\n' + item + '\n');

/** The list with the item at its end, once a visit. */
export const add = (list: string | undefined, item: string | number): string => {
  if (has(ofVisit(list), item)) return list as string;
  const text = (list || '\n') + item + '\n';
  return text.length > MAX_LIST ? text.slice(text.indexOf('\n', text.length - MAX_LIST)) : text;
};

/** Ids of the last ten visits, ten a visit. */
export const lastTen = (list = ''): string[] => [
  ...new Set(
    list
      .split('\r')
      .slice(-10)
      .flatMap((visit) => (visit.match(/.+/g) || []).slice(0, 10)),
  ),
];

/** One more; of nothing it is 1. */
export const next = (count: string | undefined): string => '' + -~(count as unknown as number);

export interface History {
  /** as it is now, whatever other tabs did; undefined for a visitor who opted out */
  _read(): State | undefined;
  _write(state: State): void;
}

/** Search engines' names for what was searched. */
const SEARCH = /[?&](?:q|p|query|text|wd)=([^&#]+)/;

export const searchOf = (referrer: string): string => {
  const found = SEARCH.exec(referrer) || /[?&]utm_term=([^&#]+)/.exec(location.search);
  try {
    return found ? clean(decodeURIComponent((found[1] as string).replace(/\+/g, ' '))) : '';
  } catch {
    return '';
  }
};

/** @param who visitor and session; another session is another visit */
export const openHistory = (who: Bridge['who']): History => {
  let text = '';
  let broken: unknown;
  const _write = (state: State): void => {
    text = Object.keys(state)
      .map((key) => key + state[key])
      .join('\t');
    try {
      localStorage[KEY] = text;
    } catch {
      broken = 1;
    }
  };
  return {
    _write,
    _read() {
      // Where storage is blocked or full the page's own copy serves, for as long as the page lasts.
      if (!broken)
        try {
          text = (localStorage[KEY] as string | undefined) || '';
        } catch {
          broken = 1;
        }
      const [visitor, session] = who();
      if (!visitor) {
        if (text) _write({});
        return;
      }
      const state: State = {};
      for (const record of text.split('\t')) state[record[0] || 's'] = record.slice(1);
      if (state.s !== session) {
        const referrer = document.referrer.startsWith(location.origin) ? '' : document.referrer;
        for (const key of 'xfgdwzjy') state[key] = '';
        for (const key of LISTS) state[key] = state[key] ? state[key] + '\r\n' : '\n';
        state.s = session;
        state.v = next(state.v);
        state.r = referrer;
        state.q = searchOf(referrer);
      }
      state.b = broken ? '1' : '';
      return state;
    },
  };
};
