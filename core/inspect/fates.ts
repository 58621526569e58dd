/** What became of each event that was seen to wait: the collector is asked, and where it lacks one that has left, a trial says why. */
import type { Row } from '../encode.js';
import { eventId } from '../wire.js';
import { ask, tryOut } from './ask.js';
import { verdictOf } from './calls.js';

/** Ids in one question. */
const MOST = 200;

export interface Fates {
  /** rows seen before that wait no more */
  _gone: Row[];
  /** what the collector said, by the event's id */
  _verdicts: ReadonlyMap<string, string>;
  /** where the rows go, and what the question about them was answered with; without them nothing was asked */
  _endpoint?: string;
  _status?: string;
}

/** @returns what looks anew, given the rows that wait now */
export const openFates = (): ((rows: Row[]) => Promise<Fates>) => {
  const seen = new Map<string, Row>();
  const verdicts = new Map<string, string>();
  /** Those that have left and need not be asked about again. */
  const settled = new Set<string>();
  const idOf = ({ p, n }: Row): string => eventId(p, n);
  return async (rows) => {
    const waiting = new Set(rows.map(idOf));
    const left = ([id]: [string, Row]): boolean => !waiting.has(id);
    for (const row of rows) if (seen.size < MOST) seen.set(idOf(row), row);
    // About what waits, and what has gone and was not asked about since.
    const open = [...seen].filter(([id]) => waiting.has(id) || !settled.has(id));
    const endpoint = open[0]?.[1].c;
    let status: string | undefined;
    if (endpoint) {
      const [said, answer] = await ask(
        endpoint,
        open.map(([, row]) => row),
      );
      status = said;
      for (const [id, row] of open) {
        const verdict = verdictOf(answer, row);
        if (verdict) verdicts.set(id, verdict);
        if (verdict && !waiting.has(id)) settled.add(id);
      }
      // What left the browser and is not there has been refused, or left out: a trial says why.
      const lost = open.filter((one) => left(one) && verdicts.get(one[0]) === 'lacks').map(([, row]) => row);
      const [, tried] = lost[0] ? await tryOut(endpoint, lost) : ['', {}];
      for (const row of lost) {
        const verdict = verdictOf(tried, row);
        if (/^(refused|left)/.test(verdict)) verdicts.set(idOf(row), verdict);
      }
    }
    return { _gone: [...seen].filter(left).map(([, row]) => row), _verdicts: verdicts, _endpoint: endpoint, _status: status };
  };
};
