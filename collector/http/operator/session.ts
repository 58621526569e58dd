/**
 * Who the operator is: the admin token in a header, or after the login form a signed cookie. The cookie holds its expiry
 * and a signature by a key made of the token, so any collector with the same token takes it and none keeps a list.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Tries } from '../limit.js';

/** Name of the cookie. */
export const COOKIE = 'rtp_session';
/** Seconds that a login lasts. */
export const LASTS = 12 * 3600;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares in constant time, whatever the lengths. */
const same = (given: string, expected: string): boolean => timingSafeEqual(digest(given), digest(expected));

export interface Sessions {
  /** whether this is the admin token; a wrong one is counted against the address, and past the limit none is right */
  isToken(request: FastifyRequest, given: string): boolean;
  /** 0, or seconds to wait after too many wrong tokens from this address */
  wait(request: FastifyRequest): number;
  /** a new cookie's value */
  issue(): string;
  /** whether the request comes from the operator; a cookie counts for changes only from our own pages */
  isOperator(request: FastifyRequest): boolean;
  /** whether a browser sent it from another site's page */
  isForeign(request: FastifyRequest): boolean;
}

/**
 * @param now ms since 1970
 * @param publicUrl the address under which browsers know us, where it is configured
 */
export const openSessions = ({
  token,
  now,
  tries,
  publicUrl,
}: {
  token: string;
  now: () => number;
  tries: Tries;
  publicUrl: string;
}): Sessions => {
  const known = publicUrl && new URL(publicUrl).origin;
  const key = digest('rtp session\n' + token);
  const sign = (expiry: string): string => createHmac('sha256', key).update(expiry).digest('base64url');
  const valid = (cookie: string | undefined): boolean => {
    const [, expiry, signature] = /^(\d{10,16})\.([\w-]{43})$/.exec(cookie ?? '') ?? [];
    return expiry !== undefined && signature !== undefined && same(signature, sign(expiry)) && Number(expiry) > now();
  };
  const isForeign = (request: FastifyRequest): boolean => {
    // Browsers say it themselves on trustworthy origins, and no page can write this header (Fetch Metadata). It holds where a
    // proxy changes Host, and where a policy of `no-referrer` makes `Origin: null` of our own page's.
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined) return site !== 'same-origin' && site !== 'none';
    // Browsers name the origin on every POST; who sends none is no browser, and has no cookie of ours either.
    const { origin } = request.headers;
    return origin !== undefined && origin !== `${request.protocol}://${request.host}` && origin !== known;
  };
  const isToken = (request: FastifyRequest, given: string): boolean => {
    if (tries.wait(request.raw)) return false;
    const right = same(given, token);
    if (!right) tries.wrong(request.raw);
    return right;
  };
  return {
    isToken,
    wait: (request) => tries.wait(request.raw),
    issue: () => {
      const expiry = String(now() + LASTS * 1000);
      return expiry + '.' + sign(expiry);
    },
    isOperator: (request) => {
      const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
      if (bearer !== undefined) return isToken(request, bearer);
      const reads = request.method === 'GET' || request.method === 'HEAD';
      return valid(request.cookies[COOKIE]) && (reads || !isForeign(request));
    },
    isForeign,
  };
};
