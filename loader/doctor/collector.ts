/** Judges the core that a page loads and the collector behind it, by requests as a browser of that page would make them. */
import { createHash } from 'node:crypto';
import { finding, type Finding } from './findings.js';
import type { Get, Page } from './read.js';
import type { Stub } from './stub.js';

/** What is known of the collector when its core has been looked at. */
export interface Collector {
  findings: Finding[];
  /** address that events go to */
  endpoint?: string;
  /** the account has campaigns, or views that are sent without a call */
  campaigns: boolean;
  automatic: boolean;
}

const SCRIPT = /^(text|application)\/(x-)?(java|ecma)script\b/i;
/** Never run as a script (Fetch, 'should response to request be blocked due to its MIME type'). */
const NEVER = /^(image|audio|video)\/|^text\/csv\b/i;
/** Seconds for which a core that an upgrade replaces may be cached, and one that never changes must be. */
const DAY = 86_400;

/** The collector's address, as the core has it (endpointOf in core/main.ts). */
export const endpointOf = (core: string): string => core.replace(/[?#].*/s, '').replace(/(rtp-api\/v1\/|v\/[^/]+\/)?[^/]*$/, 'e');

const reasonOf = (error: unknown): string => {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
};

const judgeCache = (url: string, header: string): Finding | undefined => {
  const pinned = /\/v\/[\w-]+\//.test(url);
  const age = /\b(no-store|no-cache)\b/i.test(header) ? 0 : Number(/\bmax-age=(\d+)/i.exec(header)?.[1] ?? 0);
  if (age < (pinned ? DAY : 60)) return finding('core-cache', url, header || 'none', 'visitors fetch it again on page after page');
  if (!pinned && age > DAY) return finding('core-cache', url, header, 'an upgrade does not reach visitors for more than a day');
  return undefined;
};

const judgeCore = async (page: Page, stub: Stub, url: URL, get: Get): Promise<Finding[]> => {
  const { origin } = new URL(page.url);
  let answer: Response;
  let content: Buffer;
  try {
    answer = await get(url.href, { headers: { referer: origin + '/', ...(stub.integrity ? { origin } : {}) } });
    content = Buffer.from(await answer.arrayBuffer());
  } catch (error) {
    return [finding('core-unreachable', url.href, reasonOf(error))];
  }
  const hash = /\/v\/([\w-]+)\//.exec(url.pathname)?.[1];
  if (answer.status === 404 && hash) return [finding('core-gone', hash)];
  if (answer.status !== 200) return [finding('core-status', url.href, String(answer.status))];
  const type = answer.headers.get('content-type') ?? '';
  const strict = /nosniff/i.test(answer.headers.get('x-content-type-options') ?? '');
  if (NEVER.test(type) || (strict && !SCRIPT.test(type))) return [finding('core-type', url.href, type || 'no type')];
  if (!/_rtp/.test(content.toString('utf8'))) return [finding('core-strange', url.href)];
  const found: Finding[] = [];
  if (stub.integrity) {
    const [, kind = 'sha384', value = ''] = /^(sha\d+)-(.*)$/.exec(stub.integrity) ?? [];
    if (!/^sha(256|384|512)$/.test(kind) || createHash(kind).update(content).digest('base64') !== value)
      found.push(finding('core-integrity', url.href));
    const allowed = answer.headers.get('access-control-allow-origin');
    if (url.origin !== origin && allowed !== '*' && allowed !== origin) found.push(finding('core-cors'));
  }
  const cache = judgeCache(url.href, answer.headers.get('cache-control') ?? '');
  if (cache) found.push(cache);
  return found;
};

/** What a page may read of the account: whether it is off, its campaigns, its automatic events. */
const readAccount = async (base: string, account: string, get: Get): Promise<{ o?: 1; m?: object; c?: unknown[] }> => {
  try {
    const answer = await get(`${base}c/${encodeURIComponent(account)}.json`);
    return answer.ok ? ((await answer.json()) as { c?: unknown[] }) : {};
  } catch {
    return {};
  }
};

export const judgeCollector = async (page: Page, stub: Stub, get: Get): Promise<Collector> => {
  const none = { campaigns: false, automatic: false };
  // Not filled in: that is said already.
  if (/^__[A-Z_]+__$/.test(stub.core)) return { ...none, findings: [] };
  let url: URL;
  let endpoint: string;
  try {
    url = new URL(stub.core, page.url);
    endpoint = stub.endpoint ? new URL(stub.endpoint, url).href : endpointOf(url.href);
  } catch {
    return { ...none, findings: [finding('core-unreachable', stub.core, 'it is no address')] };
  }
  // Browsers take the machine itself for secure (W3C Secure Contexts, 3.1).
  const local = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (page.url.startsWith('https:') && url.protocol === 'http:' && !local) return { ...none, findings: [finding('core-mixed', url.href)] };
  const findings = await judgeCore(page, stub, url, get);
  if (findings.some(({ weight, code }) => weight === 'broken' && code !== 'core-integrity' && code !== 'core-cors'))
    return { ...none, findings };
  const ready = new URL('readyz', endpoint).href;
  try {
    const answer = await get(ready);
    // A proxy need not pass this address on; one that does passes the collector's own answer.
    if (answer.status === 503) findings.push(finding('collector-down', ready, '503'));
  } catch (error) {
    findings.push(finding('collector-down', ready, reasonOf(error)));
  }
  const account = await readAccount(new URL('.', endpointOf(url.href)).href, stub.account, get);
  if (account.o) findings.push(finding('account-off', stub.account));
  return { findings, endpoint, campaigns: !!account.c?.length, automatic: !!account.m };
};
