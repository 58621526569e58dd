/** What a stub sent, for the collector: the same events that the next page's tag makes of it. */
import { replay } from './calls.js';
import { MAX_TEXT } from './event.js';
import type { EventType, RescueBody } from './wire.js';

/** An event found in a rescue. */
export interface RescuedEvent {
  _page: string;
  _number: number;
  /** wall clock of the visitor at the call, ms */
  _wall: number;
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
 * The events, in call order, of what a stub wrote, the page's referrer, and the visitor's wall clock (ms) when it wrote.
 * @param parsed the parsed JSON: a `RescueBody`
 * @throws {Error} on what no stub wrote
 */
export const rescued = (parsed: unknown): { _written: number; _referrer: string; _events: RescuedEvent[] } => {
  const body = parsed as RescueBody;
  const _events: RescuedEvent[] = [];
  let vars: Record<string, string> = {};
  let out: unknown;
  replay(body, (view) => ({
    _emit(_type, _value, page) {
      const { _page, _wall = 0, _url = '', _context } = view;
      const _vars = _type === 'view' ? vars : {};
      if (_type === 'view') vars = {};
      if (out) return;
      _events.push({
        _page,
        _number: ++view._number,
        _wall,
        _type,
        _value: _value.map((text) => text.slice(0, MAX_TEXT)),
        _url: page || _url,
        _account: _context.a as string,
        _vars,
        _anonymous: !!_context.x,
      });
    },
    _set: (name, value) => (vars[name] = value),
    _later: ignore,
    // What a visitor does after an opt-out is nobody's business, whoever tells of it.
    _optOut: (opted) => (out = opted),
    _warn: ignore,
  }));
  return { _written: body[1], _referrer: body[3], _events };
};
