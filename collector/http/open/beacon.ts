/**
 * The open path: events in, and an answer only when they are on the disk. Every answer can be read by any page (no cookie
 * is involved), so that the tag learns what was kept. The ordinary request takes `lane.ts`; what is here takes the others.
 */
import type { IncomingMessage } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Limit } from '../limit.js';
import { preflight, readable } from './cors.js';
import { refusal, type Answer, type Receive } from './receive.js';
import { textOf } from './text.js';

/** Bytes of a body: what browsers let a page send by beacon. */
export const BODY_LIMIT = 65_536;

/** Every address that serves the core (the stub knows no other) takes events, too. */
const PATHS = [
  '/e',
  '/e/',
  '/rtp.js',
  '/rtp-api/v1/e',
  '/rtp-api/v1/rtp.js',
  '/v/:hash/rtp.js',
  '/rtp-consent.js',
  '/rtp-api/v1/rtp-consent.js',
  '/v/:hash/rtp-consent.js',
];

const send = (reply: FastifyReply, { status, body, retryAfter }: Answer): FastifyReply => {
  if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
  return body === undefined ? reply.code(status).send() : reply.code(status).type('application/json; charset=utf-8').send(body);
};

const REASONS: Record<number, string> = {
  413: `the body is larger than ${BODY_LIMIT} bytes`,
};

/** Answers what fastify refused (too large, wrong type, slow) in the form that the tag reads. */
const onError = (error: FastifyError, _request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const status = error.statusCode ?? 500;
  if (status < 500) return send(reply, refusal(status, { error: REASONS[status] ?? error.message }));
  reply.log.error({ err: error }, 'beacon');
  return send(reply, refusal(503, { error: 'not now' }, 5));
};

interface BeaconParts {
  receive: Receive;
  limit: Limit;
  /** the address of a visitor */
  addressOf(request: IncomingMessage): string;
  onLimited(): void;
}

export const beacons = async (app: FastifyInstance, { receive, limit, addressOf, onLimited }: BeaconParts): Promise<void> => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler(onError);
  app.addHook('onRequest', async (request, reply) => {
    // Set on the raw answer: it must be there on fastify's own refusals too.
    const list = readable(request.headers);
    for (let i = 0; i < list.length; i += 2) reply.raw.setHeader(list[i] ?? '', list[i + 1] ?? '');
    // Whatever it is: a type that cannot even be parsed must not be what loses an event.
    delete request.headers['content-type'];
    const wait = limit(request.raw);
    if (!wait) return undefined;
    onLimited();
    return send(reply, refusal(429, { error: 'too many requests from this address' }, wait));
  });

  const handle = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { d } = request.query as { d?: unknown };
    const from = addressOf(request.raw);
    const body = (request.body as Buffer | undefined) ?? Buffer.alloc(0);
    if (!body.length)
      return send(reply, typeof d === 'string' ? await receive(d, request.headers, from) : refusal(400, { error: 'no body' }));
    const text = await textOf(body, request.headers['content-encoding'], BODY_LIMIT);
    return send(reply, typeof text === 'string' ? await receive(text, request.headers, from) : refusal(text.status, { error: text.error }));
  };
  for (const path of PATHS) {
    app.post(path, handle);
    app.options(path, (request, reply) => reply.headers(preflight(request.headers)).code(204).send());
  }
};
