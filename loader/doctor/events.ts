/** One marked event by each way that the tag has, found in the store, timed, and removed again. */
import { randomBytes } from 'node:crypto';
import { VERSION, type WireBody } from '../../core/wire.js';
import { finding, type Finding } from './findings.js';
import type { Get, Page } from './read.js';
import type { Stub } from './stub.js';

export interface Sent {
  findings: Finding[];
  /** one line for each event that arrived */
  notes: string[];
}

/** The operator's addresses of a collector. */
export interface Store {
  /** values of the visitor's events */
  find(account: string, visitor: string): Promise<string[]>;
  /** @returns what went wrong, or nothing */
  remove(account: string, visitor: string): Promise<string | undefined>;
}

/** ms until an event is given up, and from which it is slow. */
const PATIENCE = 5000;
const SLOW = 2000;
const AGAIN = 50;

/** Thrown where the collector refuses the token. */
class TokenRefused extends Error {}

/** @param base address of the collector, with a slash at its end */
export const openStore = (base: string, token: string, get: Get): Store => {
  const headers = { authorization: 'Bearer ' + token };
  return {
    find: async (account, visitor) => {
      const answer = await get(`${base}api/events?account=${encodeURIComponent(account)}&visitor=${visitor}`, { headers });
      if (!answer.ok) throw new TokenRefused(`${base}api/events answers ${answer.status}`);
      const lines = (await answer.text()).split('\n').filter(Boolean);
      return lines.flatMap((line) => (JSON.parse(line) as { value: string[] }).value);
    },
    remove: async (account, visitor) => {
      const url = `${base}api/visitors/${visitor}?account=${encodeURIComponent(account)}`;
      const answer = await get(url, { method: 'DELETE', headers });
      return answer.ok ? undefined : `${base} answers ${answer.status}`;
    },
  };
};

interface Way {
  name: string;
  url: string;
  init: RequestInit;
  /** its answer is read by the page */
  read?: true;
}

const ways = (page: Page, stub: Stub, endpoint: string, visitor: string): Way[] => {
  const bodyOf = (number: number, name: string, more: Partial<WireBody>): string =>
    JSON.stringify({
      v: VERSION,
      ...more,
      b: [{ p: visitor, u: visitor, s: visitor, a: stub.account, l: page.url, e: [[number, 0, 'event', name]] }],
    } satisfies WireBody);
  const post = { method: 'POST', headers: { origin: new URL(page.url).origin, 'content-type': 'text/plain;charset=UTF-8' } };
  const core = new URL(stub.endpoint ?? stub.core, page.url).href;
  return [
    { name: 'beacon', url: endpoint, init: { ...post, body: bodyOf(1, 'beacon', { w: 'b' }) } },
    { name: 'request', url: endpoint, init: { ...post, body: bodyOf(2, 'request', { w: 'c', q: [] }) }, read: true },
    { name: 'query', url: `${endpoint}?d=${encodeURIComponent(bodyOf(3, 'query', { w: 'r', q: [] }))}`, init: post, read: true },
    // Where the stub sends what it has when the page is left early.
    { name: 'rescue', url: core, init: { ...post, body: bodyOf(4, 'rescue', { w: 'b' }) } },
  ];
};

/** @returns why the event cannot have been stored, or nothing */
const send = async ({ url, init, read }: Way, origin: string, get: Get): Promise<string | undefined> => {
  try {
    const answer = await get(url, init);
    if (!answer.ok) return `${answer.status} ${(await answer.text()).slice(0, 200)}`.trim();
    const allowed = answer.headers.get('access-control-allow-origin');
    if (read && new URL(url).origin !== origin && allowed !== '*' && allowed !== origin)
      return 'its answer has no Access-Control-Allow-Origin for the page';
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

/** Resolves with ms until the store has the event, or with nothing. */
const waitFor = async (store: Store, account: string, visitor: string, name: string, began: number): Promise<number | undefined> => {
  for (;;) {
    const there = (await store.find(account, visitor)).includes(name);
    const ms = Date.now() - began;
    if (there) return ms;
    if (ms > PATIENCE) return undefined;
    // A store is asked again until it has what was sent: there is nothing that would tell.
    await new Promise((resolve) => setTimeout(resolve, AGAIN));
  }
};

export const judgeEvents = async (page: Page, stub: Stub, endpoint: string, store: Store, get: Get): Promise<Sent> => {
  const visitor = 'doctor' + randomBytes(10).toString('hex');
  const findings: Finding[] = [];
  const notes: string[] = [];
  try {
    // Before anything is sent: what could not be found could not be removed either.
    await store.find(stub.account, visitor);
    for (const way of ways(page, stub, endpoint, visitor)) {
      const began = Date.now();
      const wrong = await send(way, new URL(page.url).origin, get);
      const where = way.url.replace(/\?.*/s, '');
      const ms = wrong === undefined ? await waitFor(store, stub.account, visitor, way.name, began) : undefined;
      if (ms === undefined) findings.push(finding('event-lost', way.name, wrong ?? 'the answer was good and nothing was stored', where));
      else if (ms > SLOW) findings.push(finding('event-slow', way.name, String(ms)));
      if (ms !== undefined) notes.push(`an event by ${way.name} was stored after ${ms} ms`);
    }
  } catch (error) {
    return { findings: [...findings, finding('token-wrong', (error as Error).message)], notes };
  }
  const left = await store.remove(stub.account, visitor).catch((error: Error) => error.message);
  if (left) findings.push(finding('event-left', left, visitor, stub.account));
  else notes.push('the marked events were removed');
  return { findings, notes };
};
