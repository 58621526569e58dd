/** Tag Manager's two ways, in a stand-in for its container. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import type { Kitchen, Recipe, Site } from '../recipe.js';
import { servePages, twoPages } from '../serve.js';
import type { Tag } from './container.js';

const TEMPLATE = new URL('../../../loader/recipes/tag-manager/template.tpl', import.meta.url);

/** The container's script, as the page of a site loads it. */
const containerOf = async (tags: readonly Tag[]): Promise<string> => {
  const entry = new URL('container.ts', import.meta.url).pathname;
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'container',
    target: 'es2022',
  });
  // What is HTML inside a script of a page stays as it is: this is a file.
  return `${outputFiles[0]?.text}\ncontainer.run(${JSON.stringify(tags)});`;
};

/** What a site pastes for its container: the data layer's first event, and the container's script. */
const LOADER = `<script>window.dataLayer=[{'gtm.start':Date.now(),event:'gtm.js'}];
var s=document.createElement('script');s.async=true;s.src='/gtm.js';document.head.appendChild(s)</script>`;

const serve = async (tags: readonly Tag[], also: string): Promise<Site> => {
  const script = await containerOf(tags);
  const pages = twoPages(LOADER);
  const served = await servePages((path) =>
    path === '/gtm.js' ? script : pages(path)?.replace(/onclick="[^"]*"/, `onclick="dataLayer.push({event:'bought'})"`),
  );
  return { ...served, versions: 'a stand-in for the container', also };
};

export const tagManagerHtml: Recipe = {
  id: 'tag-manager-html',
  page: 'tag-manager',
  how: 'Custom HTML',
  short: true,
  async serve({ snippet, files }: Kitchen) {
    const text = snippet();
    // Tag Manager takes what stands in two braces for a variable.
    assert.ok(!text.includes('{{'), 'the snippet has two braces, which Tag Manager would replace');
    return serve(
      [
        { on: 'gtm.init', html: text },
        { on: 'bought', html: files.get('bought.html') ?? '' },
      ],
      'no text that it takes for a variable',
    );
  },
};

const sections = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/^___([A-Z_]+)___\n([\s\S]*?)(?=^___|(?![\s\S]))/gm)].map(([, name = '', content = '']) => [name, content.trim()]),
  );

export const tagManagerTemplate: Recipe = {
  id: 'tag-manager-template',
  page: 'tag-manager',
  how: 'custom template',
  short: true,
  async serve({ collector, account }: Kitchen) {
    const found = sections(readFileSync(TEMPLATE, 'utf8').replaceAll('https://stats.example.com', collector));
    for (const name of ['INFO', 'TEMPLATE_PARAMETERS', 'WEB_PERMISSIONS']) JSON.parse(found[name] ?? '');
    const code = found.SANDBOXED_JS_FOR_WEB_TEMPLATE ?? '';
    const template = { code, permissions: found.WEB_PERMISSIONS ?? '' };
    const fields = (JSON.parse(found.TEMPLATE_PARAMETERS ?? '[]') as { name: string }[]).map(({ name }) => name);
    const read = new Set([...code.matchAll(/\bdata\.(?!gtmOn)(\w+)/g)].map(([, name]) => name));
    assert.deepEqual([...read].sort(), fields.sort(), 'each field is read, and each that is read is a field');
    return serve(
      [
        { on: 'gtm.init', template, data: { what: 'start', core: collector + '/rtp.js', account } },
        { on: 'bought', template, data: { what: 'event', value1: 'bought' } },
      ],
      'its permissions; a stand-in for sandboxed JavaScript',
    );
  },
};
