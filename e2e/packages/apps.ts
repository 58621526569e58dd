/** The module in applications that people build: a Vite build, and a Next app with a server and a policy of nonces. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from '@playwright/test';
import type { Operator } from './operator.js';
import { install, run, type Packed } from './pack.js';

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };

const serve = async (folder: string): Promise<{ url: string; close(): Promise<void> }> => {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    readFile(join(folder, path === '/' ? 'index.html' : path)).then(
      (content) => response.setHeader('content-type', TYPES[extname(path)] ?? 'text/html').end(content),
      () => response.writeHead(404).end(),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** Bytes of the bundle of an entry: the page's own few lines, the module, and Vite's. */
const bundle = async (folder: string, entry: string): Promise<Buffer> => {
  const names = await readdir(join(folder, 'dist/assets'));
  return readFile(join(folder, 'dist/assets', names.find((name) => name.startsWith(entry)) ?? entry));
};
const sizes = (content: Buffer): string => `${content.length} bytes, ${gzipSync(content, { level: 9 }).length} in gzip`;

/** What the module adds to a bundle: built alone, as an application imports it. */
const alone = async (folder: string, imports: string): Promise<Buffer> => {
  const script = `import { build } from 'vite';
    const made = await build({ configFile: false, logLevel: 'silent', build: { write: false, modulePreload: false,
      rollupOptions: { input: 'alone.js', preserveEntrySignatures: 'strict' } } });
    process.stdout.write(made.output[0].code);`;
  await writeFile(join(folder, 'alone.js'), `export { ${imports} } from 'rtp-tag';\n`);
  return Buffer.from(await run(folder, process.execPath, ['--input-type=module', '-e', script]));
};

export const tryVite = async (folder: string, { file }: Packed, operator: Operator, browser: Browser): Promise<string[]> => {
  await install(folder, [file, 'vite@8.3.8'], 'vite/');
  const core = operator.url + '/rtp.js';
  const snippet = await run(folder, join(folder, 'node_modules/.bin/rtp-tag'), ['snippet', '--core', core, '--account', 'pasted']);
  const pasted = join(folder, 'pasted.html');
  await writeFile(
    pasted,
    (await readFile(pasted, 'utf8')).replace('<!--snippet-->', () => snippet),
  );
  const config = `export default { build: { modulePreload: false, rollupOptions: { input: ['index.html', 'pasted.html'] } } };\n`;
  await writeFile(join(folder, 'vite.config.js'), config);
  await run(folder, join(folder, 'node_modules/.bin/vite'), ['build'], { VITE_CORE: core });
  const site = await serve(join(folder, 'dist'));
  try {
    const page = await browser.newPage();
    await page.goto(site.url + '/');
    await page.click('#buy');
    assert.deepEqual((await operator.values('vite', 3)).sort(), ['before load', 'bought|a book', 'view']);
    await page.goto(site.url + '/pasted.html');
    assert.deepEqual(await operator.values('pasted', 1), ['by module']);
    await page.close();
  } finally {
    await site.close();
  }
  const [all, call] = [await alone(folder, 'load, rtp'), await alone(folder, 'rtp')];
  assert.ok(gzipSync(all, { level: 9 }).length < 1024, sizes(all));
  assert.ok(!call.includes('createElement'), 'a page with the snippet does not bundle what loads the core');
  return [
    `Vite build: 3 events without the snippet, 1 beside it; its bundles ${sizes(await bundle(folder, 'index'))}; ${sizes(await bundle(folder, 'pasted'))}`,
    `the module alone, with load: ${sizes(all)}; rtp only: ${sizes(call)}`,
  ];
};

export const tryNext = async (folder: string, { file }: Packed, operator: Operator, browser: Browser): Promise<string[]> => {
  const packages = ['next@16.4.6', 'react@19.3.1', 'react-dom@19.3.1', 'typescript@5.9.3', '@types/react@19.3.0', '@types/node@20.19.43'];
  await install(folder, [file, ...packages], 'next/');
  const env = { CORE: operator.url + '/rtp.js' };
  const next = join(folder, 'node_modules/next/dist/bin/next');
  await run(folder, process.execPath, [next, 'build'], env);
  const child = spawn(process.execPath, [next, 'start', '-p', '0', '-H', '127.0.0.1'], {
    cwd: folder,
    env: { ...process.env, ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const ended = once(child, 'close');
  try {
    const url = await new Promise<string>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => {
          said += chunk.toString();
          const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
          if (found && /Ready/.test(said)) resolve(found);
        });
      void ended.then(() => reject(new Error('next start: ' + said)));
    });
    const page = await browser.newPage();
    const refused: string[] = [];
    page.on('console', (message) => /Content.Security.Policy/i.test(message.text()) && refused.push(message.text()));
    await page.goto(url + '/');
    await page.click('#buy');
    await page.click('#other');
    await page.waitForSelector('#there');
    assert.deepEqual((await operator.values('next', 3)).sort(), ['bought in next', 'view', 'view'], 'and nothing from the server');
    const nonced = await page.evaluate(() => [...document.scripts].filter((one) => /rtp\.js/.test(one.src)).map((one) => one.nonce !== ''));
    assert.deepEqual(nonced, [true], 'the core has the nonce');
    assert.deepEqual(refused, []);
    await page.close();
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
  return [
    'Next app: built with types, called on the server (nothing sent) and the client, a view for each route, under a policy of nonces',
  ];
};
