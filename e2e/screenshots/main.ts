/**
 * `npm run screenshots`: the pictures of the documents, taken in Chromium from the real collector: a campaign in the demo, and the live
 * page. `--all FOLDER` takes each page in light, dark and on a phone, for a look at all of it.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { startCollector } from '../support/collector.js';
import { visits } from './visits.js';

const { all } = parseArgs({ options: { all: { type: 'string' } } }).values;
if (all) await mkdir(all, { recursive: true });
/** The pictures that the documents show. */
const SHOWN = new Map([
  ['dialog', fileURLToPath(new URL('campaign.png', import.meta.url))],
  ['live-now', fileURLToPath(new URL('live.png', import.meta.url))],
]);

const collector = await startCollector({ RTP_CONFIG: fileURLToPath(new URL('../../config', import.meta.url)) });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });

const DESKTOP = { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' } as const;
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, reducedMotion: 'reduce' } as const;

const shoot = async (page: Page, name: string, fullPage = false): Promise<void> => {
  const path = all ? join(all, `${name}.png`) : SHOWN.get(name);
  if (!path) return;
  await page.screenshot({ path, fullPage: fullPage && !!all });
  console.log(path);
};

/** The demo until its campaigns are there. */
const campaigns = async (look: typeof DESKTOP | typeof PHONE, suffix: string): Promise<void> => {
  const context = await browser.newContext(look);
  const page = await context.newPage();
  await page.goto(collector.url + '/demo/');
  // Slower than a double click, which would not be three.
  for (let click = 0; click < 3; click++) {
    await page.waitForTimeout(1000);
    await page.click('#download-whitepaper');
  }
  await page.waitForSelector('dialog');
  await shoot(page, 'dialog' + suffix);
  await page.goto(collector.url + '/demo/pricing.html');
  await page.keyboard.press('Escape');
  await page.waitForSelector('#offer-zone >> text=/white paper|five changes/i');
  await page.goto(collector.url + '/demo/library.html');
  await page.waitForSelector('aside');
  await page.waitForSelector('.rtp_rcmd2, [class*=rcmd]');
  await shoot(page, 'library' + suffix, true);
  await context.close();
};

/** Each tab of the live page. */
const live = async (look: typeof DESKTOP | typeof PHONE, suffix: string, scheme: 'light' | 'dark'): Promise<void> => {
  const context = await browser.newContext({ ...look, colorScheme: scheme });
  const page = await context.newPage();
  await page.goto(collector.url + '/');
  await shoot(page, 'login' + suffix);
  await page.fill('input[name=token]', collector.token);
  await page.click('button.primary');
  await page.waitForSelector('#account option[value=demo]', { state: 'attached' });
  await page.selectOption('#account', 'demo');
  for (const tab of await page.locator('[role=tab]').all()) {
    await tab.click();
    await page.waitForTimeout(1500);
    await shoot(page, `live-${((await tab.textContent()) ?? '').trim().toLowerCase().replace(/\W+/g, '-')}${suffix}`, true);
  }
  await context.close();
};

try {
  const first = await browser.newContext(DESKTOP);
  const page = await first.newPage();
  await page.goto(collector.url + '/');
  await page.fill('input[name=token]', collector.token);
  await page.click('button.primary');
  await page.waitForTimeout(1500);
  await shoot(page, 'first', true);
  await first.close();
  await visits(collector);
  await campaigns(DESKTOP, '');
  await campaigns(PHONE, '-phone');
  await live(DESKTOP, '', 'light');
  await live(DESKTOP, '-dark', 'dark');
  await live(PHONE, '-phone', 'light');
} finally {
  await browser.close();
  await collector.close();
}
