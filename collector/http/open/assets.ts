/**
 * The tag's files from dist/: read and compressed once, served from memory. The plain names are cached for a short while
 * (a page must get a new tag soon), the ones with the hash for ever.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';

/** A file, ready to be sent. */
export interface Asset {
  type: string;
  etag: string;
  hash: string;
  plain: Buffer;
  br: Buffer;
  gzip: Buffer;
}

/** Compresses once, as small as it goes. */
export const makeAsset = (content: Buffer | string, type: string): Asset => {
  const plain = Buffer.from(content);
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 12);
  return {
    type,
    hash,
    etag: `"${hash}"`,
    plain,
    br: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    gzip: gzipSync(plain, { level: 9 }),
  };
};

/** Sends it in the encoding that the browser takes, or 304 when it has it. */
export const sendAsset = (request: FastifyRequest, reply: FastifyReply, asset: Asset, caching: string): FastifyReply => {
  void reply
    .header('etag', asset.etag)
    .header('cache-control', caching)
    .header('vary', 'Accept-Encoding')
    .header('x-content-type-options', 'nosniff');
  if (request.headers['if-none-match']?.includes(asset.etag)) return reply.code(304).send();
  const accepts = String(request.headers['accept-encoding'] ?? '');
  const encoding = /\bbr\b/.test(accepts) ? 'br' : /\bgzip\b/.test(accepts) ? 'gzip' : 'plain';
  if (encoding !== 'plain') void reply.header('content-encoding', encoding);
  return reply.type(asset.type).send(asset[encoding]);
};

const SHORT = 'public, max-age=300, stale-while-revalidate=86400';
const FOR_EVER = 'public, max-age=31536000, immutable';
const NAMES = ['rtp.js', 'rtp-campaigns.js', 'rtp-rcmd.js'] as const;

/** The file, or undefined where it has not been built. */
export const readBuilt = (dist: string, name: string): Buffer | undefined => {
  try {
    return readFileSync(join(dist, name));
  } catch {
    return undefined;
  }
};

/** GET of the core and of the campaigns bundle. @param dist folder of the built files, read now */
export const assets = async (app: FastifyInstance, parts: { dist: string; route: RouteShorthandOptions }): Promise<void> => {
  for (const name of NAMES) {
    const built = readBuilt(parts.dist, name);
    const asset = built && makeAsset(built, 'text/javascript; charset=utf-8');
    const send = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
      void reply
        .header('access-control-allow-origin', '*')
        .header('cross-origin-resource-policy', 'cross-origin')
        .header('timing-allow-origin', '*');
      if (!asset) return reply.code(503).header('retry-after', '60').type('text/plain').send(`${name} is not built yet: npm run build`);
      const hash = (request.params as { hash?: string }).hash;
      if (hash !== undefined && hash !== asset.hash) return sendAsset(request, reply, asset, 'no-cache');
      return sendAsset(request, reply, asset, hash === undefined ? SHORT : FOR_EVER);
    };
    for (const path of ['/', '/rtp-api/v1/', '/v/:hash/']) app.get(path + name, parts.route, send);
  }
};
