/** What a stub sent, for the collector: the same events that the next page's tag makes of it. */
import { readRescue, replay, viewOf } from './calls.js';
import { MAX_TEXT } from './event.js';
import type { EventType } from './wire.js';

/** An event found in a rescue. */
export interface RescuedEvent {
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
  _anonymous: boolean;
}

const ignore = (): void => {};

/**
 * Page-view id and events, in call order, of what a stub wrote, and the monotonic clock (ms) when it wrote.
 * @param parsed the parsed JSON: a `RescueBody`, or the string that a page's `Array.prototype.toJSON` made of it
 * @throws {Error} on what no stub wrote
 */
export const rescued = (parsed: unknown): { _page: string; _written: number; _events: RescuedEvent[] } => {
  const [url, _written, queue] = readRescue(parsed);
  const view = viewOf(queue);
  const _events: RescuedEvent[] = [];
  let vars: Record<string, string> = {};
  replay(view, queue, {
    _emit(_type, _value, page) {
      const { _wall = 0, _mono = 0, _context } = view;
      const _vars = _type === 'view' ? vars : {};
      if (_type === 'view') vars = {};
      _events.push({
        _number: ++view._number,
        _wall,
        _mono,
        _type,
        _value: _value.map((text) => text.slice(0, MAX_TEXT)),
        _url: page || url,
        _account: _context.a as string,
        _vars,
        _anonymous: !!_context.x,
      });
    },
    _set: (name, value) => (vars[name] = value),
    _later: ignore,
    _optOut: ignore,
    _warn: ignore,
  });
  return { _page: view._page, _written, _events };
};
