/**
 * What the operator's edge knows of a visitor: from request headers that a CDN or proxy adds, or from a module of the
 * operator's. Without either everything is unknown.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import type { EdgeFacts } from '../../core/campaigns/config.js';

export type FactsOf = (headers: IncomingHttpHeaders) => EdgeFacts | Promise<EdgeFacts>;

const KEYS = ['country', 'state', 'city', 'org', 'isp', 'industries', 'abm.code', 'abm.name'] as const;
type Key = (typeof KEYS)[number];

/** ms that a module may take: a page waits for the answer before it asks for a redirect or the visitor. */
const PATIENCE = 500;

/** Characters of one fact: headers may be much longer. */
const MAX = 200;

/** Header bytes come as Latin-1; proxies write UTF-8, and some percent-encode it. */
const decode = (text: string): string => {
  const utf8 = Buffer.from(text, 'latin1').toString('utf8');
  const read = utf8.includes('\uFFFD') ? text : utf8;
  try {
    return decodeURIComponent(read);
  } catch {
    return read;
  }
};

const text = (value: unknown): string | null => (typeof value === 'string' && value.trim() ? value.trim().slice(0, MAX) : null);
const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [])
    .map(text)
    .filter((item) => item !== null)
    .slice(0, 20);
/** A provider's name says that it is one. */
const isYes = (value: unknown): boolean => value === true || (typeof value === 'string' && !/^\s*(|0|false|no|null|-)\s*$/i.test(value));
const codeOf = (value: unknown): string | number => (typeof value === 'number' && Number.isFinite(value) ? value : (text(value) ?? ''));
const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;

/** Whatever an operator's module returned, as facts. */
const tidy = (given: unknown): EdgeFacts => {
  const place = field(given, 'location');
  const abm = field(given, 'abm');
  return {
    location: { country: text(field(place, 'country')), state: text(field(place, 'state')), city: text(field(place, 'city')) },
    org: text(field(given, 'org')),
    industries: texts(field(given, 'industries')),
    isp: isYes(field(given, 'isp')),
    abm: (Array.isArray(abm) ? abm : [])
      .slice(0, 20)
      .map((one) => ({ code: codeOf(field(one, 'code')), name: text(field(one, 'name')) ?? '' }))
      .filter(({ code, name }) => code !== '' || name),
  };
};

/** Headers as `country=cf-ipcountry,city=x-city`; lists (industries, abm) are joined by `;` in their header. */
const fromHeaders = (names: Map<Key, string>): FactsOf => {
  const one = (headers: IncomingHttpHeaders, key: Key): string | undefined => {
    const value = headers[names.get(key) ?? ''];
    return value === undefined ? undefined : decode(String(value));
  };
  const list = (headers: IncomingHttpHeaders, key: Key): string[] =>
    one(headers, key)
      ?.split(';')
      .map((item) => item.trim())
      .filter(Boolean) ?? [];
  return (headers) => {
    const codes = list(headers, 'abm.code');
    const called = list(headers, 'abm.name');
    return tidy({
      location: { country: one(headers, 'country'), state: one(headers, 'state'), city: one(headers, 'city') },
      org: one(headers, 'org'),
      isp: one(headers, 'isp'),
      industries: list(headers, 'industries'),
      abm: Array.from({ length: Math.max(codes.length, called.length) }, (_, index) => ({
        // A header has no other way to say a number.
        code: /^\d{1,15}$/.test(codes[index] ?? '') ? Number(codes[index]) : codes[index],
        name: called[index],
      })),
    });
  };
};

/**
 * @param source empty; `country=header,…` with the keys country, state, city, org, isp, industries, abm.code, abm.name; or
 * the path of a module whose default export is given the request's headers and returns facts, or a promise of them
 * @param failed told when the module throws or takes too long; the visitor is then unknown
 * @throws {Error} with what is wrong in the source
 */
export const openFacts = async (source: string, failed: (error: unknown) => void): Promise<FactsOf> => {
  if (!source) return () => tidy(undefined);
  if (!source.includes('=')) {
    const module = (await import(pathToFileURL(resolve(source)).href)) as { default?: unknown };
    if (typeof module.default !== 'function') throw new Error(`${source}: a default export that is a function expected`);
    const given = module.default as (headers: IncomingHttpHeaders) => unknown;
    return async (headers) => {
      let timer: NodeJS.Timeout | undefined;
      try {
        const late = new Promise<never>(
          (_, reject) => (timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE} ms`)), PATIENCE)),
        );
        return tidy(await Promise.race([given(headers), late]));
      } catch (error) {
        failed(error);
        return tidy(undefined);
      } finally {
        clearTimeout(timer);
      }
    };
  }
  const names = new Map<Key, string>();
  for (const pair of source.split(',')) {
    const [key = '', header = '', ...more] = pair.split('=').map((part) => part.trim());
    if (!KEYS.includes(key as Key) || !/^[\w-]+$/.test(header) || more.length)
      throw new Error(`'${pair}': KEY=header expected, with a key of ${KEYS.join(', ')}`);
    names.set(key as Key, header.toLowerCase());
  }
  return fromHeaders(names);
};
