/** What the page asks the collector. Types come from the collector itself. */
import type { ContentRow } from '../content/found.js';
import type { CampaignResult } from '../results/campaign.js';
import type { Shown } from '../http/operator/admin.js';
import type { Overview as ServerOverview } from '../http/operator/overview.js';

export type Overview = ServerOverview & Shown;

/** A row as the feed sends it. */
export interface FeedRow {
  id: string;
  account: string;
  visitor: string | null;
  session: string | null;
  type: string;
  value: string[];
  page: string;
  at: string;
  counted: boolean;
  arrival: string;
}
export interface FeedMessage {
  rows: FeedRow[];
  /** events in all, also those too many to show */
  total: number;
  minutes: [minute: number, all: number, counted: number][];
}

const ask = async (path: string): Promise<Response> => {
  const answer = await fetch(path, { credentials: 'same-origin' });
  // The login is over: the same address now shows its form.
  if (answer.status === 401) location.reload();
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer;
};
const query = (account: string): string => (account ? '?account=' + encodeURIComponent(account) : '');

export const getOverview = async (account: string): Promise<Overview> =>
  (await ask('api/overview' + query(account))).json() as Promise<Overview>;
export const getTimeline = async (account: string): Promise<FeedMessage['minutes']> =>
  (await ask('api/timeline' + query(account))).json() as Promise<FeedMessage['minutes']>;
/** The latest rows, oldest first. */
export const getLatest = async (account: string, limit: number): Promise<FeedRow[]> => {
  const text = await (await ask(`api/events?limit=${limit}${account ? '&account=' + encodeURIComponent(account) : ''}`)).text();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as FeedRow);
};
export const getContent = async (account: string): Promise<ContentRow[]> =>
  ((await (await ask('api/content' + query(account))).json()) as { rows: ContentRow[] }).rows;
/** What the page of a campaign shows. @throws {Error} with the collector's own sentence */
export const getResults = async (account: string, campaign: string): Promise<CampaignResult> => {
  const answer = await fetch(resultsAddress(account, campaign), { credentials: 'same-origin' });
  const body = (await answer.json()) as CampaignResult & { error?: string };
  if (!answer.ok) throw new Error(body.error ?? `The collector answered ${answer.status}. Try again.`);
  return body;
};
export const resultsAddress = (account: string, campaign: string): string =>
  `api/results?account=${encodeURIComponent(account)}&campaign=${encodeURIComponent(campaign)}`;
/** A change, from the page's own origin. @throws {Error} with the collector's own sentence */
const send = async (method: string, path: string, body?: unknown): Promise<unknown> => {
  const answer = await fetch(path, {
    method,
    credentials: 'same-origin',
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const said = (await answer.json().catch(() => ({}))) as { error?: string };
  if (!answer.ok) throw new Error(said.error ?? `The collector answered ${answer.status}. Try again.`);
  return said;
};
/** Approves found content, or refuses it. @throws {Error} with the collector's own sentence */
export const decideContent = async (account: string, id: string, approved: boolean): Promise<void> => {
  await send('POST', 'api/content' + query(account), { id, approved });
};

/** A key of an account's servers as it is listed: without its secret. */
export interface ListedKey {
  /** its first characters */
  id: string;
  name: string;
  /** ISO times */
  made: string;
  revoked: string | null;
}
export const getKeys = async (account: string): Promise<ListedKey[]> =>
  ((await (await ask('api/keys' + query(account))).json()) as { keys: ListedKey[] }).keys;
/** @returns the key itself, this once */
export const makeKey = async (account: string, name: string): Promise<{ key: string }> =>
  (await send('POST', 'api/keys' + query(account), { name })) as { key: string };
export const revokeKey = async (account: string, id: string): Promise<void> => {
  await send('DELETE', `api/keys/${encodeURIComponent(id)}${query(account)}`);
};
