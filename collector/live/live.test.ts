/** The live page in a real browser: what it shows, what it never runs, and what it says to a screen reader. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { chromium, type Browser, type Page } from '@playwright/test';
import { body, folder, openCollector, TOKEN, type Running } from '../testing/collector.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TABS = ['now', 'segments', 'campaigns', 'delivery', 'setup'];
const EVIL = '<img src=x onerror="window.hacked=1">';

describe('the live page', () => {
  let browser: Browser;
  let one: Running;
  before(async () => {
    const dist = await folder();
    writeFileSync(join(dist, 'setup.html'), '<script>snippet("__CORE_URL__","__ACCOUNT__")</script>');
    one = await openCollector({
      env: { RTP_DIST: dist },
      accounts: {
        names: () => ({
          demo: {
            segments: [
              { id: 1, name: EVIL },
              { id: EVIL, name: EVIL },
            ],
            campaigns: [
              { id: 7, name: EVIL },
              { id: EVIL, name: EVIL },
            ],
          },
          [EVIL]: { segments: [], campaigns: [] },
        }),
      },
    });
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  });
  after(async () => {
    await browser.close();
    await one.end();
  });

  const open = async (width: number, wrong: string[], axe = false): Promise<Page> => {
    const context = await browser.newContext({
      viewport: { width, height: 800 },
      colorScheme: width < 500 ? 'dark' : 'light',
      bypassCSP: axe,
    });
    const page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
    page.on('pageerror', (error) => wrong.push(error.message));
    await page.goto(one.url + '/');
    await page.getByLabel('Admin token').fill(TOKEN);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.locator('.link.live').waitFor();
    return page;
  };

  it('shows the first event of all at once, not at the next look at the totals', async () => {
    const fresh = await openCollector();
    const page = await browser.newPage();
    // The looks come every three seconds: in this page never.
    await page.addInitScript(() => {
      const timeout = window.setTimeout.bind(window);
      window.setTimeout = ((work: () => void, ms?: number) => (ms === 3000 ? 0 : timeout(work, ms))) as typeof window.setTimeout;
    });
    await page.goto(fresh.url + '/');
    await page.getByLabel('Admin token').fill(TOKEN);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.locator('.link.live').waitFor();
    await page.getByRole('heading', { name: 'No events yet' }).waitFor();
    await fresh.send(body([[1, 0, 'view']]));
    await page.locator('#figures').waitFor();
    assert.equal(await page.locator('#empty').isVisible(), false);
    await page.close();
    await fresh.end();
  });

  it('shows the snippet while there is nothing, then what arrives as it arrives', async () => {
    const wrong: string[] = [];
    const page = await open(1200, wrong);
    await page.getByRole('heading', { name: 'No events yet' }).waitFor();
    for (const id of ['figures', 'events', 'arriving']) assert.equal(await page.locator('#' + id).isVisible(), false, id);
    const code = page.locator('#empty pre').first();
    await page.locator('#empty summary').click();
    assert.equal(await code.innerText(), `<script>snippet("${one.url}/rtp.js","my-site")</script>`);
    await page.locator('#empty').getByLabel('Choose a name for your site').fill('shop.nl');
    assert.match(await code.innerText(), /"shop\.nl"/);
    await page.locator('#empty').getByLabel('Choose a name for your site').fill('a"b');
    await page.getByRole('alert').filter({ hasText: 'A letter or figure first' }).waitFor();
    assert.match(await code.innerText(), /"shop\.nl"/, 'what is no name comes into no snippet');
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
    const page0 = 'mp0000000page2';
    const evil = { u: 'v', s: 's', l: EVIL, r: EVIL, c: { customVar1: EVIL, customVar2: EVIL, [EVIL]: EVIL } };
    // What an id may be is narrow: markup in one is refused, and what is said of it is JSON that no browser takes for a page.
    for (const field of ['p', 'a', 'u', 's'] as const) {
      const refused = await one.send(body([[1, 0, 'event', 'never']], { p: page0, [field]: EVIL }));
      assert.equal(refused.status, 400, field);
      assert.match(refused.headers.get('content-type') ?? '', /^application\/json/);
    }
    assert.equal((await one.send({ v: EVIL, w: EVIL, b: EVIL, q: EVIL })).status, 400);
    assert.equal((await one.send(body([[1, 0, EVIL, EVIL]], { p: page0 }))).status, 400);
    assert.equal(
      (
        await one.send(
          body(
            [
              [1, 0, 'event', EVIL, EVIL, EVIL, EVIL],
              [2, 0, 'view'],
              [3, 0, 'segment', EVIL, EVIL],
              [4, 0, 'campaign-view', EVIL, EVIL],
              [5, 0, 'campaign-click', EVIL, EVIL],
              [6, 0, 'campaign-view', '7', EVIL],
              [7, 0, 'segment', '1', EVIL],
              [8, 0, 'segment', '__proto__', EVIL],
              [9, 0, 'campaign-view', '201', ''],
            ],
            { p: page0, ...evil },
          ),
        )
      ).status,
      204,
    );
    await one.send(
      body([[1, 0, 'event', 'javascript']], {
        p: 'mp0000000page3',
        l: `javascript:window.hacked=1//${EVIL}`,
        r: `data:text/html,${EVIL}`,
        a: 'other.account',
      }),
    );
    await one.send([`https://shop.test/${EVIL}`, 5, [7, 'demo', 0, [{ 0: 'send', 1: 'event', 2: { value: EVIL } }, 1, 1]]]);

    /** Every field reached the store as it was sent. */
    const rows = await one.events('?account=demo');
    const row = rows.find(({ id }) => id === page0 + '.1');
    assert.deepEqual(
      [row?.value, row?.page, row?.referrer, row?.vars],
      [[EVIL, EVIL, EVIL, EVIL], EVIL, EVIL, { customVar1: EVIL, customVar2: EVIL }],
    );

    const looksAt = async (page: Page): Promise<void> => {
      for (const tab of TABS) {
        await page.locator('#tab-' + tab).click();
        await page.locator('#' + tab).waitFor();
        if (tab !== 'setup' && tab !== 'delivery') assert.ok((await page.locator('#' + tab).innerText()).includes(EVIL), tab);
        assert.equal(await page.locator('img, iframe, object, embed, [onerror]').count(), 0, tab);
        assert.equal(await page.locator('script').count(), 1, tab);
      }
    };
    const page = await open(1200, wrong);
    await looksAt(page);
    await page.locator('#tab-now').click();
    assert.equal(
      await page.locator('#feed .what', { hasText: '201' }).innerText(),
      '201',
      'nothing stands for the group that there is not',
    );
    assert.ok((await page.locator('#account').innerHTML()).includes('&lt;img'), 'a name of an account is text, too');
    // By address, as a link from elsewhere would open it; and what comes by the feed instead of with the page.
    for (const text of [EVIL, `x');document.body.append('owned');//`, '"></script><script src=https://evil.test/x.js></script>']) {
      await page.goto(`${one.url}/?account=${encodeURIComponent(text)}#setup`);
      await page.locator('#setup pre', { hasText: '"my-site"' }).waitFor({ state: 'attached' });
      const shown = (await page.locator('pre').allTextContents()).join();
      assert.ok(!shown.includes(text) && !shown.includes('evil.test') && !shown.includes('owned'), shown);
      assert.equal(await page.locator('#account').inputValue(), '', 'it is no account');
    }
    await page.goto(one.url + '/?account=demo');
    await page.locator('.link.live').waitFor();
    const seen = page.locator('#feed li.new .what', { hasText: EVIL }).first().waitFor();
    let done = false;
    void seen.then(() => (done = true));
    for (let number = 100; !done; number++) {
      await one.send(body([[number, 0, 'event', EVIL]], { p: page0, ...evil }));
      await Promise.race([seen, new Promise((resolve) => setTimeout(resolve, 200))]);
    }
    await looksAt(page);
    assert.equal(await page.evaluate('window.hacked'), undefined);
    assert.deepEqual(wrong, []);
    await page.context().close();
  });

  it('has links that open the inspector on the site, and one that asks whether to exclude this browser', async () => {
    const wrong: string[] = [];
    await one.send(body([[1, 0, 'view']], { p: 'mp0000000page4', a: 'looked', l: 'https://shop.test/prices?for=her#there' }));
    await one.send(body([[1, 0, 'view']], { p: 'mp0000000page5', a: 'looked', l: 'javascript:window.hacked=1' }));
    const page = await open(1200, wrong);
    await page.goto(one.url + '/?account=looked');
    await page.locator('.link.live').waitFor();
    await page.locator('#tab-setup').click();
    const field = page.getByLabel('Address of a page with the tag');
    const links = [page.getByText('Open the inspector'), page.getByText('Exclude this browser, or count it again')];
    const hrefs = (): Promise<(string | null)[]> => Promise.all(links.map((link) => link.getAttribute('href')));
    await page.locator('a[href*=rtp_inspect]').first().waitFor();
    assert.equal(await field.inputValue(), 'https://shop.test/prices');
    assert.deepEqual(await hrefs(), ['https://shop.test/prices?rtp_inspect', 'https://shop.test/prices?rtp_inspect=exclude']);
    await field.fill('https://shop.test/?page=2#/cart');
    assert.deepEqual(await hrefs(), ['https://shop.test/?page=2&rtp_inspect#/cart', 'https://shop.test/?page=2&rtp_inspect=exclude#/cart']);
    for (const text of ['javascript:alert(1)', 'shop', 'data:text/html,x']) {
      await field.fill(text);
      assert.deepEqual(await hrefs(), [null, null], text);
    }
    assert.equal(
      await page.locator('#inspected-wrong').innerText(),
      'A whole address is expected, such as https://www.example.com/prices.',
    );
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
        const found = await page.evaluate(
          'axe.run().then((r) => r.violations.map((v) => v.id + " " + v.nodes.map((n) => n.target).join(", ")))',
        );
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
