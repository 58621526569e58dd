/** Plays a plan: a browser, the site, the collector, and the pages that act by themselves and tell what they did. */
import { mkdtemp, rm } from 'node:fs/promises';
import type http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Collector, Stored } from '../support/collector.js';
import type { Engine, Lasting, Tab } from '../support/engine.js';
import { startSite } from '../support/site.js';
import { awayPage, lastPage, pageOf, type Addresses } from './page.js';
import { LAST, type Plan, type Step } from './plan.js';
import { openTroubles } from './trouble.js';

/** What a page told when it was shown, and when. */
export interface Shown {
  /** the core had taken over */
  core: boolean;
  href: string;
  referrer: string;
  /** ms since 1970: the page was asked for (or the one before was left), and shown */
  from: number;
  at: number;
}

export interface Played {
  engine: Engine['name'];
  account: string;
  site: string;
  /** by step; none where it never came */
  shown: Map<Step, Shown>;
  rows: Stored[];
  /** what pages told that no page may tell */
  complaints: string[];
  /** requests with events, and questions */
  requests: number;
  /** the story got stuck before its last page */
  stuck?: string;
  answered: boolean;
}

export interface Stand {
  engine: Engine;
  /** the one that is never killed, and the one that may be */
  collector(mortal: boolean): Promise<Collector>;
  /** folder of the built tag */
  dist: string;
}

/** ms until a story is stuck, and for the last page to bring what is lacking. */
const PATIENCE = 30_000;
const LAST_PATIENCE = 9_000;
/** ms between two looks at what is stored. */
const LOOK = 50;

let plays = 0;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** @param enough whether what is stored is all that must be */
export const play = async (plan: Plan, stand: Stand, enough: (played: Played) => boolean): Promise<Played> => {
  const account = `c${process.pid}x${++plays}`;
  const steps = plan.tabs.flat();
  const mortal = steps.some(({ visit }) => visit.trouble.is === 'killed');
  const collector = await stand.collector(mortal);
  const troubles = openTroubles(collector.url);
  const folder = plan.lasting ? await mkdtemp(join(tmpdir(), 'rtp-chaos-')) : '';
  const played: Played = {
    engine: stand.engine.name,
    account,
    site: '',
    shown: new Map(),
    rows: [],
    complaints: [],
    requests: 0,
    answered: false,
  };
  const served = new Map<string, number>();
  let down = false;
  let work: Promise<unknown> = Promise.resolve();
  const waiting: (() => void)[] = [];
  /** Wakes those who wait for something that a page told. */
  const told = (): void => waiting.splice(0).forEach((wake) => wake());
  const until = async (what: string, look: () => boolean, patience = PATIENCE): Promise<void> => {
    const end = Date.now() + patience;
    while (!look()) {
      if (Date.now() > end) throw new Error(`waited for ${what} in vain`);
      await Promise.race([new Promise<void>((resolve) => waiting.push(resolve)), pause(500)]);
    }
  };
  const calm = async (): Promise<void> => {
    troubles.now = { is: 'none' };
    troubles.release();
    if (down) await collector.restart();
    down = false;
  };
  /** The first tab brings its troubles with it. */
  const turn = async (step: Step): Promise<void> => {
    const { trouble } = step.visit;
    if (step.tab) return;
    if (trouble.is === 'killed') {
      troubles.now = trouble;
      if (!down) await collector.kill();
      down = true;
    } else {
      await calm();
      troubles.now = trouble;
    }
  };
  const events = new Set<string>();
  const ended = (): boolean => plan.tabs.every((tab, index) => !index || events.has(`closed ${tab.at(-1)?.key}`));

  const page = (response: http.ServerResponse, html: string): void =>
    void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' }).end(html);
  const before = (
    request: http.IncomingMessage,
    response: http.ServerResponse,
    forward: (a: typeof request, b: typeof response) => void,
  ): boolean => {
    const url = new URL(request.url ?? '/', 'http://site');
    if (url.pathname === '/told') {
      listen(url.searchParams);
      response.writeHead(204).end();
      return true;
    }
    const key = new RegExp(`^/${account}/(away/)?(\\d-\\d+|${LAST})(/.*)?$`).exec(url.pathname);
    if (key?.[2]) {
      if (key[1]) page(response, awayPage(addresses.of(key[2])));
      else void serve(key[2], response);
      return true;
    }
    if (url.pathname === '/rtp.js' && request.method === 'GET') {
      const core = steps.find((step) => step.key === url.searchParams.get('k'))?.visit.core;
      if (core === 'missing') response.writeHead(404).end();
      else if (core === 'reset') request.socket.destroy();
      else if (core === 'never') troubles.hang(request, response);
      else if (core === 'late') setTimeout(() => forward(request, response), 250);
      else forward(request, response);
      return true;
    }
    if (request.method === 'POST' || (url.pathname === '/e' && url.search)) {
      played.requests++;
      troubles.handle(request, response, forward);
      return true;
    }
    return false;
  };
  const serve = async (key: string, response: http.ServerResponse): Promise<void> => {
    if (key === LAST) {
      await until('the other tabs', ended).catch(() => undefined);
      work = work.then(calm);
      await work;
      page(response, lastPage(addresses, plan.clocks ? plan.shift : undefined));
      return;
    }
    const step = steps.find((one) => one.key === key && !one.again) as Step; // each address is a step's
    // Once: a page that comes again out of the history or loaded anew is in the troubles of the one that it came from.
    if (!served.has(key)) {
      work = work.then(() => turn(step));
      await work;
    }
    served.set(key, Date.now());
    page(response, pageOf(plan, step, addresses));
  };
  const listen = (said: URLSearchParams): void => {
    const key = said.get('key') ?? '';
    const now = Date.now();
    for (const kind of ['error', 'threw', 'wrong']) if (said.has(kind)) played.complaints.push(`${kind} on page ${key}: ${said.get(kind)}`);
    if (said.has('answered')) played.answered = true;
    for (const kind of ['close', 'kill', 'end']) if (said.has(kind)) events.add(`${kind} ${key}`);
    if (said.has('shown')) {
      events.add(`shown ${key} ${said.get('shown')}`);
      const step = steps.find((one) => one.key === key && one.again === (said.get('shown') === 'again'));
      if (step && !played.shown.has(step)) {
        const last = Math.max(0, ...[...played.shown].filter(([one]) => one.tab === step.tab).map(([, shown]) => shown.at));
        played.shown.set(step, {
          core: said.get('core') === '1',
          href: said.get('href') ?? '',
          referrer: said.get('referrer') ?? '',
          from: step.again ? last : (served.get(key) ?? last),
          at: now,
        });
      }
    }
    told();
  };

  const site = await startSite(collector.url, before);
  played.site = site.url;
  const addresses: Addresses = {
    account,
    of: (key) => `${site.url}/${account}/${key}`,
    away: (key) => `${site.other}/${account}/away/${key}`,
    core: `${plan.story.far ? site.other : site.url}/rtp.js`,
    told: `${site.url}/told`,
    dist: stand.dist,
  };

  /** Follows a tab through its steps: what a page cannot do by itself is done for it. */
  const follow = async (
    index: number,
    visit: (url: string) => Promise<void>,
    close: () => Promise<void>,
    kill: () => Promise<void>,
    end: () => Promise<void>,
  ): Promise<void> => {
    const tab = plan.tabs[index] as Step[];
    await visit(addresses.of((tab[0] as Step).key));
    for (const step of tab) {
      await until(`page ${step.key}${step.again ? ' again' : ''}`, () => events.has(`shown ${step.key} ${step.again ? 'again' : 'first'}`));
      if (step.leave === 'close' || step.leave === 'kill') {
        await until(`the end of page ${step.key}`, () => events.has(`${step.leave} ${step.key}`));
        await (step.leave === 'close' ? close() : kill());
        await visit(addresses.of(step.next));
      } else if (step.leave === 'end') {
        await until(`the end of page ${step.key}`, () => events.has(`end ${step.key}`));
        await end();
        events.add(`closed ${step.key}`);
        told();
      }
    }
  };
  const driven = async (): Promise<void> => {
    const browser = await stand.engine.fresh();
    try {
      const tabs: Promise<void>[] = [];
      for (const index of plan.tabs.keys()) {
        let tab: Tab = await browser.newTab();
        tabs.push(
          follow(
            index,
            (url) => tab.visit(url),
            async () => {
              // The next one first: some drivers end with their last tab.
              const next = await browser.newTab();
              await tab.close();
              tab = next;
            },
            () => Promise.reject(new Error('a browser with a driver is not killed')),
            () => tab.close(),
          ),
        );
      }
      await Promise.all(tabs);
      await end();
    } finally {
      await browser.close();
    }
  };
  const alone = async (): Promise<void> => {
    let browser: Lasting = await stand.engine.lasting(folder);
    const again = async (): Promise<void> => {
      await browser.kill();
      browser = await stand.engine.lasting(folder);
    };
    try {
      await follow(
        0,
        (url) => browser.visit(url),
        async () => undefined,
        again,
        async () => undefined,
      );
      await end();
    } finally {
      await browser.kill();
    }
  };
  /** The last page is there: waits until all is stored that must be, and nothing is on its way any more. */
  const end = async (): Promise<void> => {
    await until('the last page', () => events.has(`shown ${LAST} first`));
    const late = Date.now() + LAST_PATIENCE;
    for (;;) {
      played.rows = await collector.events(account);
      if (!troubles.open && played.answered && enough(played)) break;
      if (Date.now() > late) break;
      await pause(LOOK);
    }
  };

  try {
    await (plan.lasting ? alone() : driven());
  } catch (error) {
    played.stuck = String((error as Error).message).split('\n')[0];
  } finally {
    // In its turn: a page that came late may just be having the collector started.
    await (work = work.then(calm));
    await site.close();
    if (folder) await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
  return played;
};
