/**
 * Reads what a stub saved when its page was left before the core came. The tag of the next page and the collector both
 * read it here and number its events in the order of the calls, so that the two copies are the same events.
 */
import { command, type Context } from './commands.js';
import type { EventType, RescueBody } from './wire.js';

/** An event found in a rescue. */
export interface RescuedEvent {
  _number: number;
  /** wall clock of the visitor at the call, ms */
  _wall: number;
  /** ms between the call and the writing of the rescue, by the monotonic clock */
  _age: number;
  _type: EventType;
  _value: string[];
  _page: string;
  _account: string;
  _vars: Record<string, string>;
  _anonymous: boolean;
}

const ignore = (): void => {};

/**
 * The events of a rescue, in call order.
 * @param body what the stub wrote; its `q` is a string where the page's `Array.prototype.toJSON` (Prototype.js before 1.7)
 *   made one of it
 * @throws {Error} on a body that no stub wrote
 */
export const rescued = (body: RescueBody): RescuedEvent[] => {
  const calls: unknown = typeof body.q === 'string' ? JSON.parse(body.q) : body.q;
  const context: Context = { _account: String(body.a), _vars: {}, _anonymous: false };
  const events: RescuedEvent[] = [];
  const add = (wall: number, age: number) => (type: EventType, value: string[], page?: string) => {
    events.push({
      _number: events.length + 1,
      _wall: wall,
      _age: age,
      _type: type,
      _value: value,
      _page: page ?? body.l,
      _account: context._account,
      _vars: context._vars,
      _anonymous: context._anonymous,
    });
  };
  for (const [args, wall, mono] of calls as [Record<number, unknown>, number, number][]) {
    // JSON keeps the arguments as an object with numeric keys; no rtp call takes more than six.
    const call = Array.from({ length: 6, ...args });
    command(call, context, { _emit: add(wall, Math.max(0, body.m - mono)), _later: ignore, _optOut: ignore, _warn: ignore });
  }
  if (body.o) add(body.t, 0)('overflow', [String(body.o)]);
  return events;
};
