/** What the owner has set, in the query of the script's address: `rtp-consent.js?gpc=1&tcf=1,8`. */
export interface Options {
  /** the account, as documented stubs write it (`aid=shop`) */
  account: string;
  /** Global Privacy Control is a no (`gpc=1`) */
  gpc: string;
  /** purposes of IAB TCF that must be granted (`tcf=1,8`), and the vendor's id, where there is one (`vendor=123`) */
  purposes: string[];
  vendor: string;
  /** OneTrust's group (`onetrust=C0002`) */
  group: string;
  /** vanilla-cookieconsent's category (`category=analytics`) */
  category: string;
  /** Klaro's service (`klaro=rtp`) */
  service: string;
  /** campaigns that need no memory are shown before an answer (`before=1`) */
  before: string;
}

export const optionsOf = (address: string): Options => {
  const get = (name: string, otherwise = ''): string => new RegExp(`[?&]${name}=([\\w,.-]+)`).exec(address)?.[1] || otherwise;
  // In an order that compresses well.
  return {
    before: get('before'),
    gpc: get('gpc'),
    category: get('category', 'analytics'),
    service: get('klaro', 'rtp'),
    vendor: get('vendor'),
    account: get('aid'),
    group: get('onetrust', 'C0002'),
    purposes: get('tcf', '1,8').split(','),
  };
};
