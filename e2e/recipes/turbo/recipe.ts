import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installOf, versionsOf } from '../packages.js';
import type { Recipe } from '../recipe.js';
import { servePages, twoPages } from '../serve.js';

export const turbo: Recipe = {
  id: 'turbo',
  page: 'turbo',
  how: 'pasted snippet; a view at turbo:load',
  short: true,
  routes: true,
  async serve({ snippet, files }) {
    const script = readFileSync(join(installOf('turbo'), '@hotwired/turbo/dist/turbo.es2017-esm.js'));
    const pages = twoPages(`${snippet()}${files.get('views.html')}<script type="module" src="/turbo.js"></script>`);
    const served = await servePages((path) => (path === '/turbo.js' ? script : pages(path)));
    return { ...served, versions: versionsOf('turbo', ['@hotwired/turbo']) };
  },
};
