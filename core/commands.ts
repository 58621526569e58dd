/**
 * What each `rtp(...)` call does, as far as it needs no browser: the table of the RTP JavaScript API. The tag runs it on
 * live calls, the next page's tag and the collector run it on the calls that a stub saved.
 */
import { eventValues } from './event.js';
import type { EventType } from './wire.js';

/** What earlier calls have set for those that follow. */
export interface Context {
  /** account */
  _account: string;
  /** the visitor's address must not be stored */
  _anonymous?: boolean;
}

/** Where the outcome of a call goes. */
export interface Sink {
  /** something happened; `page` stands in for the current address */
  _emit(type: EventType, value: string[], page?: string): void;
  /** a custom variable, for the next view */
  _set(name: string, value: string): void;
  /** a documented call that the campaigns bundle answers */
  _later(call: ArrayLike<unknown>): void;
  /** a setting that only a browser can follow */
  _optOut(out: boolean): void;
  /** one line for the person who wrote the call */
  _warn(text: string): void;
}

/** Characters of a custom variable (User Context API). */
export const MAX_VARIABLE = 100;

/** The calls there are; an unknown one is told this list. */
const KNOWN = /^(send (event|view|redirect)|set (custom(Var)?[1-5]|settings|rcmd)|get (campaign|visitor|rcmd)|setAccount|userContextReady)\b/;

/**
 * Runs one call.
 * @param call the arguments of `rtp(...)`
 * @param context read and changed
 * @param sink told what came of it
 */
export const command = (call: ArrayLike<unknown>, context: Context, sink: Sink): void => {
  const name = call[0] + ' ' + call[1];
  const data = call[2];
  const variable = /^set custom(?:Var)?([1-5])/.exec(name);
  if (!KNOWN.test(name)) sink._warn(`rtp('${name.replace(' ', "','")}') is unknown; known: ` + KNOWN.source);
  else if (name === 'send event') for (const value of eventValues(data, sink._warn)) sink._emit('event', value);
  else if (name === 'send view') sink._emit('view', [], (typeof data === 'string' && data) || undefined);
  else if (call[0] === 'setAccount') {
    if (typeof call[1] === 'string') context._account = call[1];
    else sink._warn('setAccount: id must be a string');
  } else if (variable) sink._set('customVar' + variable[1], ('' + data).slice(0, MAX_VARIABLE));
  else if (name === 'set settings') {
    const { anonymizeIP, optOut } = (data || {}) as { anonymizeIP?: unknown; optOut?: unknown };
    if (anonymizeIP !== undefined) context._anonymous = !!anonymizeIP;
    if (optOut !== undefined) sink._optOut(!!optOut);
  } else sink._later(call);
};
