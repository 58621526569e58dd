/** Who: a random visitor id and a session id, `visitor.session.time` in the jar. Nothing about the visitor goes into them. */
import { idOf } from './id.js';
import { readJar, writeJar } from './jar.js';

/** A session ends after this long without activity, ms. */
export const IDLE = 18e5;
/** The time in the jar is renewed when it is older than this, ms: a cookie is dear to write. */
const TOUCH = 6e4;
/** In the jar of a visitor who opted out (the stub looks for it, too), and of one who is in again. */
export const OUT = '0-';
export const IN = '1-';

/**
 * The ids of this visitor, read anew on each call because another tab may have begun a session or opted out.
 * @returns visitor id and session id; both empty after an opt-out
 */
export const whoIs = (): [visitor: string, session: string] => {
  const text = readJar();
  if (text === OUT) return ['', ''];
  // Whatever else stands there (a page can write anything into it) would be refused by the collector.
  const found = /^(\w{9,40})\.(\w{9,40})\.(\d+)$/.exec(text) || [];
  const now = Date.now();
  const idle = Math.abs(now - (found[3] as unknown as number));
  const ids: [string, string] = [found[1] || idOf(), (idle < IDLE && found[2]) || idOf()];
  if (!(idle < TOUCH)) writeJar(ids.join('.') + '.' + now);
  return ids;
};
