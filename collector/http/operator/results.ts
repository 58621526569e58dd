/** `GET /api/results?account=…&campaign=…`: what the page of a campaign shows, and the same as CSV. */
import type { FastifyInstance } from 'fastify';
import type { Accounts } from '../../accounts/port.js';
import { ACCOUNT } from '../../ingest.js';
import { campaignResult, type CampaignResult } from '../../results/campaign.js';
import type { History } from '../../results/history.js';
import type { Store } from '../../store/store.js';
import { csvField } from './export.js';
import { readRange } from './range.js';

export interface ResultsParts {
  store: Store;
  accounts: Accounts;
  history: Pick<History, 'of'>;
  /** ms since 1970 */
  now(): number;
}

const csv = ({ rows }: CampaignResult): string =>
  [['day', 'group', 'what', 'goal', 'count'], ...rows].map((cells) => cells.map(csvField).join(',') + '\r\n').join('');

/** Registered behind the operator's login. */
export const resultsAdmin = async (app: FastifyInstance, { store, accounts, history, now }: ResultsParts): Promise<void> => {
  app.get('/api/results', async (request, reply) => {
    const { account = '', campaign = '', format, from, to } = request.query as Record<string, string | undefined>;
    if (!ACCOUNT.test(account) || !campaign)
      return reply.code(400).send({ error: 'account and campaign are expected, such as /api/results?account=shop&campaign=7' });
    const range = from || to ? readRange({ from, to }, now()) : undefined;
    if (typeof range === 'string') return reply.code(400).send({ error: range });
    const periods = await history.of(account, campaign);
    const result = await campaignResult(store, account, accounts.file(account), campaign, now(), { periods, range });
    if (!result) return reply.code(404).send({ error: `the file of ${account} has no campaign ${campaign}` });
    if (format !== 'csv') return { ...result, rows: [] };
    return reply
      .header('content-disposition', `attachment; filename="results-${account}-${campaign.replace(/[^\w-]/g, '_')}.csv"`)
      .type('text/csv; charset=utf-8')
      .send('\ufeff' + csv(result));
  });
};
