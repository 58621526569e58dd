/** What became of each event: what waits in the browser is in a row; a row goes when an answer of the collector names it. Pure. */
import type { Row } from '../encode.js';
import { eventId, type WireAnswer } from '../wire.js';
import { names } from '../answer.js';
import type { Line } from './panel.js';

/** An entry of the bridge's log. */
export type Entry = [type: string, value: string[], page: string];

/** What the collector says of a row: it has it, it refused it or leaves it out (with the reason), or it lacks it. */
export const verdictOf = (answer: Partial<WireAnswer>, row: Pick<Row, 'p' | 'n'>): string => {
  const mine = ([page, number]: [string, number, string]): boolean => page === row.p && number === row.n;
  const refused = answer.bad?.find(mine);
  if (refused) return 'refused: ' + refused[2];
  const left = answer.left?.find(mine);
  if (left) return 'left out of the figures: ' + left[2];
  return names(answer, row as Row) ? 'confirmed' : answer.have ? 'lacks' : '';
};

const textOf = (entry: Entry): string => entry[0] + (entry[1].length ? ': ' + entry[1].join(' | ') : '');
const keyOf = ([type, value]: Entry): string => JSON.stringify([type, ...value]);

/**
 * @param rows that wait in the browser now
 * @param verdicts what the collector said of rows seen before, by the event's id
 * @param seen rows seen before that are gone
 */
export const callLines = (
  log: readonly Entry[],
  rows: readonly Row[],
  seen: readonly Row[],
  verdicts: ReadonlyMap<string, string>,
): Line[] => {
  const waiting = [...rows];
  const gone = [...seen];
  const take = (list: Row[], key: string): Row | undefined => {
    const at = list.findIndex(({ e }) => '[' + e + ']' === key);
    return at < 0 ? undefined : list.splice(at, 1)[0];
  };
  const lines = log.map((entry): Line => {
    if (entry[0] === 'set') return [entry[1].filter(Boolean).join(' = ') || 'opt-out changed', 'a setting: it is sent with the next view'];
    const key = keyOf(entry);
    // The oldest entry is the one that is confirmed first.
    const old = take(gone, key);
    const said = old && verdicts.get(eventId(old.p, old.n));
    if (said?.startsWith('refused')) return [textOf(entry), said, 'bad'];
    if (said?.startsWith('left')) return [textOf(entry), said, 'wait'];
    if (said === 'lacks') return [textOf(entry), 'refused for good: it left the browser and the collector does not have it', 'bad'];
    if (said === 'confirmed') return [textOf(entry), 'confirmed: the collector has it', 'good'];
    if (old) return [textOf(entry), 'answered by the collector', 'good'];
    const row = take(waiting, key);
    if (!row) return [textOf(entry), 'no row of it waits: the collector has answered, or the browser keeps none (no storage, opt-out)'];
    const answer = verdicts.get(eventId(row.p, row.n));
    return [
      textOf(entry),
      answer === 'confirmed' ? 'sent; the collector has it' : 'stored in the browser, waiting for the collector to confirm it',
      answer === 'confirmed' ? 'good' : 'wait',
    ];
  });
  for (const row of waiting) lines.push([row.e.replace(/"/g, ''), 'stored in the browser by an earlier page, waiting', 'wait']);
  return lines;
};
