/** Who: a random visitor id and a session id, `visitor.session.time` in the jar. Nothing about the visitor goes into them. */
import { idOf } from './id.js';
import { readJar, writeJar } from './jar.js';

/** A session ends after this long without activity, ms. */
export const IDLE = 18e5;
/** The time in the jar is renewed when it is older than this, ms: a cookie is dear to write. */
const TOUCH = 6e4;
let renewed: unknown;
/** The visitor is out, and no storage has kept it: for as long as the page lasts, then. */
let held: unknown;
/** In the jar of a visitor who opted out. The stub leaves a `0` there; ids begin with the time, so with no nought. */
const OUT = '0-';
const isOut = (text: string): boolean => text[0] === '0';

/** ms since the time that a jar's text names; NaN for what is none: a page can write anything there, and the collector would refuse it. */
const idleOf = (text: string): number => Math.abs(Date.now() - +(/^\w+\.\w+\.(\d+)$/.exec(text)?.[1] as string));

/** Whoever opted out anywhere is out; else the one that was in use last. */
const best = (found: string[]): string =>
  found.find(isOut) || found.filter((text) => idleOf(text) >= 0).sort((a, b) => idleOf(a) - idleOf(b))[0] || '';

const write = (ids: [string, string]): void => writeJar(ids.join('.') + '.' + Date.now());

/** Whether the visitor has opted out, here or in another tab. */
export const isGone = (): unknown => held || isOut(readJar(best));

/**
 * The ids of this visitor, read anew on each call because another tab may have begun a session or opted out.
 * @returns visitor id and session id; both empty after an opt-out
 */
export const whoIs = (): [visitor: string, session: string] => {
  const text = readJar(best);
  if (held || isOut(text)) {
    // Browsers end a script's cookie early (400 days, Safari 7): who keeps coming stays out.
    renewed ||= optOut(1);
    return ['', ''];
  }
  const [visitor, session] = text.split('.');
  const idle = idleOf(text);
  const ids: [string, string] = [visitor || idOf(), (idle < IDLE && session) || idOf()];
  if (!(idle < TOUCH)) write(ids);
  return ids;
};

/** Takes the visitor out, or in again; who never was out stays who she is. */
export const optOut = (out: unknown): unknown => {
  if (out) {
    writeJar(OUT);
    held = !isOut(readJar(best));
  } else if (isGone()) {
    held = 0;
    write([idOf(), idOf()]);
  }
  return 1;
};
