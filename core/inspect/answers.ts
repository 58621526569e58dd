/** The collector's answers: the requests that the browser tells of, and the inspector's own questions. */
import { verdictOf } from './calls.js';
import { endpointAt, sampleRow, tryOut } from './ask.js';
import type { Line } from './panel.js';

/** Answers that are listed. */
const MOST = 30;
/** Looks between two trials of what would become of an event. */
const TRY = 15;

export interface Answers {
  /** a trial at the first look, and now and then: what would become of a view of this page */
  _try(endpoint: string | undefined, account: string, who: [visitor: string, session: string]): Promise<void>;
  /** the next look tries at once */
  _again(): void;
  /** notes what the question about waiting events was answered with */
  _asked(status: string): void;
  _lines(): Line[];
}

/** @param base the core's address @param named the collector's address, where the page names one */
export const openAnswers = (base: string, named: () => string | undefined): Answers => {
  const lines = new Map<string, Line>();
  const folder = new URL('.', base).href;
  let looks = 0;
  const watch = (): void => {
    for (const entry of performance.getEntriesByType('resource') as PerformanceResourceTiming[]) {
      if (!entry.name.startsWith(folder) || !/(\/e|rtp[\w-]*\.js|\.json)(\?|$)/.test(entry.name)) continue;
      const { responseStatus: status } = entry as { responseStatus?: number };
      const what = entry.name.slice(folder.length - 1).slice(0, 80);
      lines.set(what + entry.startTime, [
        what,
        `${status || 'no status told'}, ${Math.round(entry.duration)} ms`,
        status && status > 399 ? 'bad' : 'good',
      ]);
    }
  };
  return {
    async _try(endpoint, account, who) {
      if (looks++ % TRY) return;
      const sample = sampleRow(endpoint || endpointAt(base, named()), account, who);
      const [status, tried] = await tryOut(sample.c, [sample]);
      const said = tried.bad ? verdictOf(tried, sample) : status;
      lines.set('trial', [
        'what would become of a view of this page now',
        said === 'lacks' ? 'stored' : said,
        said === 'lacks' ? 'good' : 'bad',
      ]);
    },
    _again() {
      looks = 0;
    },
    _asked(status) {
      lines.set('question', ['the last question about what waits', status, status === '200' ? 'good' : 'bad']);
    },
    _lines() {
      watch();
      return [...lines.values()].slice(-MOST);
    },
  };
};
