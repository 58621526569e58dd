/** The ceiling: the collector's HTTP library with the collector's options, reading the same bodies, storing nothing. */
import fastify from 'fastify';
import type { AddressInfo } from 'node:net';
import { BODY_LIMIT } from '../../../collector/http/open/beacon.js';

const app = fastify({
  logger: false,
  bodyLimit: BODY_LIMIT,
  requestTimeout: 30_000,
  keepAliveTimeout: 65_000,
  http: { maxHeaderSize: 80 * 1024, headersTimeout: 10_000 },
});
app.removeAllContentTypeParsers();
app.addContentTypeParser('text/plain', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
app.post('/e', (_request, reply) => {
  void reply.code(204).send();
});
await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}/ admin token: none\n`);
