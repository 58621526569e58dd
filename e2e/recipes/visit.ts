/** A visitor of a recipe's site in Chromium: what is stored must be what she did, each thing once, with a clean console. */
import type { Browser, Page } from '@playwright/test';
import type { Collector, Stored } from '../support/collector.js';
import type { Recipe } from './recipe.js';

/** ms: longer than the markup bundle waits for the page's own view. */
const OWN_VIEW = 600;

/** A site may write the slash at the end, or not. */
const named = ({ type, value, page }: Stored): string =>
  type === 'view' ? `view ${new URL(page).pathname.replace(/(.)\/$/, '$1')}` : value.join('|');

/** What the ordinary visit does, and so what must be stored. */
const walk = async (page: Page, pause: () => Promise<void>): Promise<string[]> => {
  await page.click('#buy');
  await pause();
  await page.click('#other');
  await page.waitForSelector('#there');
  await pause();
  await page.goBack();
  await page.waitForSelector('#buy');
  await pause();
  await page.click('#buy');
  await pause();
  return ['view /', 'bought', 'view /other', 'view /', 'bought'];
};

/**
 * @param automatic the markup bundle's automatic views: the site's own, or switched on above what it has
 * @returns what is wrong, as sentences
 */
export const visit = async (
  browser: Browser,
  collector: Collector,
  { id: account, walk: own }: Recipe,
  url: string,
  automatic?: 'its own' | 'on top',
): Promise<string[]> => {
  const before = (await collector.events(account)).length;
  const context = await browser.newContext();
  const wrong: string[] = [];
  const page = await context.newPage();
  page.on('console', (message) => {
    if (/error|warning/.test(message.type())) wrong.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => wrong.push(`uncaught: ${error.message}`));
  try {
    await page.goto(url + '/');
    // A site with the module has the function when it has come alive, and so have its buttons.
    await page.waitForFunction('typeof rtp == "function"');
    if (automatic === 'on top') await page.evaluate(`rtp('set', 'markup')`);
    // The account's switches are in force.
    if (automatic) await page.waitForFunction('rtp.m === 2');
    // What must not come has no event that could be awaited.
    const pause = automatic ? () => page.waitForTimeout(OWN_VIEW) : async () => {};
    const expected = await (own ? own(page) : walk(page, pause));
    // Leaving is what sends the rest.
    await page.goto('about:blank');
    const seen = (events: Stored[]): string[] => events.slice(before).map(named).sort();
    const stored = seen(await collector.waitFor(account, (events) => events.length >= before + expected.length));
    if (JSON.stringify(stored) !== JSON.stringify(expected.sort()))
      wrong.push(`stored: ${stored.join(', ')}; expected: ${expected.join(', ')}`);
  } catch (error) {
    wrong.push((error as Error).message.split('\n')[0] ?? '');
  } finally {
    await context.close();
  }
  return wrong;
};
