/**
 * Segments: which ones a visitor is in. Pure, and shared: the browser decides, the collector compiles for it and tests it.
 */
import type { EdgeFacts, Facts, Segment, Test } from './config.js';

/** Characters of a text that are compared. */
export const COMPARED = 250;

/** A text as it is compared: in lower case, runs of white space as one space, of a bounded length. */
export const clean = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase().slice(0, COMPARED);

/** Items as a fact. */
export const lines = (items: (string | null | undefined)[]): string => '\n' + items.map((item) => item && item + '\n').join('');

/**
 * An address as it is compared: without scheme and fragment (but with the `#/` and `#!` of routers), percent-decoded.
 * @returns path and query, and the same behind `//host`
 */
export const addressLines = (address: string): [path: string, whole: string] => {
  let text = address.replace(/#(?![/!]).*/, '');
  try {
    text = decodeURI(text);
  } catch {}
  const whole = clean(text).replace(/^\w+:/, '');
  return [whole.replace(/^\/\/[^/]*/, ''), whole];
};

let of: Facts;
/** Items of the facts that were asked about last: whole ones are found in a list several times as fast as in a text. */
let items: Record<string, string[]>;

/** Whether the answer to a question about the visitor is yes. By index and loop: a page asks before its code is compiled, and destructuring costs twice as much there. */
export const holds = (test: Test, facts: Facts): boolean => {
  const kind = test[0];
  if ('!&|'.includes(kind)) {
    // None of them, each of them, one of them: the first that decides it ends it.
    const found = kind === '|';
    for (let i = 1; i < test.length; i++) if (holds(test[i] as Test, facts) !== (kind === '&')) return found;
    return !found;
  }
  const text = facts[kind] || '\n';
  if (kind === 'v') return +text >= (test[1] as number) && +text <= (test[2] as number);
  if (!test[1]) return new RegExp(test[2] as string, 'm').test(text);
  if (!test[2]) return text.includes(test[1] as string);
  if (of !== facts) {
    of = facts;
    items = {};
  }
  return (items[kind] ||= text.split('\n')).includes(test[1] as string);
};

/**
 * The segments that a visitor is in: the filters hold, and the clicks since they first did are enough.
 * @param first number of clicks of the session when each segment's filters first held; completed here
 * @param clicks number of clicks of the session
 */
export const engaged = (segments: Segment[], facts: Facts, first: Map<string, number | string>, clicks: number): Segment[] =>
  segments.filter(([id, , after, test]) => {
    if (!holds(test, facts)) return false;
    const key = '' + id;
    if (!first.has(key)) first.set(key, clicks);
    return clicks - +(first.get(key) as number | string) >= after;
  });

/** What the edge knows, as facts. */
export const edgeFacts = ({ location, org, industries, isp, abm }: EdgeFacts): Facts => {
  const fact = (...items: (string | null)[]): string => lines(items.map((item) => item && clean(item)));
  return {
    o: fact(org),
    n: fact(...industries),
    i: lines([+isp + '']),
    y: fact(location.country),
    t: fact(location.state),
    l: fact(location.city),
    a: fact(...abm.map(({ code }) => '' + code)),
    A: fact(...abm.map(({ name }) => name)),
  };
};
