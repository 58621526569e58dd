/** Who: a random visitor id and a session id, `visitor.session.time` in the jar. Nothing about the visitor goes into them. */

/** Where the ids are kept: a string that other tabs and subdomains see. */
export interface Jar {
  _read(): string;
  _write(text: string): void;
}

/** A session ends after this long without activity, ms. */
export const IDLE = 18e5;
/** The time in the jar is renewed when it is older than this, ms: a cookie is dear to write. */
const TOUCH = 6e4;
/** In the jar of a visitor who opted out; the stub looks for it, too. */
export const OUT = '0';

/** An id that sorts by the time of its making and cannot be guessed from another. */
export const newId = (): string => Date.now().toString(36) + Math.random().toString(36).slice(2);

/**
 * The ids of this visitor, read anew on each call because another tab may have begun a session or opted out.
 * @returns visitor id and session id; both empty after an opt-out
 */
export const whoIs = (jar: Jar): [visitor: string, session: string] => {
  const text = jar._read();
  if (text === OUT) return ['', ''];
  // Whatever else stands there (a page can write anything into it) would be refused by the collector.
  const found = /^([\da-z]{9,40})\.([\da-z]{9,40})\.([\da-z]+)$/.exec(text) || [];
  const now = Date.now();
  const idle = Math.abs(now - parseInt(found[3] as string, 36));
  const ids: [string, string] = [found[1] || newId(), (idle < IDLE && found[2]) || newId()];
  if (!(idle < TOUCH)) jar._write(ids.join('.') + '.' + now.toString(36));
  return ids;
};
