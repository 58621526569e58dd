/** GET /: the live page behind its login form, and what it is made of. Addresses are relative, for a folder in front. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { makeAsset, sendAsset } from '../asset.js';
import { isAccount } from '../../live/snippet.js';
import { liveFiles } from './bundle.js';
import { COOKIE, LASTS, type Sessions } from './session.js';

const FOLDER = new URL('../../live/', import.meta.url);
const HELP = new URL('../../accounts/README.md', import.meta.url);

/** No inline script or style, nothing from elsewhere, in no frame. */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const page = (reply: FastifyReply): FastifyReply =>
  reply
    .header('content-security-policy', CSP)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'same-origin')
    .header('cross-origin-opener-policy', 'same-origin')
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8');

const TYPES: Record<string, string> = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' };

export const live = async (app: FastifyInstance, parts: { sessions: Sessions }): Promise<void> => {
  const { sessions } = parts;
  for (const [name, content] of await liveFiles()) {
    const asset = makeAsset(Buffer.from(content), TYPES[name.replace(/^.*\./, '')] ?? 'application/octet-stream');
    app.get('/live/' + name, (request, reply) => sendAsset(request, reply, asset, 'no-cache'));
  }
  const app1 = readFileSync(new URL('index.html', FOLDER), 'utf8');
  const login = readFileSync(new URL('login.html', FOLDER), 'utf8');
  const formSaying = (text: string): string => login.replace('<!--error-->', `<p id="token-wrong" class="wrong" role="alert">${text}</p>`);
  const wrong = formSaying('That is not the token of this collector.');
  const tooMany = formSaying('Too many wrong tokens from your address: please wait a minute.');
  const foreign = formSaying(
    'The form came from another address than this collector knows itself by. Behind a TLS proxy, set <code>RTP_TRUST_PROXY</code> or <code>RTP_PUBLIC_URL</code>.',
  );

  /** A link to one account leads to it after the login as well; nothing else of an address is kept. */
  const accountOf = (request: FastifyRequest): string => {
    const { account } = request.query as { account?: unknown };
    return typeof account === 'string' && isAccount(account) ? '?account=' + account : '';
  };

  app.get('/', (request, reply) => page(reply).send(sessions.isOperator(request) ? app1 : login));
  app.get('/help/account-file', async (_request, reply) => reply.type('text/plain; charset=utf-8').send(await readFile(HELP, 'utf8')));
  app.post('/login', (request, reply) => {
    const given = (request.body as { token?: unknown } | undefined)?.token;
    if (sessions.isForeign(request)) return page(reply).code(403).send(foreign);
    const wait = sessions.wait(request);
    if (wait) return page(reply).code(429).header('retry-after', String(wait)).send(tooMany);
    if (typeof given !== 'string' || !sessions.isToken(request, given.trim())) return page(reply).code(401).send(wrong);
    return (
      reply
        // Lax: a link in a mail or on another site leads in. Nothing changes by GET, and other sites' forms are refused.
        .setCookie(COOKIE, sessions.issue(), {
          path: '/',
          httpOnly: true,
          sameSite: 'lax',
          secure: request.protocol === 'https',
          maxAge: LASTS,
        })
        .redirect('./' + accountOf(request), 303)
    );
  });
  app.post('/logout', (request, reply) => {
    if (sessions.isForeign(request)) return reply.code(403).send();
    return reply.clearCookie(COOKIE, { path: '/', httpOnly: true, sameSite: 'lax' }).redirect('./', 303);
  });
};
