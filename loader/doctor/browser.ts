/** Opens the page in Chromium or Firefox, where there is one, and looks at what the tag does there. */
import { existsSync } from 'node:fs';
import type { Browser, Request } from 'playwright-core';
import type { Store } from './events.js';
import { finding, type Finding } from './findings.js';

export interface Visit {
  findings: Finding[];
  notes: string[];
  /** why no browser was used */
  without?: string;
  /** the core runs there, whatever the source of the page says */
  alive: boolean;
}

export interface VisitOptions {
  /** path of a browser, in place of those that are found */
  browser?: string | undefined;
  /** removes the visit from the figures again */
  store?: Store | undefined;
  /** ms for the core, and then for an event */
  patience?: number;
}

const CHROMIUM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];
const FIREFOX = ['/usr/bin/firefox', '/usr/bin/firefox-esr', '/Applications/Firefox.app/Contents/MacOS/firefox'];
const EVENT = 'rtp-tag doctor';

/** @returns the browser, or why there is none */
const launch = async (given: string | undefined): Promise<Browser | string> => {
  // The package has no dependencies: this one is used where somebody has installed it. It downloads nothing.
  const driver = await import('playwright-core').catch(() => undefined);
  if (!driver) return "playwright-core is not installed beside this command: 'npm install playwright-core'";
  const path = given ?? [...CHROMIUM, ...FIREFOX].find((one) => existsSync(one));
  if (!path) return 'neither Chromium nor Firefox was found: give its path with --browser';
  if (/firefox/i.test(path)) return driver.firefox.launch({ executablePath: path, channel: 'moz-firefox' });
  return driver.chromium.launch({ executablePath: path, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
};

/** Firefox does not tell what a request carries: there, the next one to the collector must do. */
const carriesEvent = (request: Request, endpoint: string): boolean =>
  request.method() === 'POST' && (request.postData()?.includes(EVENT) ?? request.url().startsWith(endpoint));

/** @param endpoint address that events go to */
export const visitPage = async (url: string, endpoint: string, options: VisitOptions): Promise<Visit> => {
  const { patience = 10_000, store } = options;
  const browser = await launch(options.browser).catch((error: Error) => `the browser does not start: ${error.message.split('\n')[0]}`);
  if (typeof browser === 'string') return { findings: [], notes: [], without: browser, alive: false };
  const findings: Finding[] = [];
  const notes: string[] = [];
  const seen = new Map<string, string>();
  let alive = false;
  let asked = false;
  try {
    const probe = await browser.newPage();
    // A collector may drop what declared robots send, and a browser without a window declares itself to be one.
    const userAgent = ((await probe.evaluate('navigator.userAgent')) as string).replace('HeadlessChrome', 'Chrome');
    await probe.close();
    const context = await browser.newContext({ userAgent });
    const page = await context.newPage();
    const arrived = new Promise<number>((resolve) => {
      page.on('requestfinished', async (request) => {
        if (asked && carriesEvent(request, endpoint)) resolve((await request.response())?.status() ?? 0);
      });
      page.on('requestfailed', (request) => asked && carriesEvent(request, endpoint) && resolve(0));
    });
    await page.goto(url, { waitUntil: 'load', timeout: 30_000 });
    if ((await page.evaluate('typeof rtp')) !== 'function') return { findings: [finding('browser-no-stub')], notes, alive };
    // A snippet that waits for a yes gets one: the visit is the doctor's own.
    if (await page.evaluate(`!!document.querySelector('script[src*="rtp-consent.js"]')`)) {
      await page.evaluate(`rtp('consent','granted')`);
      notes.push("the snippet waits for a yes; this visit gave it by rtp('consent','granted')");
    }
    const taken = page.waitForFunction('window.rtp.q && window.rtp.q.base', undefined, { timeout: patience });
    alive = await taken.then(
      () => true,
      () => false,
    );
    if (!alive) return { findings: [finding('browser-no-core', String(patience / 1000), endpoint)], notes, alive };
    notes.push(`the core runs in ${browser.browserType().name()} ${browser.version()}`);
    const [visitor, account] = (await page.evaluate('rtp.q.who ? [rtp.q.who()[0], rtp.a] : []')) as [string?, string?];
    if (visitor && account) seen.set(visitor, account);
    const began = Date.now();
    asked = true;
    await page.evaluate(`rtp('send','event',{value:'${EVENT}'})`);
    let timer: unknown;
    const late = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, patience)));
    const status = await Promise.race([arrived, late]);
    clearTimeout(timer as number);
    if (status !== undefined && status >= 200 && status < 300)
      notes.push(`an event of the page was answered for after ${Date.now() - began} ms`);
    else {
      const why = status === undefined ? 'no request was made' : status ? `the answer was ${status}` : 'the request failed';
      findings.push(finding('event-lost', 'the page', why, 'the address of the events'));
    }
    if (!(await context.cookies(url)).some(({ name }) => name === '_rtp')) findings.push(finding('cookie-none'));
  } catch (error) {
    findings.push(finding('page-unreachable', (error as Error).message.split('\n')[0] ?? ''));
  } finally {
    await browser.close();
    for (const [visitor, account] of store ? seen : []) {
      const left = await store?.remove(account, visitor).catch((error: Error) => error.message);
      if (left) findings.push(finding('event-left', left, visitor, account));
    }
  }
  return { findings, notes, alive };
};
