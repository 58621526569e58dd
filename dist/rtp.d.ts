/**
 * Types of the global `rtp`, which the snippet makes, and of the module. For the global one line in a source file is enough:
 * `/// <reference types="rtp-tag" />`
 */

/** The strings of a custom data event; more than four are sent four at a time. */
export type RtpValue = string | readonly string[];

export interface RtpSegment {
  name: string;
  /** a number where the account's file has a number */
  id: string | number;
}
export interface RtpLocation {
  country: string | null;
  state: string | null;
  city: string | null;
}
export interface RtpVisitorResults {
  matchedSegments: RtpSegment[];
  org: string | null;
  location: RtpLocation;
  industries: string[];
  /** whether the visitor's organisation is an internet service provider; unknown: false */
  isp: boolean;
  abm: { code: string | number; name: string }[];
}
export type RtpVisitorAnswer = { status: 200; results: RtpVisitorResults } | { status: 503; message: string; results?: undefined };

export interface RtpUserContext {
  location: RtpLocation;
  customVar1?: string;
  customVar2?: string;
  customVar3?: string;
  customVar4?: string;
  customVar5?: string;
  /** campaign ids joined by commas; the last ten visits, ten campaigns a visit */
  viewedCampaigns: string;
  clickedCampaigns: string;
  viewedCampaign(id: string | number): boolean;
}

type RtpDigit = 1 | 2 | 3 | 4 | 5;
export type RtpField =
  | 'org'
  | 'industries'
  | 'isp'
  | 'location.country'
  | 'location.state'
  | 'location.city'
  | 'abm.name'
  | 'abm.code'
  | 'matchedSegments.name'
  | 'matchedSegments.id';

export interface Rtp {
  /** A custom data event; counted once in a visitor's session. */
  (action: 'send', method: 'event', customData: { value: RtpValue } | RtpValue): void;
  /** A page view; `page` stands in for the current address. */
  (action: 'send', method: 'view', page?: string): void;
  /** Sends visitors whose `field` is one of the values to the address. */
  (action: 'send', method: 'redirect', field: RtpField, values: string | readonly string[], url: string, matched?: boolean): void;
  (action: 'send', method: 'redirect', field: RtpField, urls: Readonly<Record<string, string | readonly string[]>>): void;
  /** The account of the calls that follow. */
  (action: 'setAccount', id: string): void;
  /**
   * The visitor's choice, on pages with the snippet of `rtp-tag snippet --consent`. Before a yes calls wait in memory, and what has a callback
   * (`get visitor`, `userContextReady`) answers with status 503 after 3 s, as it does where the core does not come; `checkPattern` and
   * `userContext` are not there. On other pages it is an unknown call, told in the console.
   */
  (action: 'consent', choice: 'granted' | 'denied'): void;
  /** Data kept on the user's context, 100 characters at most; sent with the next view. */
  (action: 'set', name: `customVar${RtpDigit}` | `custom${RtpDigit}`, value: string): void;
  (action: 'set', method: 'settings', settings: { anonymizeIP?: boolean; optOut?: boolean }): void;
  (action: 'set', method: 'rcmd', kind: 'richmedia', templates: unknown): void;
  (action: 'get', method: 'rcmd', kind: 'richmedia'): void;
  /** Calls back once, with one argument, errors included. */
  (action: 'get', method: 'visitor', callback: (answer: RtpVisitorAnswer) => void): void;
  /** Runs the campaigns that this visitor qualifies for. */
  (action: 'get', method: 'campaign', run?: boolean): void;
  (action: 'userContextReady', callback: () => void): void;
  /** `%` at either end of the pattern is a wildcard. There once the core has loaded. */
  checkPattern?(text: string, pattern: string): boolean;
  /** There once `userContextReady` has called back. */
  userContext?: RtpUserContext;
}

export interface LoadOptions {
  /** address of the core, e.g. `https://stats.example.com/rtp.js` */
  core: string;
  /** the name that events are stored under: one that you choose, a site a name */
  account: string;
  /** for a policy that allows scripts by nonce; without it the nonce of the page's other scripts */
  nonce?: string | undefined;
  /** collector's address, when it is not the core's origin */
  endpoint?: string;
  /** integrity value of the core: `rtp-tag snippet --integrity` prints it */
  integrity?: string;
  /** true: the core's address goes through a Trusted Types policy named `rtp` */
  trustedTypes?: boolean;
  /** nothing is stored or sent before the visitor's yes: '' or the consent bundle's options, e.g. `'?gpc=1&tcf=1,8'` */
  consent?: string;
}

/** The same function as the global `rtp`. It may be called at any time: before the core is there, before `load`, on a server. */
declare const tag: Rtp;
export { tag as rtp };
/** Does what the snippet does, for pages that do not carry it. On a server nothing happens. */
export declare const load: (options: LoadOptions) => void;

declare global {
  /** The tag. See https://experienceleague.adobe.com/ for the API that it honours. */
  var rtp: Rtp;
  var rtpUserContext: RtpUserContext | undefined;
}
