/**
 * What the core offers to the campaigns bundle: the object that took the place of the stub's queue, `rtp.q`. Its names
 * are the contract of two files that are built apart, so they are not mangled.
 */
import type { EventType } from './wire.js';

export interface Bridge {
  /** takes a call, as the stub's queue did (stubs keep calling `rtp.q.push(arguments)`) */
  push(entry: ArrayLike<unknown>): void;
  /** documented calls that wait for the campaigns bundle; it drains the array and puts a `{push}` of its own here */
  campaigns?: { push(call: ArrayLike<unknown>): void };
  /** the same for the recommendations bundle: calls about `rcmd` */
  rcmd?: { push(call: ArrayLike<unknown>): void };
  /** the same for the inspector, which is asked for by the address or by `rtp('get','inspect')` */
  inspect?: { push(call: ArrayLike<unknown>): void };
  /** the same for the mark-up bundle */
  markup?: { push(call: ArrayLike<unknown>): void };
  /**
   * what happened on this page so far: [type, values, address], and ['set', [name, value], ''] for custom variables, without a name after an opt-out;
   * the bundle reads the array and gives it a `push` of its own to hear the rest; the first entries stay. Its properties are the texts that stubs
   * left in localStorage, from where they go as soon as the collector has them
   */
  log: { push(entry: [type: EventType | 'set', value: string[], page: string]): void; [left: string]: unknown };
  /** sends an event of the bundle's own (segment, campaign-view, campaign-click) through the outbox */
  send(type: EventType, value: string[]): void;
  /** visitor id and session id; both empty after an opt-out */
  who(): [visitor: string, session: string];
  /** address of the core's script: the bundle, the configuration and the collector are found from it */
  base: string;
}
