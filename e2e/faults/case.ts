import type { Collector, Stored } from '../support/collector.js';
import type { Browser, Engine } from '../support/engine.js';
import { LANDED, type Page, type Site } from '../support/site.js';

/** What a fault is given to play with: nothing in it is shared with another repetition. */
export interface Stage {
  engine: Engine;
  collector: Collector;
  site: Site;
  account: string;
  /** a folder for a browser that lasts */
  folder: string;
  /** `npm test`'s form: a smaller crowd */
  short: boolean;
  /** writes a page of the site; the snippet is on it */
  page(name: string, page?: Page): string;
}

/** What was fired, and what else must be so. */
export interface Fired {
  /** values of the events, each fired once unless `counts` says otherwise */
  values: string[];
  /** checks of the stored rows beyond 'all, once'; a sentence when one fails */
  also?(rows: Stored[]): string | undefined;
  /** how many of the rows count, when the same value is fired often */
  counted?: number;
}

export interface Fault {
  /** number in the table of faults, and a letter */
  id: string;
  what: string;
  /** a race: repeated more often */
  race?: boolean;
  /** the same fault at another moment: left to `npm run faults` */
  long?: boolean;
  /** why an engine cannot be put through it */
  not?: Partial<Record<Engine['name'], string>>;
  /** why the platform may make it impossible in an engine: the true rate is printed, and events that are lost are no failure of ours */
  limit?: Partial<Record<Engine['name'], string>>;
  /** plays the fault, ends it, makes one further page view at most */
  play(stage: Stage): Promise<Fired>;
}

/** Page script: runs the code when the core has taken over. */
export const whenCore = (code: string): string =>
  `<script>(function w(){window.rtp&&rtp.q&&rtp.q.base?setTimeout(function(){${code}},150):setTimeout(w,10)})()</script>`;

/** Page script: tells the site of something. */
export const tell = (what: string): string => `new Image().src='/${what}?'+Math.random();`;

/** A browser without a past, closed whatever becomes of the play. */
export const inBrowser = async <T>(engine: Engine, work: (browser: Browser) => Promise<T>): Promise<T> => {
  const browser = await engine.fresh();
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
};

/**
 * ms: Chromium lets nobody ask for an address that a page in the back/forward cache is still waiting for, for up to 20 s, and that
 * address may be the core's.
 */
const PATIENCE = 40_000;

/** Waits for the values; what is lacking in the end is counted, not thrown. */
export const stored = ({ collector, account }: Stage, values: string[]): Promise<unknown> =>
  collector
    .waitFor(account, (rows) => values.every((value) => rows.some((row) => row.value.join('|') === value)), PATIENCE)
    .catch(() => undefined);

/** Plays on a fresh browser with one tab, which then opens one further page. */
export const visit =
  (
    first: (stage: Stage) => { page: Page; values: string[]; until?: string; click?: string; also?: Fired['also'] },
    between?: (stage: Stage) => void | Promise<void>,
  ) =>
  async (stage: Stage): Promise<Fired> => {
    const { page, values, until, click, also } = first(stage);
    stage.page('next', { snippet: '', body: LANDED });
    const url = stage.page('page', page);
    await inBrowser(stage.engine, async (browser) => {
      const tab = await browser.newTab();
      const there = stage.site.next(until ?? 'GET /landed');
      // A window is opened by a click of the visitor's, or not at all.
      if (click) {
        await tab.open(url);
        await tab.click(click);
      } else await tab.visit(url);
      await there;
      if (between) await between(stage);
      stage.site.faults = {};
      await tab.open(stage.page('after', { body: 'after' }));
      await stored(stage, values);
    });
    return { values, also };
  };
