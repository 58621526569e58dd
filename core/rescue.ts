/**
 * Reads what a stub saved when its page was left before the core came. The tag of the next page and the collector both
 * read it here and number its events in the order of the calls, so that the two copies are the same events.
 */
import { command, type Context } from './commands.js';
import type { EventType, RescueBody, StubCall, StubQueue } from './wire.js';

/** An event as a call made it: all but who did it. */
export interface CalledEvent {
  _number: number;
  /** wall clock of the visitor at the call, ms */
  _wall: number;
  /** monotonic clock of its page at the call, ms */
  _mono: number;
  _type: EventType;
  _value: string[];
  _url: string;
  _account: string;
  /** custom variables, with a view */
  _vars: Record<string, string>;
  _anonymous: boolean | undefined;
}

/**
 * The page view's id from the stub's queue: the time of the first call, so that ids sort by time, then the random digits.
 * The core of the same page, the core of the next one and the collector all make the same id of the same queue.
 */
export const pageOf = (queue: StubQueue): string => queue[3][1].toString(36) + ('' + queue[0]).replace(/\D/g, '');

const ignore = (): void => {};

/**
 * Page-view id and events, in call order, of what a stub wrote, and the monotonic clock (ms) when it wrote.
 * @param parsed the parsed JSON: a `RescueBody`, or the string that a page's `Array.prototype.toJSON` made of it
 * @throws {Error} on what no stub wrote
 */
export const rescued = (parsed: unknown): { _page: string; _written: number; _events: CalledEvent[] } => {
  const [url, _written, queue] = (typeof parsed === 'string' ? JSON.parse(parsed) : parsed) as RescueBody;
  const context: Context = { _account: queue[1] };
  const _events: CalledEvent[] = [];
  let vars: Record<string, string> = {};
  let wall = 0;
  let mono = 0;
  const add = (type: EventType, value: string[], page = url): void => {
    const view = type === 'view';
    _events.push({
      _number: _events.length + 1,
      _wall: wall,
      _mono: mono,
      _type: type,
      _value: value,
      _url: page,
      _account: context._account,
      _vars: view ? vars : {},
      _anonymous: context._anonymous,
    });
    if (view) vars = {};
  };
  for (const call of queue.slice(3) as StubCall[]) {
    [, wall, mono] = call;
    // JSON keeps the arguments as an object with numeric keys; no call takes more than six.
    command(Array.from({ ...call[0], length: 6 }), context, {
      _emit: add,
      _set: (name, value) => (vars[name] = value),
      _later: ignore,
      _optOut: ignore,
      _warn: ignore,
    });
  }
  if (queue[2]) add('overflow', ['' + queue[2]]);
  return { _page: pageOf(queue), _written, _events };
};
