import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installOf, versionsOf } from '../packages.js';
import type { Recipe } from '../recipe.js';
import { servePages, twoPages } from '../serve.js';

/** @param name of the installed package */
const htmx = (id: string, name: string): Recipe => ({
  id,
  page: 'htmx',
  how: 'pasted snippet; automatic views',
  short: true,
  automatic: true,
  async serve({ snippet, files }) {
    const script = readFileSync(join(installOf('htmx'), name, 'dist/htmx.min.js'));
    const boosted = (body: string): string => `<div hx-boost:inherited="true" hx-boost="true">${body}</div>`;
    const pages = twoPages(`${snippet()}${files.get('markup.html')}<script src="/htmx.js"></script>`, boosted);
    const served = await servePages((path) => (path === '/htmx.js' ? script : pages(path)));
    return { ...served, versions: versionsOf('htmx', [name]) };
  },
});
export const htmx2 = htmx('htmx', 'htmx.org');
export const htmx4 = htmx('htmx-4', 'htmx4');
