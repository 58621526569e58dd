/** Days and moments of a schedule. */

/** Whether there is such a time zone. */
export const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    // Offsets such as +01:00 are taken by some versions of Node and not by others.
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
};

/** The wall time as if it were UTC, ms; undefined when there is no such day or time. A day stands for its first minute. */
export const wallTime = (text: string): number | undefined => {
  const full = text.length === 10 ? text + 'T00:00' : text;
  const at = Date.parse(full + ':00Z');
  // Date.parse takes the 30th of February for the 1st or 2nd of March.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 16) !== full ? undefined : at;
};

/** How far a zone's clocks are ahead of UTC at a moment, ms. */
const offsetAt = (at: number, timeZone: string): number => {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at);
  const part = (type: string): number => Number(parts.find((found) => found.type === type)?.value);
  return (
    Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - Math.floor(at / 1000) * 1000
  );
};

const MINUTE = 60_000;
const DAY = 86_400_000;

/** ms since 1970 of a wall time in a zone: the first of two where clocks go back, the moment they jump where they skip it. */
export const inZone = (wall: number, timeZone: string): number => {
  // Clocks change once in two days at most.
  const before = offsetAt(wall - DAY, timeZone);
  const after = offsetAt(wall + DAY, timeZone);
  for (const offset of [before, after]) if (offsetAt(wall - offset, timeZone) === offset) return wall - offset;
  let [early, late] = [wall - after, wall - before];
  while (late - early > MINUTE) {
    const middle = early + Math.floor((late - early) / 2 / MINUTE) * MINUTE;
    if (offsetAt(middle, timeZone) === before) early = middle;
    else late = middle;
  }
  return late;
};

/**
 * A moment as the browser compares it: ms since 1970 where a zone is named, else the visitor's own time as if it were UTC's.
 * @param end a day stands for its end
 */
export const momentOf = (text: string, timeZone: string | undefined, end: boolean): number => {
  const wall = (wallTime(text) ?? 0) + (end && text.length === 10 ? DAY : 0);
  return timeZone === undefined ? wall : inZone(wall, timeZone);
};
