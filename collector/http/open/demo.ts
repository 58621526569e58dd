/** GET /demo/: a small site that carries the snippet as anybody would paste it. Read and filled in once, at the start. */
import { readFileSync } from 'node:fs';
import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import { makeAsset, sendAsset } from '../asset.js';
import { readBuilt } from './builds.js';

const FOLDER = new URL('../../demo/', import.meta.url);
const PAGES = ['index.html', 'pricing.html', 'library.html'] as const;

/** An article of the demo's library: content that is recommended. */
interface Article {
  name: string;
  title: string;
  kind: string;
  time: string;
  colour: string;
  lead: string;
  text: string[];
}

const articlePage = (template: string, { text, ...article }: Article): string =>
  template.replace(/<!--(\w+)-->/g, (all, name: string) => {
    if (name === 'text') return text.map((paragraph) => `<p>${paragraph}</p>`).join('\n      ');
    return (article as Record<string, string>)[name] ?? all;
  });

/** A lamp over a page, in the article's colour. */
const articlePicture = ({ colour }: Article): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180"><rect width="320" height="180" fill="#f3e6cd"/><path d="M160 0v38" stroke="#2b2420" stroke-width="3"/><path d="M122 74h76l52 106H70z" fill="#ffd892" opacity=".8"/><path d="M122 74c0-22 17-36 38-36s38 14 38 36z" fill="${colour}"/></svg>`;

/** The snippet with its two placeholders, or a comment where it has not been built. @param name `setup.html`: it makes the customary calls */
export const readSnippet = (dist: string, name: 'snippet.html' | 'setup.html' = 'snippet.html'): string =>
  readBuilt(dist, name)?.toString('utf8') ?? '<!-- the snippet is not built yet: npm run build --><script>window.rtp=function(){}</script>';

export const demo = async (app: FastifyInstance, parts: { dist: string; route: RouteShorthandOptions }): Promise<void> => {
  // Relative, for a collector under a folder of another site.
  const snippet = readSnippet(parts.dist).trim().replaceAll('__CORE_URL__', '../rtp.js').replaceAll('__ACCOUNT__', 'demo');
  const add = (path: string, content: string, type: string): void => {
    const asset = makeAsset(content, type);
    app.get(path, parts.route, (request, reply) => sendAsset(request, reply, asset, 'no-cache'));
  };
  for (const page of PAGES) {
    const html = readFileSync(new URL(page, FOLDER), 'utf8').replace('<!--snippet-->', () => snippet);
    add('/demo/' + page, html, 'text/html; charset=utf-8');
    if (page === 'index.html') add('/demo/', html, 'text/html; charset=utf-8');
  }
  const articles = JSON.parse(readFileSync(new URL('articles.json', FOLDER), 'utf8')) as Article[];
  const template = readFileSync(new URL('article.html', FOLDER), 'utf8').replace('<!--snippet-->', () => snippet);
  for (const article of articles) {
    add(`/demo/${article.name}.html`, articlePage(template, article), 'text/html; charset=utf-8');
    add(`/demo/${article.name}.svg`, articlePicture(article), 'image/svg+xml');
  }
  add('/demo/demo.css', readFileSync(new URL('demo.css', FOLDER), 'utf8'), 'text/css; charset=utf-8');
  app.get('/demo', (_request, reply) => reply.redirect('demo/'));
};
