/** Keys of an account's servers: listed, made (the answer shows the key this once) and revoked. */
import type { FastifyInstance } from 'fastify';
import { ACCOUNT } from '../../ingest.js';
import type { Keys } from '../../keys/keys.js';
import type { Sessions } from './session.js';

/** Characters of a key's name. */
const MAX_NAME = 80;

/** Registered behind the operator's login. */
export const keysAdmin = async (app: FastifyInstance, { keys, sessions }: { keys: Keys; sessions: Sessions }): Promise<void> => {
  app.addHook('preHandler', async (request, reply) => {
    const { account } = request.query as { account?: unknown };
    if (request.method !== 'GET' && sessions.isForeign(request))
      await reply.code(403).send({ error: 'the request came from another site' });
    else if (typeof account !== 'string' || !ACCOUNT.test(account))
      await reply.code(400).send({ error: 'account: the id of one account is expected, such as /api/keys?account=shop' });
  });
  const accountOf = (query: unknown): string => (query as { account: string }).account;
  app.get('/api/keys', async (request) => ({
    keys: (await keys.list(accountOf(request.query))).map(({ id, name, made, revoked }) => ({ id, name, made, revoked: revoked ?? null })),
  }));
  app.post('/api/keys', async (request, reply) => {
    const { name } = (request.body ?? {}) as { name?: unknown };
    if (typeof name !== 'string' || !name.trim() || name.length > MAX_NAME)
      return reply.code(400).send({ error: `name: what the key is for, in up to ${MAX_NAME} characters, such as {"name": "billing"}` });
    try {
      const { key, kept } = await keys.make(accountOf(request.query), name.trim());
      return { key, id: kept.id };
    } catch (error) {
      return reply.code(503).send({ error: (error as Error).message });
    }
  });
  app.delete('/api/keys/:id', async (request, reply) => {
    const { id } = request.params as { id: string };
    if (await keys.revoke(accountOf(request.query), id)) return { revoked: id };
    return reply.code(404).send({ error: `no key ${id} that could be revoked` });
  });
};
