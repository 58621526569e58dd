/** `rtp-tag doctor URL`: is the tag working on this page, and if not, why? */
import { visitPage } from './browser.js';
import { judgeCollector } from './collector.js';
import { judgeEvents, openStore } from './events.js';
import { finding, type Finding } from './findings.js';
import { judgePage } from './page.js';
import { judgePolicies } from './policy.js';
import { readPage, type Get, type Page } from './read.js';
import { stubOf, type Stub } from './stub.js';

export interface Options {
  url: string;
  /** admin token of the collector: with it events are sent, found and removed */
  token?: string | undefined;
  /** the collector's address for the operator, where that is not the one that pages use */
  collector?: string | undefined;
  /** false: no browser; a path: this one */
  browser?: string | false | undefined;
  /** the stubs of this version, minified, with their placeholders */
  known: readonly string[];
  get: Get;
}

export interface Report {
  /** address after redirections */
  url: string;
  findings: Finding[];
  /** what was looked at and is well, and what was not looked at */
  notes: string[];
  /** the page could not be read, so nothing is known */
  unread: boolean;
}

/** Ways to see one fault: what the browser says of it is left out where the source says why. */
const FOLLOWS = new Set(['browser-no-core', 'browser-no-stub', 'event-lost', 'cookie-none']);

const unread = (url: string, found: Finding): Report => ({ url, findings: [found], notes: [], unread: true });

const judgeStub = async (page: Page, stubs: readonly Stub[], stub: Stub, options: Options): Promise<Report & { core: string }> => {
  const { get, token } = options;
  const notes = [`the snippet: account ${stub.account}, core ${stub.core}`];
  const collector = await judgeCollector(page, stub, get);
  const findings = [
    ...judgePage(page, stubs, collector),
    ...(URL.canParse(stub.core, page.url) ? judgePolicies(page, stub) : []),
    ...collector.findings,
  ];
  if (!token) notes.push('not looked at: whether events arrive in the store (give --token, or RTP_TOKEN)');
  else if (collector.endpoint && !findings.some(({ code }) => code === 'account-off')) {
    const store = openStore(options.collector ?? new URL('.', collector.endpoint).href, token, get);
    const sent = await judgeEvents(page, stub, collector.endpoint, store, get);
    findings.push(...sent.findings);
    notes.push(...sent.notes);
  }
  return { url: page.url, findings, notes, unread: false, core: collector.endpoint ?? stub.core };
};

const visited = async (report: Report, options: Options, core: string): Promise<Report> => {
  if (options.browser === false) return { ...report, notes: [...report.notes, 'not looked at: the page in a browser (--no-browser)'] };
  const base = options.collector ?? (/^https?:/.test(core) ? new URL('.', core).href : '');
  const store = options.token && base ? openStore(base, options.token, options.get) : undefined;
  const visit = await visitPage(report.url, core, { browser: options.browser, store });
  const notes = [...report.notes, ...visit.notes, ...(visit.without ? [`not looked at: the page in a browser (${visit.without})`] : [])];
  const broken = report.findings.some(({ weight }) => weight === 'broken');
  const seen = visit.findings.filter(({ code }) => !broken || !FOLLOWS.has(code));
  const inserted = visit.alive && report.findings.some(({ code }) => code === 'stub-missing');
  const findings = inserted
    ? report.findings.filter(({ code }) => code !== 'stub-missing').concat(finding('stub-inserted'))
    : report.findings;
  return { ...report, notes, findings: [...findings, ...seen] };
};

export const examine = async (options: Options): Promise<Report> => {
  let page: Page;
  try {
    page = await readPage(options.url, options.get);
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: string } };
    return unread(options.url, finding('page-unreachable', cause?.code ?? message));
  }
  if (page.status !== 200) return unread(page.url, finding('page-status', String(page.status)));
  if (!/^(text\/html|application\/xhtml\+xml)\b/i.test(page.type)) return unread(page.url, finding('page-type', page.type || 'of no type'));
  const stubs = page.scripts.flatMap((script) => stubOf(script, options.known) ?? []);
  const [stub] = stubs;
  if (stub) {
    const { core, ...report } = await judgeStub(page, stubs, stub, options);
    return visited(report, options, core);
  }
  const findings = judgePage(page, stubs, { campaigns: false, automatic: false });
  return visited({ url: page.url, findings, notes: [], unread: false }, options, 'the core');
};
