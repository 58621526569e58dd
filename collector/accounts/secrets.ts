/**
 * What an address must not be stored with: query parameters that let somebody in, or that say who somebody is. Applied to
 * addresses and referrers before they are stored, in rescues, too.
 */
import { bareAddress } from '../../core/address.js';

/** In names without `-`, `_`, `.` and brackets, in small letters: anywhere in them, or the whole name. */
const ANYWHERE = /token|passw|secret|apikey|credential|e?mail(?!ing)|jwt|samlre/;
const WHOLE =
  /^(pass|pwd|pw|auth|authorization|bearer|otp|totp|pin|sid|session(id)?|phpsessid|jsessionid|sig|signature|amzsignature|reset(key|code)?|ticket|assertion|idtokenhint)$/;
/** Whatever their name: a mail address, a JSON web token (RFC 7519). */
const VALUE = /^eyJ[\w-]+\.eyJ|[^\s@/]@[^\s@/]+\.[a-z]{2}/i;

/** What the link of a recommendation adds to the content's address (core/rcmd/address.ts): a view of it is a view of the same page. */
const RECOMMENDED = /^(iesrc|astid|at|rcmd_source|req_id)=/;

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
};

/** A list of names, with `*` for anything, in any case. */
const listed = (names: string[]): ((name: string) => boolean) => {
  const pattern = new RegExp(`^(${names.map((name) => name.replace(/[^\w*]/g, '\\$&').replace(/\*/g, '.*')).join('|')})$`, 'i');
  return names.length ? (name) => pattern.test(name) : () => false;
};

/** Makes an address one that may be stored. */
export type Clean = (address: string) => string;

/**
 * @param strip names of parameters that are stripped beside those of the default
 * @param keep names that stay, though the default strips them
 */
export const openClean = (strip: string[] = [], keep: string[] = []): Clean => {
  const isStripped = listed(strip);
  const isKept = listed(keep);

  const isSecret = (pair: string, beside: string[]): boolean => {
    const [, written, value = ''] = /^([^=]*)=?(.*)$/s.exec(pair) as unknown as [string, string, string];
    const name = decoded(written);
    if (isStripped(name)) return true;
    if (isKept(name)) return false;
    const plain = name
      .toLowerCase()
      .replace(/^x-/, '')
      .replace(/[-_.[\] ]/g, '');
    // A code is a voucher's, unless the answer of a login stands there: it has a state (RFC 6749, 4.1.2).
    if (plain === 'code') return beside.some((other) => /^state=/.test(other));
    return ANYWHERE.test(plain) || WHOLE.test(plain) || VALUE.test(decoded(decoded(value)));
  };
  /** `a=1&b=2` without what is secret, behind its mark; nothing where nothing is left. */
  const query = (mark: string, text: string): string => {
    const pairs = text.split('&');
    const recommended = pairs.includes('iesrc=rcmd');
    const kept = pairs.filter((pair) => !isSecret(pair, pairs) && !(recommended && RECOMMENDED.test(pair)));
    return kept.length === pairs.length ? mark + text : kept.length ? mark + kept.join('&') : '';
  };
  /** Path and query; the path may have parameters of its own (`;jsessionid=…`). */
  const place = (text: string): string => {
    const at = text.indexOf('?');
    const path = at < 0 ? text : text.slice(0, at);
    return path.replace(/;([^;/]*=[^;/]*)/g, (_, pair: string) => query(';', pair)) + (at < 0 ? '' : query('?', text.slice(at + 1)));
  };

  return (address) => {
    const bare = bareAddress(address);
    if (!/[?#;]/.test(bare)) return bare;
    const at = bare.indexOf('#');
    if (at < 0) return place(bare);
    // A router's fragment is a path again; some put an answer of OAuth right behind its mark.
    const route = bare.slice(at);
    const answer = /^(#[/!]+)([^/?]*=[^?]*)$/.exec(route);
    return place(bare.slice(0, at)) + (answer ? (answer[1] as string) + query('', answer[2] as string) : place(route));
  };
};
