/**
 * The tag's files from dist/: read and compressed once, served from memory. The plain names are cached for a short while
 * (a page must get a new tag soon), the ones with the hash for ever: they are those bytes, or not there.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import { makeAsset, sendAsset } from '../asset.js';

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
    await asset?.whole;
    const send = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
      void reply
        .header('access-control-allow-origin', '*')
        .header('cross-origin-resource-policy', 'cross-origin')
        .header('timing-allow-origin', '*');
      if (!asset) return reply.code(503).header('retry-after', '60').type('text/plain').send(`${name} is not built yet: npm run build`);
      const hash = (request.params as { hash?: string }).hash;
      if (hash === undefined) return sendAsset(request, reply, asset, SHORT);
      if (hash === asset.hash) return sendAsset(request, reply, asset, FOR_EVER);
      // A page that is pinned by `integrity` would refuse other bytes, and a cache would keep them for a year.
      return reply
        .code(404)
        .header('cache-control', 'no-store')
        .type('text/plain')
        .send(`This collector has no build ${hash} of ${name}; its own is /v/${asset.hash}/${name}.\n`);
    };
    for (const path of ['/', '/rtp-api/v1/', '/v/:hash/']) app.get(path + name, parts.route, send);
  }
};
