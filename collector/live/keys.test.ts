/** Keys in Set up, in a real browser: made, shown once, used, listed without their secret, and revoked. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { chromium, type Browser } from '@playwright/test';
import { openCollector, TOKEN, type Running } from '../testing/collector.js';

const NAME = '<img src=x onerror="window.hacked=1">';

let dir: string;
let one: Running;
let browser: Browser;
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rtp-live-keys-'));
  one = await openCollector({ env: { RTP_CONFIG: dir } });
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
});
after(async () => {
  await browser.close();
  await one.end();
  await rm(dir, { recursive: true });
});

const sendWith = (key: string): Promise<Response> =>
  fetch(one.url + '/api/events', { method: 'POST', headers: { authorization: 'Bearer ' + key }, body: '{"value":"order paid"}' });

it('makes a key that works, shows it once, and revokes it', async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 800 }, bypassCSP: true });
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  page.on('pageerror', (error) => wrong.push(error.message));
  await page.goto(one.url + '/?account=shop#setup');
  await page.getByLabel('Admin token').fill(TOKEN);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.locator('.link.live').waitFor();
  await page.locator('#tab-setup').click();
  const panel = page.locator('#setup');
  await panel.getByText('shop has no key yet.').waitFor();

  await panel.getByLabel('What is it for?').fill(NAME);
  await page.keyboard.press('Enter');
  const shown = panel.getByRole('region', { name: 'Key' });
  await shown.waitFor();
  const key = await shown.innerText();
  assert.match(key, /^rtp_shop_[\da-f]{48}$/);
  assert.ok(await panel.getByText('It is shown this once').isVisible());
  assert.equal(await page.evaluate('document.activeElement.className'), 'made', 'a reader is told of it');
  await panel.getByRole('button', { name: 'Copy the key' }).click();
  await panel.getByRole('button', { name: 'Copied' }).waitFor();
  assert.equal((await sendWith(key)).status, 200);

  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const violations = (): Promise<unknown> =>
    page.evaluate('axe.run().then((r) => r.violations.map((v) => v.id + " " + v.nodes.map((n) => n.target).join(", ")))');
  await panel.getByText('Try it from a terminal').click();
  assert.deepEqual(await violations(), []);
  assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'it overflows');

  await panel.getByRole('button', { name: 'I have kept it' }).click();
  const row = panel.getByRole('row').filter({ hasText: NAME });
  await row.waitFor();
  assert.ok(!(await page.content()).includes(key.slice(-40)), 'the page has it no more');
  assert.ok(!(await readFile(join(dir, 'keys/shop.json'), 'utf8')).includes(key.slice(-40)), 'it is kept as a hash');

  await row.getByRole('button', { name: 'Revoke' }).click();
  await row.getByRole('button', { name: 'Keep it' }).click();
  assert.equal((await sendWith(key)).status, 200);
  await row.getByRole('button', { name: 'Revoke' }).click();
  assert.deepEqual(await violations(), []);
  await row.getByRole('button', { name: /^Revoke now/ }).click();
  await panel.getByText('it is refused from now on').waitFor();
  await row.getByText('revoked').waitFor();
  assert.equal((await sendWith(key)).status, 401);
  assert.equal(await page.evaluate('window.hacked'), undefined);
  assert.deepEqual(wrong, []);

  // With the operator's cookie, from another site's page.
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const from = (headers: Record<string, string>): Promise<Response> =>
    fetch(one.url + '/api/keys?account=shop', {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', ...headers },
      body: '{"name":"forged"}',
    });
  assert.equal((await from({ 'sec-fetch-site': 'cross-site' })).status, 401);
  assert.equal((await from({ origin: 'https://evil.test' })).status, 401);
  assert.equal((await from({ cookie: '' })).status, 401);
  assert.equal((await from({ origin: one.url })).status, 200);
  await context.close();
});
