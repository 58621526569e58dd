import type { Jar } from './visitor.js';

const NAME = '_rtp';

/**
 * The visitor's jar: a cookie on the widest domain that takes it, mirrored in localStorage; either one will do, and with
 * neither it lasts as long as the page.
 */
export const openJar = (): Jar => {
  let text = '';
  return {
    _read() {
      try {
        text = /(?:^|; )_rtp=([^;]+)/.exec(document.cookie)?.[1] || (localStorage[NAME] as string) || text;
      } catch {}
      return text;
    },
    _write(next) {
      text = next;
      try {
        // From the top down: browsers refuse public suffixes (RFC 6265, 5.3), the first that takes it is the widest.
        // A host without a domain (an address, `localhost`) comes last.
        const parts = location.hostname.split('.');
        for (let i = parts.length; i-- >= 0 && !document.cookie.includes(NAME + '=' + (next || ';')); )
          document.cookie = NAME + '=' + next + ';path=/;samesite=lax;max-age=' + (next && 3e7) + (i < 0 ? '' : ';domain=' + parts.slice(i).join('.'));
      } catch {}
      try {
        localStorage[NAME] = next;
      } catch {}
    },
  };
};
