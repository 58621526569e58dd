/**
 * The tag's files from dist/: read and compressed once, served from memory. The plain names are cached for a short while
 * (a page must get a new tag soon), the ones with the hash for ever: they are those bytes, or not there.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import { makeAsset, sendAsset, type Asset } from '../asset.js';
import { readBuilds, type Build } from './builds.js';

const SHORT = 'public, max-age=300, stale-while-revalidate=86400';
const FOR_EVER = 'public, max-age=31536000, immutable';
const NAMES = ['rtp.js', 'rtp-campaigns.js', 'rtp-rcmd.js', 'rtp-markup.js', 'rtp-consent.js', 'rtp-before.js', 'rtp-inspect.js'] as const;

/** A build's files, compressed when they are first asked for: most frozen builds never are. */
const openAssets = ({ read }: Build): ((name: string) => Asset | undefined) => {
  const made = new Map<string, Asset | undefined>();
  return (name) => {
    if (!made.has(name)) {
      const content = read(name);
      made.set(name, content && makeAsset(content, 'text/javascript; charset=utf-8'));
    }
    return made.get(name);
  };
};

/** GET of the core and of the bundles that it loads on demand, of this build and of the frozen ones. @param dist folder of the built files */
export const assets = async (app: FastifyInstance, parts: { dist: string; route: RouteShorthandOptions }): Promise<void> => {
  const builds = readBuilds(parts.dist);
  const byHash = new Map(builds.map((build) => [build.hash, openAssets(build)]));
  const present = builds[0] as Build;
  const presentAssets = byHash.get(present.hash) as (name: string) => Asset | undefined;
  for (const name of NAMES) {
    await presentAssets(name)?.whole;
    const send = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
      void reply
        .header('access-control-allow-origin', '*')
        .header('cross-origin-resource-policy', 'cross-origin')
        .header('timing-allow-origin', '*');
      const hash = (request.params as { hash?: string }).hash;
      const asset = hash === undefined ? presentAssets(name) : byHash.get(hash)?.(name);
      if (asset) return sendAsset(request, reply, asset, hash === undefined ? SHORT : FOR_EVER);
      if (hash === undefined)
        return reply.code(503).header('retry-after', '60').type('text/plain').send(`${name} is not built yet: npm run build`);
      // A page that is pinned by `integrity` would refuse other bytes, and a cache would keep them for a year.
      return reply
        .code(404)
        .header('cache-control', 'no-store')
        .type('text/plain')
        .send(`This collector has no build ${hash} of ${name}; its own is /v/${present.hash}/${name}.\n`);
    };
    for (const path of ['/', '/rtp-api/v1/', '/v/:hash/']) app.get(path + name, parts.route, send);
  }
};
