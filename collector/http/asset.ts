/** A file in memory, in the encodings that browsers take. It is compressed beside the requests: no answer waits for another's. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface Asset {
  type: string;
  etag: string;
  hash: string;
  plain: Buffer;
  br?: Buffer;
  gzip?: Buffer;
  /** resolves when it may be sent: with all encodings, or where the best one takes seconds, with `gzip` */
  ready: Promise<void>;
  /** resolves when `br` is there as well */
  whole: Promise<void>;
}

/** Bytes from which on the best compression takes seconds. */
const LARGE = 256 * 1024;

const inBrotli = promisify(brotliCompress);
const inGzip = promisify(gzip) as (content: Buffer, options: { level: number }) => Promise<Buffer>;

/** Can be sent at once; the smaller encodings come when they are ready. */
export const makeAsset = (content: Buffer | string, type: string): Asset => {
  const plain = Buffer.from(content);
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 12);
  const large = plain.length > LARGE;
  const zipped = inGzip(plain, { level: large ? 6 : 9 }).then((bytes) => void (asset.gzip = bytes));
  const quality = { [constants.BROTLI_PARAM_QUALITY]: large ? 6 : 11 };
  const whole = zipped.then(() => inBrotli(plain, { params: quality })).then((bytes) => void (asset.br = bytes));
  // Without memory for it the plain bytes are sent; whoever awaits it is told.
  whole.catch(() => {});
  const ready = (large ? zipped : whole).catch(() => {});
  const asset: Asset = { type, hash, etag: `"${hash}"`, plain, ready, whole };
  return asset;
};

/** Whether an encoding is taken: it is named, and not with a weight of nought (RFC 9110, 12.4.2). */
const [BR, GZIP] = ['br', 'gzip'].map((name) => new RegExp(`\\b${name}\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))`)) as [RegExp, RegExp];

/** Sends it in the smallest encoding that the browser takes, or 304 when it has it. */
export const sendAsset = (request: FastifyRequest, reply: FastifyReply, asset: Asset, caching: string): FastifyReply => {
  const vary = String(reply.getHeader('vary') ?? '');
  void reply
    .header('etag', asset.etag)
    .header('cache-control', caching)
    .header('vary', vary ? vary + ', Accept-Encoding' : 'Accept-Encoding')
    .header('x-content-type-options', 'nosniff');
  if (request.headers['if-none-match']?.includes(asset.etag)) return reply.code(304).send();
  const accepts = String(request.headers['accept-encoding'] ?? '');
  const [encoding, bytes] =
    asset.br && BR.test(accepts) ? ['br', asset.br] : asset.gzip && GZIP.test(accepts) ? ['gzip', asset.gzip] : ['', asset.plain];
  if (encoding) void reply.header('content-encoding', encoding);
  return reply.type(asset.type).send(bytes);
};
