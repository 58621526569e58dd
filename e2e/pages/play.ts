/** Plays the rows in one engine: each in each mode, one page after the other, in one tab. */
import { setTimeout } from 'node:timers/promises';
import type { Collector, Stored } from '../support/collector.js';
import type { Browser, Engine, Tab } from '../support/engine.js';
import { differences } from './compare.js';
import type { Ground, Seen } from './ground.js';
import type { Mode, Row } from './row.js';

export interface Cell {
  row: string;
  engine: string;
  mode: Mode;
  /** what differs from the plain page, or, of the plain page itself, what does not work; empty: ok */
  wrong: string[];
  /** ms */
  took: number;
}

/** ms that a page may take for its visit. */
const PATIENCE = 25_000;
/** ms that the driver may take for a tab. */
const DRIVER = 20_000;
/** ms that its events may take to the store: what a first sending misses is asked about and sent again. */
const STORED = 8_000;

export const accountOf = (row: Row, mode: Mode, engine: string): string => `${row.id}-${mode}-${engine}`.replaceAll('.', '-');

/** What is stored of the events that the visit fires: each once, and the page view. */
const stored = (rows: Stored[], row: Row): string[] => {
  const fired = rows.filter(({ type }) => type === 'event').map(({ value }) => value.join('|'));
  const views = rows.filter(({ type }) => type === 'view').length;
  const wanted = row.views ?? 1;
  const twice = rows.length - new Set(rows.map(({ id }) => id)).size;
  return [
    ...(fired.sort().join() === [...row.events].sort().join() ? [] : [`stored are the events '${fired}', not '${row.events}'`]),
    ...(views === wanted ? [] : [`${views} page views are stored, not ${wanted}`]),
    ...(twice ? [`${twice} rows are stored twice`] : []),
  ];
};

/** @throws {Error} when it is not done in that time: a driver that hangs ends the run, and does not hold it */
const within = async <T>(ms: number, what: string, work: Promise<T>): Promise<T> => {
  const over = new AbortController();
  const late = setTimeout(ms, undefined, { signal: over.signal }).then(() => Promise.reject(new Error(`${what}: not done in ${ms} ms`)));
  // The one that loses has nobody who listens.
  late.catch(() => undefined);
  return Promise.race([work, late]).finally(() => over.abort());
};

interface Visitor {
  /** goes to the page, from where the last one left the browser, and waits for what it tells */
  meets(url: string): Promise<Seen>;
  close(): Promise<void>;
}

const openVisitor = async (engine: Engine, ground: Ground): Promise<Visitor> => {
  const browser: Browser = await engine.fresh();
  let tab: Tab = await browser.newTab();
  let at = '';
  /** Errors and warnings of the browser itself: the page's own are told by the page, whose words have no address. */
  const heard = (url: string): string[] =>
    (tab.said?.() ?? [])
      .filter((line) => /Failed to load|blocked|refused/i.test(line))
      .map((line) => line.replaceAll(new URL(url).host, ''));
  return {
    async meets(url) {
      const told = ground.told(url);
      const visit = async (): Promise<Seen> => {
        if (at) ground.goOn(at, url);
        else await tab.visit(url);
        return told;
      };
      const seen = await within(PATIENCE, url, visit()).catch(() => undefined);
      at = url;
      if (seen) return { ...seen, said: [...seen.said, ...heard(url)] };
      // Whatever holds it, the next page gets a tab of its own.
      const next = await within(DRIVER, 'a new tab', browser.newTab());
      await within(DRIVER, 'closing a tab', tab.close()).catch(() => undefined);
      [tab, at] = [next, ''];
      return { problem: 'the page does not come to the end of its visit', said: [], globals: [], changed: [], early: [], late: [] };
    },
    close: () => browser.close(),
  };
};

/** @param report is told of each cell */
export const play = async (
  rows: Row[],
  modes: readonly Mode[],
  engine: Engine,
  ground: Ground,
  collector: Collector,
  report: (cell: Cell) => void,
): Promise<void> => {
  const visitor = await openVisitor(engine, ground);
  const late: { row: Row; cell: Cell; account: string }[] = [];
  for (const row of rows) {
    let plain: Seen | undefined;
    for (const mode of row.consent === undefined ? modes : (['plain', 'tag'] as const)) {
      const began = Date.now();
      const account = accountOf(row, mode, engine.name);
      const seen = await visitor.meets(ground.page(row, mode, account));
      plain ??= seen;
      const cell: Cell = { row: row.id, engine: engine.name, mode, wrong: [], took: 0 };
      if (mode === 'plain') cell.wrong = [...(seen.problem ? [seen.problem] : []), ...seen.said.filter((line) => !line.startsWith('warn'))];
      else {
        cell.wrong = differences(seen, plain, row.ignore);
        // A visit that broke off has not fired everything.
        if (!seen.problem) {
          await collector.waitFor(account, (events) => !stored(events, row).length, STORED).catch(() => undefined);
          late.push({ row, cell, account });
        }
      }
      cell.took = Date.now() - began;
      if (cell.wrong.length) console.error(`${engine.name} ${row.id} ${mode}: ${cell.wrong.join('; ')}`);
      report(cell);
    }
  }
  // At the very end, so that what is sent a second time is seen.
  for (const { row, cell, account } of late) {
    const wrong = stored(await collector.events(account), row);
    if (wrong.length) console.error(`${engine.name} ${row.id} ${cell.mode}: ${wrong.join('; ')}`);
    cell.wrong.push(...wrong);
  }
  await visitor.close();
};
