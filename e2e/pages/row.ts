/** What a row of the table is: a page that uses a real library for something of its own. */

/** How a page is met: without the tag, with it alone, and with each kind of campaign on it. */
export const MODES = ['plain', 'tag', 'dialog', 'widget', 'zone'] as const;
/** The short form's third way: a dialog, a widget and a zone on one page. */
export type Mode = (typeof MODES)[number] | 'all';

export interface Row {
  id: string;
  /** the library, its version and what the page does with it */
  what: string;
  /** markup in <head>, behind the tag */
  head?: string;
  /** The page's content. Each page has an element with the id `offer`, or its library makes one: the zone of the campaigns. */
  body: string;
  /**
   * What a visitor does, and what the page must then show: the body of an async function that throws where the page does not.
   * It has `click`, `type`, `sees`, `gone`, `holds`, `load` of observe.ts.
   */
  act: string;
  /** values of the events that `act` makes the page fire, each of which must be stored once */
  events: string[];
  /** page views that are to be stored; 1 */
  views?: number;
  /** selector of what the library makes before the page can be used */
  ready?: string;
  /** bodies of the site's further pages, which have the same <head> */
  pages?: Record<string, string>;
  /** further addresses of the site, such as parts of a page */
  files?: Record<string, string>;
  /** pattern of what a library makes up anew in each visit: left out of the comparison */
  ignore?: string;
  /** the page opens a banner or a modal of its own at once: a dialog may come when `act` has closed it, not before */
  busy?: true;
  /** the snippet waits for a yes of the page's tool: options of the consent bundle. The row is met without the tag, and with it alone. */
  consent?: string;
  /** The short form plays this row, and installs these packages for it. */
  short?: readonly string[];
}

/** A script of an installed package, such as `jquery3/dist/jquery.js`. */
export const script = (path: string, attributes = ''): string => `<script ${attributes} src="/lib/${path}"></script>`;
export const styles = (path: string): string => `<link rel="stylesheet" href="/lib/${path}">`;
/** A program of apps/, bundled when it is asked for. */
export const app = (name: string): string => `<script src="/app/${name}"></script>`;

export const ZONE = `<div id="offer"><p>The page's own offer.</p></div>`;
/** A button that counts, written for whatever listens to it, and one that fires an event the documented way. */
export const BUY = `<button id="buy" type="button" onclick="rtp('send','event',{value:'bought'})">Buy</button>`;
