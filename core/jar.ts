/**
 * The visitor's jar, a string that other tabs and subdomains see: a cookie on the widest domain that takes it, mirrored in
 * localStorage; either one will do, and with neither it lasts as long as the page.
 */
const NAME = '_rtp';
let text = '';

export const readJar = (): string => {
  try {
    text = /\b_rtp=([^;]+)/.exec(document.cookie)?.[1] || (localStorage[NAME] as string) || text;
  } catch {}
  return text;
};

export const writeJar = (next: string): void => {
  text = next;
  try {
    // From the top down: browsers refuse public suffixes (RFC 6265, 5.3), the first that takes it is the widest.
    // A host without a domain (an address, `localhost`) comes last.
    const parts = location.hostname.split('.');
    for (let i = parts.length; i-- >= 0 && !document.cookie.includes(NAME + '=' + next); )
      document.cookie = NAME + '=' + next + ';path=/;max-age=33333333' + (i < 0 ? '' : ';domain=' + parts.slice(i).join('.'));
  } catch {}
  try {
    localStorage[NAME] = next;
  } catch {}
};
