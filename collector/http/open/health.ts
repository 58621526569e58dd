/** For whoever watches over the process: alive, and ready. */
import type { FastifyInstance } from 'fastify';
import type { Store } from '../../store/store.js';

export const health = async (app: FastifyInstance, parts: { store: Store; closing(): boolean }): Promise<void> => {
  app.get('/healthz', (_request, reply) => reply.header('cache-control', 'no-store').send({ ok: true }));
  app.get('/readyz', async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    try {
      if (parts.closing()) throw new Error('stopping');
      await parts.store.health();
      return { ok: true };
    } catch (error) {
      request.log.warn({ err: error }, 'not ready');
      // The reason may name a host or a path: it is for the log, not for the open.
      return reply.code(503).header('retry-after', '5').send({ ok: false, error: 'the store cannot be written to' });
    }
  });
};
