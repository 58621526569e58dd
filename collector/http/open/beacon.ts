/**
 * The open path: events in, and an answer only when they are on the disk. Every answer can be read by any page (no cookie
 * is involved), so that the tag learns what was kept. The ordinary request takes `lane.ts`; what is here takes the others.
 */
import { isUtf8 } from 'node:buffer';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Limit } from '../limit.js';
import { refusal, type Answer, type Receive } from './receive.js';

/** Bytes of a body: what browsers let a page send by beacon. */
export const BODY_LIMIT = 65_536;

/** Every address that serves the core (the stub knows no other) takes events, too. */
export const PATHS = ['/e', '/rtp.js', '/rtp-api/v1/rtp.js', '/v/:hash/rtp.js'];

const send = (reply: FastifyReply, { status, body, retryAfter }: Answer): FastifyReply => {
  if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
  return body === undefined ? reply.code(status).send() : reply.code(status).type('application/json; charset=utf-8').send(body);
};

const REASONS: Record<number, string> = {
  413: `the body is larger than ${BODY_LIMIT} bytes`,
  415: 'text/plain expected',
};

/** Answers what fastify refused (too large, wrong type, slow) in the form that the tag reads. */
const onError = (error: FastifyError, _request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const status = error.statusCode ?? 500;
  if (status < 500) return send(reply, refusal(status, { error: REASONS[status] ?? error.message, lack: [] }));
  reply.log.error({ err: error }, 'beacon');
  return send(reply, refusal(503, { error: 'not now' }, 5));
};

/** Bytes as text, or why not. */
const textOf = (body: Buffer | undefined, query: unknown): string | Answer => {
  if (!body?.length) return typeof query === 'string' ? query : refusal(400, { error: 'no body', lack: [] });
  return isUtf8(body) ? body.toString('utf8') : refusal(400, { error: 'the body is not UTF-8', lack: [] });
};

export const beacons = async (
  app: FastifyInstance,
  { receive, limit, onLimited }: { receive: Receive; limit: Limit; onLimited(): void },
): Promise<void> => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('text/plain', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    if (!request.headers['content-type']) done(null, body);
    else done(Object.assign(new Error(REASONS[415]), { statusCode: 415 }), undefined);
  });
  app.setErrorHandler(onError);
  app.addHook('onRequest', async (request, reply) => {
    // Set on the raw answer: it must be there on fastify's own refusals too.
    reply.raw.setHeader('access-control-allow-origin', '*');
    reply.raw.setHeader('access-control-expose-headers', 'Retry-After');
    const wait = limit(request.raw);
    if (!wait) return undefined;
    onLimited();
    return send(reply, refusal(429, { error: 'too many requests from this address' }, wait));
  });

  const handle = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const text = textOf(request.body as Buffer | undefined, (request.query as { d?: unknown }).d);
    return send(reply, typeof text === 'string' ? await receive(text, request.headers) : text);
  };
  for (const path of PATHS) {
    app.post(path, handle);
    app.options(path, (_request, reply) => {
      void reply.header('access-control-allow-methods', 'POST, GET').header('access-control-max-age', '86400').code(204).send();
    });
  }
};
