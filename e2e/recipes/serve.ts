/** Ways to serve a recipe's site: pages from memory, or a program of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';

const TYPES: Record<string, string> = { '': 'text/html', '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

export interface Served {
  url: string;
  close(): Promise<void>;
}

/** @param answer content of a path, undefined where there is none */
export const servePages = async (answer: (path: string) => string | Buffer | undefined): Promise<Served> => {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    const content = answer(pathname);
    if (content === undefined) return void response.writeHead(404).end();
    const type = TYPES[extname(pathname)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' }).end(content);
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

/** The page that all recipes share: a button with an event, and a way to another page. `''` for the first, `other` for the second. */
export const twoPages = (head: string, wrap = (body: string): string => body): ((path: string) => string | undefined) => {
  const html = (body: string): string =>
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title><link rel="icon" href="data:,">\n${head}</head><body>${wrap(body)}</body></html>`;
  const buy = `<button id="buy" onclick="rtp('send','event',{value:'bought'})">Buy</button>`;
  return (path) =>
    path === '/' ? html(`${buy}<a id="other" href="/other">other</a>`) : path === '/other' ? html('<p id="there">other</p>') : undefined;
};

/**
 * A program that serves, until it is closed.
 * @param ready what it says with its address when it serves, or an address that is asked until it answers
 */
export const serveProgram = async (
  command: string,
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv; ready: RegExp },
): Promise<Served> => {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own group: such programs start further ones.
    detached: true,
  });
  let said = '';
  const ended = once(child, 'close');
  const end = async (): Promise<void> => {
    if (child.pid && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    await ended;
  };
  try {
    const url = await new Promise<string>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => {
          said += chunk.toString();
          const found = options.ready.exec(said)?.[1];
          if (found) resolve(found.replace(/\/$/, ''));
        });
      void ended.then(() => reject(new Error(`${command} ${args.join(' ')} ended:\n${said}`)));
      setTimeout(() => reject(new Error(`${command} ${args.join(' ')} is not ready after 60 s:\n${said}`)), 60_000).unref();
    });
    return { url, close: end };
  } catch (error) {
    await end();
    throw error;
  }
};
