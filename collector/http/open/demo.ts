/** GET /demo/: a small site that carries the snippet as anybody would paste it. Read and filled in once, at the start. */
import { readFileSync } from 'node:fs';
import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import { makeAsset, sendAsset } from '../asset.js';
import { readBuilt } from './builds.js';

const FOLDER = new URL('../../demo/', import.meta.url);
const PAGES = ['index.html', 'pricing.html', 'library.html'] as const;

/** The snippet with its two placeholders, or a comment where it has not been built. */
export const readSnippet = (dist: string): string =>
  readBuilt(dist, 'snippet.html')?.toString('utf8').trim() ??
  '<!-- the snippet is not built yet: npm run build --><script>window.rtp=function(){}</script>';

export const demo = async (app: FastifyInstance, parts: { dist: string; route: RouteShorthandOptions }): Promise<void> => {
  // Relative, for a collector under a folder of another site.
  const snippet = readSnippet(parts.dist).replaceAll('__CORE_URL__', '../rtp.js').replaceAll('__ACCOUNT__', 'demo');
  const add = (path: string, content: string, type: string): void => {
    const asset = makeAsset(content, type);
    app.get(path, parts.route, (request, reply) => sendAsset(request, reply, asset, 'no-cache'));
  };
  for (const page of PAGES) {
    const html = readFileSync(new URL(page, FOLDER), 'utf8').replace('<!--snippet-->', () => snippet);
    add('/demo/' + page, html, 'text/html; charset=utf-8');
    if (page === 'index.html') add('/demo/', html, 'text/html; charset=utf-8');
  }
  add('/demo/demo.css', readFileSync(new URL('demo.css', FOLDER), 'utf8'), 'text/css; charset=utf-8');
  app.get('/demo', (_request, reply) => reply.redirect('demo/'));
};
