/** The live page in a real browser: what it shows, what it never runs, and what it says to a screen reader. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { chromium, type Browser, type Page } from '@playwright/test';
import { body, folder, openCollector, TOKEN, type Running } from '../testing.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TABS = ['now', 'segments', 'campaigns', 'delivery', 'setup'];
const EVIL = '<img src=x onerror="window.hacked=1">';

describe('the live page', () => {
  let browser: Browser;
  let one: Running;
  before(async () => {
    const dist = await folder();
    writeFileSync(join(dist, 'snippet.html'), '<script>/* snippet __CORE_URL__ __ACCOUNT__ */</script>');
    one = await openCollector({
      env: { RTP_DIST: dist },
      accounts: { names: () => ({ demo: { segments: [{ id: 1, name: EVIL }], campaigns: [{ id: 7, name: EVIL }] } }) },
    });
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  });
  after(async () => {
    await browser.close();
    await one.end();
  });

  const open = async (width: number, wrong: string[], axe = false): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme: width < 500 ? 'dark' : 'light', bypassCSP: axe });
    const page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
    page.on('pageerror', (error) => wrong.push(error.message));
    await page.goto(one.url + '/');
    await page.getByLabel('Admin token').fill(TOKEN);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.locator('.link.live').waitFor();
    return page;
  };

  it('shows the snippet while there is nothing, then what arrives as it arrives', async () => {
    const wrong: string[] = [];
    const page = await open(1200, wrong);
    await page.getByRole('heading', { name: 'No event yet' }).waitFor();
    assert.match(await page.locator('#empty pre').innerText(), new RegExp(`snippet ${one.url}/rtp.js demo`));
    // Repeated until seen: the first look of the feed only sets its mark.
    const seen = page.locator('#feed .what', { hasText: 'whitepaper' }).first().waitFor();
    let number = 0;
    let done = false;
    void seen.then(() => (done = true));
    while (!done) {
      await one.send(body([[++number, 0, 'event', 'download - example whitepaper']]));
      await Promise.race([seen, new Promise((resolve) => setTimeout(resolve, 200))]);
    }
    await page.locator('#values th', { hasText: 'whitepaper' }).waitFor();
    await page.locator('#empty').waitFor({ state: 'hidden' });
    assert.deepEqual(wrong, [], 'no error, nothing that the policy stopped');
    await page.context().close();
  });

  it('shows every field as text, on every tab', async () => {
    const wrong: string[] = [];
    const evil = { u: 'v', s: 's', l: EVIL, r: EVIL, c: { customVar1: EVIL } };
    await one.send(
      body([[1, 0, 'event', EVIL, EVIL, EVIL, EVIL], [2, 0, 'view'], [3, 0, 'segment', EVIL, EVIL], [4, 0, 'campaign-view', EVIL, EVIL], [5, 0, 'campaign-click', EVIL, EVIL], [6, 0, 'campaign-view', '7', 'A'], [7, 0, 'segment', '1', EVIL]], { p: 'mp0000000page2', ...evil }),
    );
    const page = await open(1200, wrong);
    for (const tab of TABS) {
      await page.locator('#tab-' + tab).click();
      await page.locator('#' + tab).waitFor();
      if (tab !== 'setup' && tab !== 'delivery') assert.ok((await page.locator('#' + tab).innerText()).includes(EVIL), tab);
      assert.equal(await page.locator('img').count(), 0, tab);
    }
    assert.equal(await page.evaluate('window.hacked'), undefined);
    assert.deepEqual(wrong, []);
    await page.context().close();
  });

  for (const width of [1280, 390]) {
    it(`can be read by a screen reader and does not overflow, ${width} wide`, async () => {
      const wrong: string[] = [];
      const page = await open(width, wrong, true);
      await page.evaluate(AXE);
      for (const tab of TABS) {
        await page.locator('#tab-' + tab).click();
        const found = await page.evaluate('axe.run().then((r) => r.violations.map((v) => v.id + " " + v.nodes.map((n) => n.target).join(", ")))');
        assert.deepEqual(found, [], tab);
        assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), `${tab} overflows`);
      }
      await page.locator('#tab-now').focus();
      await page.keyboard.press('ArrowRight');
      assert.equal(await page.evaluate('document.activeElement.id'), 'tab-segments');
      await page.getByRole('button', { name: 'Log out' }).click();
      await page.getByLabel('Admin token').waitFor();
      assert.deepEqual(wrong, []);
      await page.context().close();
    });
  }
});
