/** Addresses of content: which are the same entry, and what a recommendation's link carries. */

/** Added to links, and ignored in addresses: in this order on links (seen on docker.com and elastic.co). */
const OURS = /([?&])(?:iesrc|astid|at|rcmd_source|req_id)=[^&#]*/g;

/** An address as entries are compared: without scheme, fragment, our own parameters and, as a rule, the whole query. */
export const placeOf = (address: string, query?: unknown): string => {
  let url: URL;
  try {
    url = new URL(address, location.href);
  } catch {
    return address;
  }
  const search = query ? withoutOurs(url.search) : '';
  return (url.host + url.pathname.replace(/\/$/, '') + search).toLowerCase();
};

/** The text without the five parameters that links of recommendations carry. */
export const withoutOurs = (address: string): string =>
  address
    .replace(OURS, '$1')
    .replace(/&{2,}/g, '&')
    .replace(/\?&/, '?')
    .replace(/[?&](?=#|$)/, '');

/**
 * The address that a recommendation leads to: five parameters after what the address has, before a fragment.
 * @param source `WIDGET` for a template, `BAR` for the bar
 */
export const linkOf = (address: string, entry: string, source: string, request: string): string => {
  const [, main = '', fragment = ''] = /^([^#]*)(.*)$/s.exec(address) || [];
  const ours = `iesrc=rcmd&astid=${entry}&at=1&rcmd_source=${source}&req_id=${request}`;
  return main + (!main.includes('?') ? '?' : /[?&]$/.test(main) ? '' : '&') + ours + fragment;
};
