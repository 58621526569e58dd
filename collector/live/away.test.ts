/** The live page while the collector is away, the login is over, the tab is hidden, or the browser is an unusual one. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { ADMIN, body, openCollector, TOKEN, type Running } from '../testing/collector.js';

/** A proxy in front of the collector that can say 502 in its place. */
const openProxy = async (target: string): Promise<{ url: string; server: Server; away: boolean }> => {
  const server = createServer((asked, answer) => {
    if (proxy.away) return void answer.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
    const { method, headers } = asked;
    const on = request(target + asked.url, { method, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 500, got.headers);
      got.pipe(answer);
    });
    on.on('error', () => answer.destroy());
    answer.on('close', () => on.destroy());
    asked.pipe(on);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, away: false };
  return proxy;
};

describe('the live page, disturbed', () => {
  let browser: Browser;
  let one: Running;
  let proxy: Awaited<ReturnType<typeof openProxy>>;
  let context: BrowserContext;
  let number = 0;
  before(async () => {
    one = await openCollector();
    proxy = await openProxy(one.url);
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
    context = await browser.newContext();
    await one.send(body([[++number, 0, 'view']]));
  });
  after(async () => {
    await browser.close();
    proxy.server.closeAllConnections();
    proxy.server.close();
    await one.end();
  });
  const login = async (page: Page): Promise<void> => {
    await page.getByLabel('Admin token').fill(TOKEN);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.locator('.link.live').waitFor();
  };
  const feeds = async (): Promise<number> =>
    Number(/^rtp_feeds (\d+)/m.exec(await (await fetch(one.url + '/metrics', { headers: ADMIN })).text())?.[1]);

  it('goes live again after a proxy has said 502, and shows what came meanwhile', async () => {
    const page = await context.newPage();
    await page.goto(proxy.url + '/');
    await login(page);
    proxy.away = true;
    proxy.server.closeAllConnections();
    await page.locator('.link:not(.live)').waitFor();
    // The try that fails, by which EventSource would have given up.
    await page.waitForResponse((answer) => answer.status() === 502);
    await one.send(body([[++number, 0, 'event', 'meanwhile']]));
    proxy.away = false;
    await page.locator('.link.live').waitFor();
    await page.locator('#feed .what', { hasText: 'meanwhile' }).waitFor();
    await page.close();
  });

  it('shows the form when the login is over, and leads through it to where one was', async () => {
    const page = await context.newPage();
    await page.goto(proxy.url + '/?account=demo#campaigns');
    await page.locator('.link.live').waitFor();
    await context.clearCookies();
    proxy.server.closeAllConnections();
    await page.getByLabel('Admin token').waitFor();
    await login(page);
    assert.equal(page.url(), proxy.url + '/?account=demo#campaigns');
    await page.locator('#campaigns').waitFor();
    await page.close();
  });

  it('opens from a link on another site without the form', async () => {
    const page = await context.newPage();
    const site = createServer((_asked, answer) => answer.setHeader('content-type', 'text/html').end(`<a href="${proxy.url}/">look</a>`));
    site.listen(0, '127.0.0.1');
    await once(site, 'listening');
    await page.goto(`http://localhost:${(site.address() as AddressInfo).port}/`);
    await page.getByText('look').click();
    await page.locator('.link.live').waitFor();
    await page.close();
    site.close();
  });

  it('has no stream while it is hidden, so that a seventh tab has a connection; and has one again when it is seen', async () => {
    const page = await context.newPage();
    await page.goto(proxy.url + '/');
    await page.locator('.link.live').waitFor();
    const turn = (hidden: boolean): Promise<void> =>
      page.evaluate(`Object.defineProperty(document, 'hidden', { get: () => ${hidden}, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'))`);
    await turn(true);
    await page.locator('.link', { hasText: 'paused' }).waitFor();
    while ((await feeds()) > 0) await new Promise((resolve) => setImmediate(resolve));
    await turn(false);
    await page.locator('.link.live').waitFor();
    assert.equal(await feeds(), 1);
    await page.close();
  });

  it('copies where the browser has no clipboard interface, as over plain http', async () => {
    const page = await context.newPage();
    await page.addInitScript(`Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined })`);
    await page.goto(proxy.url + '/#setup');
    const button = page.locator('#setup').getByRole('button', { name: 'Copy the snippet' });
    await button.click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const field = page.locator('#setup').getByLabel('Choose a name for your site');
    await field.fill('');
    await field.focus();
    await page.keyboard.press('Control+V');
    assert.match(await field.inputValue(), /^<(!--|script)/);
    await page.close();
  });

  it('works under a folder that a proxy takes off', async () => {
    const folder = createServer((asked, answer) => {
      const on = request(one.url + (asked.url ?? '').replace('/stats', ''), { method: asked.method, headers: asked.headers }, (got) => {
        answer.writeHead(got.statusCode ?? 500, got.headers);
        got.pipe(answer);
      });
      answer.on('close', () => on.destroy());
      asked.pipe(on);
    }).listen(0, '127.0.0.1');
    await once(folder, 'listening');
    const url = `http://127.0.0.1:${(folder.address() as AddressInfo).port}/stats/`;
    const page = await (await browser.newContext()).newPage();
    await page.goto(url);
    await login(page);
    assert.equal(page.url(), url);
    await page.locator('#tab-setup').click();
    assert.equal(
      await page.locator('#setup a', { hasText: 'demo site' }).evaluate((link) => (link as HTMLAnchorElement).href),
      url + 'demo/',
    );
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Admin token').waitFor();
    assert.equal(page.url(), url);
    await page.close();
    folder.closeAllConnections();
    folder.close();
  });
});
