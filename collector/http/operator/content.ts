/** The Content tab's own calls: what there is and how it does, the owner's decisions, and the same as CSV. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Accounts } from '../../accounts/port.js';
import type { Approved } from '../../content/approved.js';
import { contentRows, type ContentRow } from '../../content/found.js';
import type { ServedContent } from '../../content/served.js';
import { ACCOUNT } from '../../ingest.js';
import type { Range, Store } from '../../store/store.js';
import { csvField } from './export.js';
import { readRange } from './range.js';
import type { Sessions } from './session.js';

export interface ContentParts {
  store: Store;
  accounts: Accounts;
  approved: Approved;
  served: ServedContent;
  sessions: Sessions;
  /** ms since 1970 */
  now(): number;
}

const HEAD = [
  'id',
  'title',
  'address',
  'categories',
  'state',
  'shown',
  'clicked',
  'direct',
  'assisted',
  'views, last two weeks',
  'views, two weeks before',
];

const csv = (rows: ContentRow[]): string =>
  [
    HEAD,
    ...rows.map(({ id, entry, state, figures: f }) => [
      id,
      entry.title,
      entry.address,
      (entry.categories ?? []).join('; '),
      state,
      f.shown,
      f.clicked,
      f.direct,
      f.assisted,
      f.recent,
      f.earlier,
    ]),
  ]
    .map((cells) => cells.map(csvField).join(',') + '\r\n')
    .join('');

/** The account and the days that the query names, or the answer that it names none. */
const askedOf = (request: FastifyRequest, reply: FastifyReply, now: number): { account: string; range: Required<Range> } | undefined => {
  const { account } = request.query as { account?: string };
  const range = readRange(request.query as Record<string, unknown>, now);
  if (account === undefined || !ACCOUNT.test(account))
    void reply.code(400).send({ error: 'account: the id of one account is expected, such as /api/content?account=shop' });
  else if (typeof range === 'string') void reply.code(400).send({ error: range });
  else return { account, range };
  return undefined;
};

/** Registered behind the operator's login. */
export const contentAdmin = async (
  app: FastifyInstance,
  { store, accounts, approved, served, sessions, now }: ContentParts,
): Promise<void> => {
  app.get('/api/content', async (request, reply) => {
    const asked = askedOf(request, reply, now());
    if (!asked) return reply;
    const { account, range } = asked;
    const rows = await contentRows({ store, approved }, account, accounts.file(account), range);
    if ((request.query as { format?: string }).format !== 'csv') return { ...range, rows };
    return reply
      .header('content-disposition', `attachment; filename="content-${account}.csv"`)
      .type('text/csv; charset=utf-8')
      .send('\ufeff' + csv(rows));
  });
  app.post('/api/content', async (request, reply) => {
    if (sessions.isForeign(request)) return reply.code(403).send({ error: 'the request came from another site' });
    const asked = askedOf(request, reply, now());
    if (!asked) return reply;
    const { account, range } = asked;
    const { id, approved: yes, categories } = (request.body ?? {}) as { id?: unknown; approved?: unknown; categories?: unknown };
    if (typeof id !== 'string' || typeof yes !== 'boolean')
      return reply.code(400).send({ error: 'a body such as {"id": "…", "approved": true} is expected' });
    const row = (await contentRows({ store, approved }, account, accounts.file(account), range)).find((one) => one.id === id);
    if (!row) return reply.code(404).send({ error: `no content with the id ${id}` });
    if (row.inFile) return reply.code(409).send({ error: "this entry stands in the account's file: change it there" });
    const names = Array.isArray(categories) ? { categories: categories.map(String).slice(0, 20) } : {};
    try {
      await approved.decide(account, { ...row.entry, ...names, approved: yes });
    } catch (error) {
      return reply.code(503).send({ error: (error as Error).message });
    }
    served.forget(account);
    return { approved: yes };
  });
};
