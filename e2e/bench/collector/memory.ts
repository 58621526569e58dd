/** Whether the collector's memory stays flat while it takes many events. */
import type { Load } from './order.js';
import { memoryOf, type Helper } from './process.js';
import { say, whole } from './say.js';

/** Lines printed of the whole run. */
const LINES = 10;
/** Events a request: of one each, five million would take most of an hour. */
const EACH = 20;
/** Seconds of one stretch of load; the memory is read after each. */
const STRETCH = 5;

export const memoryRun = async (parts: {
  cannon: Helper;
  port: number;
  pid: number | undefined;
  connections: number;
  events: number;
  nextRun(): number;
}): Promise<void> => {
  const { cannon, port, pid, connections, events } = parts;
  say(`\nMemory of the collector over ${whole(events)} events, ${EACH} a request:\n| events | MB now | MB at most |\n|---|---|---|`);
  const seen: number[] = [];
  let stored = 0;
  let shown = 0;
  while (stored < events) {
    const load = await cannon.ask<Load>({ port, connections, seconds: STRETCH, events: EACH, run: parts.nextRun() });
    stored += EACH * (load.statuses['204'] ?? 0);
    seen.push(memoryOf(pid));
    if (!load.statuses['204']) return say('no event was stored: ' + JSON.stringify(load));
    if (stored < (events * (shown + 1)) / LINES) continue;
    shown = Math.floor((stored * LINES) / events);
    say(`| ${whole(stored)} | ${whole(seen[seen.length - 1] ?? 0)} | ${whole(memoryOf(pid, 'VmHWM'))} |`);
  }
  const half = seen.length >> 1;
  const most = (part: number[]): number => Math.max(...part);
  if (half) say(`The most in the first half: ${whole(most(seen.slice(0, half)))} MB, in the second: ${whole(most(seen.slice(half)))} MB.`);
};
