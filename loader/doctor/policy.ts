/** Judges a page's Content-Security-Policy, directive by directive (CSP Level 3; Trusted Types). */
import { createHash } from 'node:crypto';
import { sourceOf } from '../csp.js';
import { endpointOf } from './collector.js';
import { finding, type Finding } from './findings.js';
import type { Page, PageScript } from './read.js';
import type { Stub } from './stub.js';

type Policy = Map<string, string[]>;

const parsePolicy = (text: string): Policy => {
  const policy: Policy = new Map();
  for (const part of text.split(';')) {
    const [name = '', ...sources] = part.trim().split(/\s+/);
    // The first of a name counts (CSP 3, 2.2.1).
    if (name && !policy.has(name.toLowerCase())) policy.set(name.toLowerCase(), sources);
  }
  return policy;
};

/** The directive that governs, by its fallbacks, with its sources; none: everything is allowed. */
const governing = (policy: Policy, ...names: string[]): [name: string, sources: string[]] | undefined => {
  for (const name of [...names, 'default-src']) {
    const sources = policy.get(name);
    if (sources) return [name, sources];
  }
  return undefined;
};

export const hashSource = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const hashed = (sources: readonly string[], text: string): boolean =>
  sources.some((source) => {
    const [, kind = '', value = ''] = /^'(sha256|sha384|sha512)-(.+)'$/i.exec(source) ?? [];
    if (!kind) return false;
    const base64 = value.replaceAll('-', '+').replaceAll('_', '/');
    return createHash(kind.toLowerCase()).update(text).digest('base64') === base64;
  });
const isNonceOrHash = (source: string): boolean => /^'(nonce-|sha(256|384|512)-)/i.test(source);
const has = (sources: readonly string[], keyword: string): boolean => sources.some((source) => source.toLowerCase() === keyword);
const nonced = (sources: readonly string[], nonce: string | undefined): boolean => !!nonce && sources.includes(`'nonce-${nonce}'`);
/** A nonce or a hash switches 'unsafe-inline' off (CSP 3, 6.7.3.2). */
const anyInline = (sources: readonly string[]): boolean => has(sources, "'unsafe-inline'") && !sources.some(isNonceOrHash);

/** Whether a list of sources lets an address through (CSP 3, 6.7.2.7, without the path's details of redirections). */
const allows = (sources: readonly string[], address: string, page: string): boolean => {
  const url = new URL(address, page);
  const own = new URL(page);
  return sources.some((source) => {
    if (source === '*') return /^(https?|wss?):$/.test(url.protocol) || url.protocol === own.protocol;
    if (source.toLowerCase() === "'self'") return url.host === own.host && (url.protocol === own.protocol || url.protocol === 'https:');
    if (source.startsWith("'")) return false;
    if (/^[a-z][a-z\d+.-]*:$/i.test(source))
      return url.protocol === source.toLowerCase() || (source.toLowerCase() === 'http:' && url.protocol === 'https:');
    const [, scheme, host = '', port, path] = /^(?:([a-z][a-z\d+.-]*):\/\/)?([^/:]+)(?::(\d+|\*))?(\/.*)?$/i.exec(source) ?? [];
    if (!host) return false;
    const schemeFits = scheme
      ? url.protocol === scheme + ':' || (scheme === 'http' && url.protocol === 'https:')
      : url.protocol === own.protocol || url.protocol === 'https:';
    const hostFits = host.startsWith('*.')
      ? url.hostname.endsWith(host.slice(1).toLowerCase())
      : host === '*' || url.hostname === host.toLowerCase();
    const standard = url.protocol === 'https:' ? '443' : '80';
    const portFits = port === '*' || (url.port || standard) === (port ?? standard);
    const pathFits = !path || (path.endsWith('/') ? url.pathname.startsWith(path) : url.pathname === path);
    return schemeFits && hostFits && portFits && pathFits;
  });
};

const line = (text: string): string => {
  const one = text.trim().replace(/\s+/g, ' ');
  return one.length > 70 ? one.slice(0, 67) + '…' : one;
};

const judgeScripts = (policy: Policy, page: Page, stub: Stub): Finding[] => {
  const found: Finding[] = [];
  const elements = governing(policy, 'script-src-elem', 'script-src');
  if (elements) {
    const [name, sources] = elements;
    const runs = (script: PageScript): boolean =>
      anyInline(sources) || nonced(sources, script.attributes.nonce) || hashed(sources, script.text);
    const inline = runs(stub.script);
    if (!inline) found.push(finding('csp-inline', name, hashSource(stub.script.text)));
    const strict = has(sources, "'strict-dynamic'");
    // A script that a trusted script adds is trusted, too; then hosts do not count. A nonce that is handed on serves as well.
    const core = strict ? inline : allows(sources, stub.core, page.url) || (stub.nonce && nonced(sources, stub.script.attributes.nonce));
    if (!core && !strict) {
      const byNonce = nonced(sources, stub.script.attributes.nonce);
      found.push(finding(byNonce ? 'csp-core-nonce' : 'csp-core', name, sourceOf(stub.core)));
    }
    for (const script of page.scripts)
      if (script !== stub.script && !script.attributes.src && /\brtp\s*\(/.test(script.text) && !runs(script))
        found.push(finding('csp-call', name, hashSource(script.text), line(script.text)));
  }
  const attributes = governing(policy, 'script-src-attr', 'script-src');
  if (attributes) {
    const [name, sources] = attributes;
    for (const [handler, text] of page.handlers)
      if (!anyInline(sources) && !(has(sources, "'unsafe-hashes'") && hashed(sources, text)))
        found.push(finding('csp-handler', name, hashSource(text), `${handler}="${line(text)}"`));
  }
  return found;
};

/** One policy; a page may have several, and each must let the tag through. */
const judge = (policy: Policy, page: Page, stub: Stub): Finding[] => {
  const found = judgeScripts(policy, page, stub);
  const connect = governing(policy, 'connect-src');
  const targets = [endpointOf(new URL(stub.core, page.url).href), ...(stub.endpoint ? [stub.endpoint] : [])];
  const refused = connect && targets.filter((target) => !allows(connect[1], target, page.url));
  if (connect && refused?.length)
    found.push(
      finding(
        'csp-connect',
        connect[0],
        [
          ...new Set(
            refused.map((target) =>
              new URL(target, page.url).origin === new URL(page.url).origin ? "'self'" : new URL(target, page.url).origin,
            ),
          ),
        ].join(' '),
      ),
    );
  if (policy.get('require-trusted-types-for')?.some((sink) => sink.toLowerCase() === "'script'")) {
    if (!stub.trustedTypes) found.push(finding('csp-trusted-types'));
  }
  const names = policy.get('trusted-types');
  if (names && stub.trustedTypes && !names.includes('rtp') && !names.includes('*')) found.push(finding('csp-trusted-name'));
  const sandbox = policy.get('sandbox');
  if (sandbox && !sandbox.includes('allow-same-origin')) found.push(finding('csp-sandbox'));
  return found;
};

export const judgePolicies = (page: Page, stub: Stub): Finding[] => {
  const all = page.policies.flatMap((text) => judge(parsePolicy(text), page, stub));
  return all.filter((one, index) => all.findIndex(({ code, says }) => code === one.code && says === one.says) === index);
};
