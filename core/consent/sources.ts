/**
 * What the site's own tools say about consent, read from the page as it is now. Each source answers true (yes), false (no), null (it
 * is there, and the visitor has not chosen yet) or undefined (it is not there). Nothing of theirs is changed or wrapped.
 */
import type { Mode } from './mode.js';
import type { Options } from './options.js';

export type Said = boolean | null | undefined;
export type Source = () => Said;

/** Quoted: as a plain property the build would rename it. */
const TCF = '__tcfapi';

/** What the tools put on the window. */
interface Tools {
  dataLayer?: ArrayLike<unknown>;
  [TCF]?(command: string, version: number, callback: (data: TcData, success: boolean) => void): void;
  OnetrustActiveGroups?: string;
  OneTrust?: { IsAlertBoxClosed?(): boolean };
  Cookiebot?: { hasResponse?: boolean; consent?: Record<string, boolean> };
  CookieConsent?: { validConsent(): boolean; getUserPreferences(): { acceptedCategories: string[] } };
  klaro?: { getManager(): { confirmed: boolean; savedConsents: Record<string, boolean> } };
}
interface TcData {
  eventStatus?: string;
  gdprApplies?: boolean;
  purpose: { consents: Record<string, boolean> };
  vendor: { consents: Record<string, boolean> };
}
const tools = window as unknown as Tools;

/** IAB TCF 2: what the visitor has chosen, now or on an earlier page; a visitor to whom the regulation does not apply is asked nothing. */
const tcf = ({ purposes, vendor }: Options, changed: () => void): Source => {
  let said: Said;
  return () => {
    if (said === undefined && tools[TCF]) {
      said = null;
      tools[TCF]('addEventListener', 2, ({ eventStatus, gdprApplies, purpose, vendor: vendors }, success) => {
        if (!success || eventStatus === 'cmpuishown') return;
        said = gdprApplies === false || (purposes.every((id) => purpose.consents[id]) && (!vendor || !!vendors.consents[vendor]));
        changed();
      });
    }
    return said;
  };
};

/**
 * All of them, in the order in which they are asked.
 * @param mode Consent Mode, of which campaigns ask, too
 * @param changed called when one of them has something new
 */
export const openSources = (options: Options, mode: Mode, changed: () => void): Source[] => {
  /** Details of the events in which tools tell that the visitor has answered; by their names' second letters. */
  const told: Record<string, { categories?: string[] } | undefined> = {};
  for (const name of ['OneTrustGroupsUpdated', 'CookiebotOnDecline', 'cc:onConsent', 'cc:onChange'])
    addEventListener(name, (event) => {
      told[name[1] as string] = (event as CustomEvent<{ cookie?: object } | null>).detail?.cookie || {};
      changed();
    });
  return [
    tcf(options, changed),
    () => {
      if (tools.dataLayer) mode._read(tools.dataLayer);
      return mode._said('analytics_storage');
    },
    // Before the visitor has closed the banner the groups are defaults; one that is among these needs no answer.
    () => {
      const { OnetrustActiveGroups: groups, OneTrust } = tools;
      if (groups == null) return;
      return groups.split(',').includes(options.group) || ((OneTrust?.IsAlertBoxClosed?.() ?? told.n) ? false : null);
    },
    () => {
      const { hasResponse, consent } = tools.Cookiebot || {};
      return consent && (consent.statistics || (hasResponse || told.o ? false : null));
    },
    // vanilla-cookieconsent 3: its events, or its global where it is no module; nothing is there before an answer.
    () => {
      const api = tools.CookieConsent;
      const list = told.c ? told.c.categories : api?.validConsent() && api.getUserPreferences().acceptedCategories;
      return list ? list.includes(options.category) : api && null;
    },
    // Klaro: what is chosen in its window counts when it is saved.
    () => {
      const manager = tools.klaro?.getManager();
      return manager && (manager.confirmed ? !!manager.savedConsents[options.service] : null);
    },
  ];
};
