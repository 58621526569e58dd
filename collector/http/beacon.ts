/**
 * The open path: events in, and an answer only when they are on the disk. Every answer can be read by any page (no cookie
 * is involved), so that the tag learns what was kept.
 */
import { isUtf8 } from 'node:buffer';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import { eventId, VERSION, type WireAnswer } from '../../core/wire.js';
import type { Policy } from './policy.js';
import { readBody } from '../ingest.js';
import { StoreBusy, type Store } from '../store/store.js';
import type { Meters } from './metrics.js';

/** Bytes of a body: what browsers let a page send by beacon. */
export const BODY_LIMIT = 65_536;

const refuse = (reply: FastifyReply, status: number, answer: Omit<WireAnswer, 'v'>): FastifyReply =>
  reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify({ v: VERSION, ...answer }));

const REASONS: Record<number, string> = {
  413: `the body is larger than ${BODY_LIMIT} bytes`,
  415: 'text/plain expected',
};

/** Reasons spelled out in the text that a person reads in the browser's console. */
const NAMED = 10;

const named = (bad: [id: string, reason: string][]): string =>
  `not valid: ${bad.slice(0, NAMED).map(([id, reason]) => (id ? id + ': ' : '') + reason).join('; ')}${bad.length > NAMED ? `; and ${bad.length - NAMED} more` : ''}`;

/** Answers what fastify refused (too large, wrong type, slow) in the form that the tag reads. */
const onError = (error: FastifyError, _request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const status = error.statusCode ?? 500;
  if (status === 429) return refuse(reply, 429, { error: 'too many requests from this address' });
  if (status < 500) return refuse(reply, status, { error: REASONS[status] ?? error.message, lack: [] });
  reply.log.error({ err: error }, 'beacon');
  return refuse(reply.header('retry-after', '5'), 503, { error: 'not now' });
};

export interface BeaconParts {
  store: Store;
  policy: Policy;
  meters: Meters;
  /** ms since 1970 */
  now(): number;
  /** options of the routes: the rate limit */
  route: RouteShorthandOptions;
}

/** POST on `/e` and on every address that serves the core (the stub knows no other). */
export const beacons = async (app: FastifyInstance, parts: BeaconParts): Promise<void> => {
  const { store, policy, meters, now } = parts;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('text/plain', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    if (!request.headers['content-type']) done(null, body);
    else done(Object.assign(new Error(REASONS[415]), { statusCode: 415 }), undefined);
  });
  app.setErrorHandler(onError);
  app.addHook('onRequest', (_request, reply, done) => {
    // Set on the raw answer: it must be there on fastify's own refusals too, and this way costs least.
    reply.raw.setHeader('access-control-allow-origin', '*');
    reply.raw.setHeader('access-control-expose-headers', 'Retry-After');
    done();
  });

  const handle = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const body = request.body as Buffer | undefined;
    const query = (request.query as { d?: unknown }).d;
    let text: string;
    if (body?.length) {
      if (!isUtf8(body)) return refuse(reply, 400, { error: 'the body is not UTF-8', lack: [] });
      text = body.toString('utf8');
    } else if (typeof query === 'string') text = query;
    else return refuse(reply, 400, { error: 'no body', lack: [] });

    const reading = readBody(text, now());
    if (reading.error !== undefined) {
      meters.refused('body');
      return refuse(reply, 400, { error: reading.error, lack: [] });
    }
    const { ask } = reading;
    const { events, bad, settled, dropped } = policy.admit(reading, request.headers);
    if (dropped) meters.dropped(dropped);
    try {
      if (events.length) meters.stored(events, await store.insert(events));
      const lack: string[] = [];
      if (ask?.length) {
        for (const [page, number] of await store.missing(ask)) {
          const id = eventId(page, number);
          if (!settled.has(id)) lack.push(id);
        }
      }
      if (bad.length) {
        meters.refused('event', bad.length);
        return refuse(reply, 400, { error: named(bad), bad, lack });
      }
      if (!ask) return reply.code(204).send();
      return reply.code(200).type('application/json; charset=utf-8').send(JSON.stringify({ v: VERSION, lack } satisfies WireAnswer));
    } catch (error) {
      meters.busy();
      if (!(error instanceof StoreBusy)) request.log.error({ err: error }, 'store');
      const seconds = error instanceof StoreBusy ? error.retryAfterSeconds : 5;
      return refuse(reply.header('retry-after', String(seconds)), 503, { error: 'busy, try again' });
    }
  };
  for (const path of ['/e', '/rtp.js', '/rtp-api/v1/rtp.js', '/v/:hash/rtp.js']) {
    app.post(path, parts.route, handle);
    app.options(path, (_request, reply) => {
      void reply.header('access-control-allow-methods', 'POST, GET').header('access-control-max-age', '86400').code(204).send();
    });
  }
};
