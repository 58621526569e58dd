import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installOf, versionsOf } from '../packages.js';
import { pageOf } from '../page-of.js';
import type { Recipe } from '../recipe.js';
import { servePages } from '../serve.js';

export const justValidate: Recipe = {
  id: 'just-validate',
  page: 'form',
  how: 'pasted snippet; the form tool’s callbacks',
  short: true,
  /** Refused, corrected, and sent, which leaves the page at once. */
  async walk(page) {
    await page.fill('#rooms', '3');
    await page.click('#send');
    await page.waitForSelector('.just-validate-error-label');
    await page.fill('#email', 'ann@shop.example');
    await page.click('#send');
    await page.waitForSelector('#there');
    return ['view /', 'form|quote|to correct|#email', 'form|quote|sent', 'view /thanks'];
  },
  async serve({ snippet, files }) {
    const script = readFileSync(join(installOf('form'), 'just-validate/dist/just-validate.production.min.js'));
    const head = `${snippet()}<script src="/just-validate.js"></script>`;
    const pages: Record<string, string | Buffer> = {
      '/': pageOf(head, files.get('form.html') ?? ''),
      '/thanks': pageOf(head, '<p id="there">Thank you</p>'),
      '/just-validate.js': script,
    };
    const served = await servePages((path) => pages[path]);
    return { ...served, versions: versionsOf('form', ['just-validate']) };
  },
};
