/**
 * Reads what a stub saved when its page was left before the core came. The tag of the next page and the collector both
 * read it here and number its events in the order of the calls, so that the two copies are the same events.
 */
import { command, type Context, type Sink } from './commands.js';
import type { EventType, RescueBody, StubCall, StubQueue } from './wire.js';

/** An event found in a rescue. */
export interface RescuedEvent {
  _number: number;
  /** wall clock of the visitor at the call, ms */
  _wall: number;
  /** ms between the call and the writing of the rescue, by the monotonic clock */
  _age: number;
  _type: EventType;
  _value: string[];
  _url: string;
  _account: string;
  _vars: Record<string, string>;
  _anonymous: boolean;
}

/**
 * The page view's id from the stub's queue: the time of the first call, so that ids sort by time, then the random digits.
 * The core of the same page, the core of the next one and the collector all make the same id of the same queue.
 */
export const pageOf = (queue: StubQueue): string => queue[3][1].toString(36) + String(queue[0]).replace(/\D/g, '');

const ignore = (): void => {};

/**
 * Page-view id and events, in call order, of what a stub wrote.
 * @param parsed the parsed JSON: a `RescueBody`, or the string that a page's `Array.prototype.toJSON` made of it
 * @throws {Error} on what no stub wrote
 */
export const rescued = (parsed: unknown): { _page: string; _events: RescuedEvent[] } => {
  const [url, written, queue] = (typeof parsed === 'string' ? JSON.parse(parsed) : parsed) as RescueBody;
  const context: Context = { _account: queue[1], _anonymous: false };
  let vars: Record<string, string> = {};
  const events: RescuedEvent[] = [];
  const add = (wall: number, age: number, type: EventType, value: string[], page = url): void => {
    const view = type === 'view';
    events.push({
      _number: events.length + 1,
      _wall: wall,
      _age: age,
      _type: type,
      _value: value,
      _url: page,
      _account: context._account,
      _vars: view ? vars : {},
      _anonymous: context._anonymous,
    });
    if (view) vars = {};
  };
  for (const [args, wall, mono] of queue.slice(3) as StubCall[]) {
    const age = written - mono;
    const sink: Sink = {
      _emit: (type, value, page) => add(wall, age, type, value, page),
      _set: (name, value) => (vars[name] = value),
      _later: ignore,
      _optOut: ignore,
      _warn: ignore,
    };
    // JSON keeps the arguments as an object with numeric keys; no call takes more than six.
    command(Array.from({ ...args, length: 6 }), context, sink);
  }
  if (queue[2]) add(Date.now(), 0, 'overflow', ['' + queue[2]]);
  return { _page: pageOf(queue), _events: events };
};
