/**
 * What each `rtp(...)` call does, as far as it needs no browser: the table of the RTP JavaScript API. The tag runs it on
 * live calls, the next page's tag and the collector run it on the calls that a stub saved.
 */
import { eventValues } from './event.js';
import type { EventType } from './wire.js';

/** What earlier calls have set for those that follow. On a page it is `rtp` itself, where snippets set the account. */
export interface Context {
  /** account */
  a?: string;
  /** the visitor's address must not be stored */
  x?: unknown;
}

/** Where the outcome of a call goes. */
export interface Sink {
  /** something happened; `page` stands in for the current address */
  _emit(type: EventType, value: string[], page?: string): unknown;
  /** a custom variable, for the next view */
  _set(name: string, value: string): void;
  /** a documented call that the campaigns bundle answers */
  _later(call: ArrayLike<unknown>): void;
  /** a setting that only a browser can follow */
  _optOut(out: unknown): void;
  /** one line for the person who wrote the call; the last nine characters tell the kind, and each kind is said once */
  _warn(text: string): void;
}

/** Characters of a custom variable (User Context API). */
export const MAX_VARIABLE = 100;

/** The calls there are; whoever makes another one is told this list. */
const KNOWN =
  /^(send (event|view|redirect)|set (custom(Var)?[1-5]|settings|rcmd|markup)|get (campaign|visitor|rcmd|inspect)|setAccount|userContextReady)\b/;

/**
 * Runs one call.
 * @param call the arguments of `rtp(...)`
 * @param context read and changed
 * @param sink told what came of it
 */
export const command = (call: ArrayLike<unknown>, context: Context, sink: Sink): void => {
  const { 0: verb, 1: what, 2: data } = call;
  const name = verb + ' ' + what;
  if (!KNOWN.test(name)) sink._warn('no ' + name + '; known: ' + KNOWN.source);
  else if (name === 'send event') for (const value of eventValues(data, sink._warn)) sink._emit('event', value);
  else if (name === 'send view') sink._emit('view', [], data ? '' + data : '');
  else if (verb === 'setAccount') context.a = '' + what;
  else if (/^set c/.test(name)) sink._set('customVar' + name.slice(-1), ('' + (data ?? '')).slice(0, MAX_VARIABLE));
  else if (name === 'set settings') {
    const { anonymizeIP, optOut } = (data || {}) as { anonymizeIP?: unknown; optOut?: unknown };
    context.x = anonymizeIP ?? context.x;
    if (optOut != null) sink._optOut(optOut);
  } else sink._later(call);
};
