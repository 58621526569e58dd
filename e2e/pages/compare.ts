/** What is different about a page that has the tag: a sentence for each kind of difference, none when it is the same. */
import type { Seen } from './ground.js';

/** Globals that the tag may add; `rtp` stands in the plain page, too. */
const ALLOWED = new Set(['rtp', 'rtpUserContext']);
/** Numbers that a library makes up, as jQuery does for a name in the window. */
const MADE_UP = /\d{6,}/g;
/** zone.js notes in a global of its own that somebody listens to an event of the window. */
const MIRROR = /^__zone_symbol__/;
/** The drivers' own, which come when they have something to do. */
const DRIVER = /^__pw/;

/** What of `now` is not in `then`, as often as it is there. */
const more = (now: string[], then: string[]): string[] => {
  const left = [...then];
  return now.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
};

const elements = (when: string, now: string[], plain: string[]): string[] => {
  const [added, lost] = [more(now, plain), more(plain, now)];
  if (!added.length && !lost.length) return [];
  const first = (lines: string[]): string => (lines[0] ? `'${lines[0].slice(0, 160)}'` : 'nothing');
  return [`${when}, ${Math.max(added.length, lost.length)} elements differ: ${first(added)} in place of ${first(lost)}`];
};

/** @param ignore pattern of what differs between any two visits */
export const differences = (now: Seen, plain: Seen, ignore?: string): string[] => {
  const same = (lines: string[]): string[] =>
    lines.map((line) => (ignore ? line.replace(new RegExp(ignore, 'g'), '…') : line).replace(MADE_UP, '#'));
  const globals = more(same(now.globals), same(plain.globals)).filter(
    (name) => !ALLOWED.has(name) && !MIRROR.test(name) && !DRIVER.test(name),
  );
  const lost = more(same(plain.globals), same(now.globals)).filter((name) => !MIRROR.test(name) && !DRIVER.test(name));
  const changed = more(same(now.changed), same(plain.changed));
  const said = more(now.said, plain.said);
  return [
    ...(now.problem ? [now.problem] : []),
    ...(globals.length ? [`${globals.length} more globals: ${globals.slice(0, 8).join(' ')}`] : []),
    ...(lost.length ? [`globals are gone: ${lost.join(' ')}`] : []),
    ...(changed.length ? [`globals are not what they were: ${changed.join(' ')}`] : []),
    ...(said.length ? [`${said.length} more in the console: ${said[0]}`] : []),
    // A visit that broke off has left the page in its middle, or has not begun.
    ...(now.early.length ? elements('at first', same(now.early), same(plain.early)) : []),
    ...(now.problem ? [] : elements('at the end', same(now.late), same(plain.late))),
  ];
};
