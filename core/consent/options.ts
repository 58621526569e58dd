/** What the owner has set, in the query of the script's address: `rtp-consent.js?gpc=1&tcf=1,8`. */
export interface Options {
  /** Global Privacy Control is a no (`gpc=1`) */
  gpc: boolean;
  /** purposes of IAB TCF that must be granted (`tcf=1,8`), and the vendor's id, where there is one (`vendor=123`) */
  purposes: string[];
  vendor: string;
  /** OneTrust's group (`onetrust=C0002`) */
  group: string;
  /** vanilla-cookieconsent's category (`category=analytics`) */
  category: string;
  /** Klaro's service (`klaro=rtp`) */
  service: string;
}

export const optionsOf = (address: string): Options => {
  const get = (name: string, otherwise: string): string => new RegExp(`[?&]${name}=([\\w,.-]+)`).exec(address)?.[1] || otherwise;
  return {
    gpc: !!get('gpc', ''),
    purposes: get('tcf', '1,8').split(','),
    vendor: get('vendor', ''),
    group: get('onetrust', 'C0002'),
    category: get('category', 'analytics'),
    service: get('klaro', 'rtp'),
  };
};
