/**
 * The visitor's jar, a string that other tabs and subdomains see: the cookie `_rtp` on the widest domain that takes it, mirrored
 * in localStorage; either one will do, and with neither it lasts as long as the page.
 */
const NAME = '_rtp';
let text = '';
/** Where the cookie's domain begins in the host's labels, -1 for the host itself: found once, because Firefox logs what it refuses. */
let level: number | undefined;

/** The values of all cookies of that name: one of the host may stand beside ours of the domain (RFC 6265, 5.4). */
const cookies = (): string[] => document.cookie.split('; ').flatMap((pair) => (/^_rtp=/.test(pair) ? pair.slice(5) : []));

/**
 * @param best chooses among what may be the jar's text; '' for none of them
 * @returns what is in the jar, or ''
 */
export const readJar = (best: (found: string[]) => string): string => {
  let found: string[] = [];
  try {
    // Both, for a tab that has only one of them must not outvote an opt-out in the other.
    found = cookies();
    found.push('' + localStorage[NAME]);
  } catch {}
  return (text = best(found) || text);
};

export const writeJar = (next: string): void => {
  text = next;
  const labels = location.hostname.split('.');
  const put = (value: string, from: number): void => {
    document.cookie = NAME + '=' + value + ';path=/' + (from < 0 ? '' : ';domain=' + labels.slice(from).join('.'));
  };
  try {
    const kept = next + ';max-age=33333333';
    // From the top down: browsers refuse public suffixes (RFC 6265, 5.3), the first that takes it is the widest. A top level
    // domain never does; an address and `localhost` have no domain.
    level ??= /\d$/.test(location.hostname) ? -1 : labels.length - 2;
    for (put(kept, level); level >= 0 && !cookies().includes(next); ) put(kept, --level);
    // Another one, of the host or a narrower domain, would be sent beside ours for ever.
    if (cookies()[1]) for (let from = level; from >= 0; ) put(';max-age=0', --from);
  } catch {}
  try {
    localStorage[NAME] = next;
  } catch {}
};
