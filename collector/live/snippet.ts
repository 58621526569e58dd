/** The snippet for a site, filled in by the page itself: no address, header or stored text can come into it unseen. */

/** What an account may be called: a letter or figure, then up to 63 letters, figures, '-', '_' and '.'. */
export const isAccount = (text: string): boolean => /^[0-9A-Za-z][\w.-]{0,63}$/.test(text);

/** A string inside of an inline script: `</script` and `<!--` would end or change it (HTML, "restrictions for script contents"). */
const quoted = (text: string): string => JSON.stringify(text).replace(/</g, '\\u003c');

/**
 * One script that does the whole job, the customary calls in it, so that one hash stands for all: the bytes that
 * `rtp-tag snippet --view --campaigns` prints.
 * @param template the built snippet with its placeholders
 * @param core address of the core
 * @throws {Error} when the account's name is none
 */
export const snippetOf = (template: string, core: string, account: string): string => {
  if (!isAccount(account)) throw new Error('not the name of an account: ' + account);
  const texts: Record<string, string> = { CORE_URL: core, ACCOUNT: account };
  return template.replace(/"__(CORE_URL|ACCOUNT)__"/g, (_, name: string) => quoted(texts[name] ?? ''));
};

/**
 * Address of the core as browsers reach it.
 * @param publicUrl as configured, or empty
 * @param page address of the live page
 */
export const coreOf = (publicUrl: string, page: string): string =>
  publicUrl ? publicUrl + '/rtp.js' : new URL('rtp.js', page.replace(/[?#].*/s, '')).href;

/** The source expression for a Content-Security-Policy; undefined where the browser does not hash (plain http, by name). */
export const hashOf = async (snippet: string): Promise<string | undefined> => {
  const script = /<script[^>]*>(.*)<\/script>/s.exec(snippet)?.[1];
  if (script === undefined || !globalThis.crypto?.subtle) return undefined;
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(script)));
  return `'sha256-${btoa(String.fromCharCode(...bytes))}'`;
};
