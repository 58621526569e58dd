/**
 * What the site's own tools say about consent, read from the page as it is now. Each source answers true (yes), false (no), null (it
 * is there, and the visitor has not chosen yet) or undefined (it is not there). Nothing of theirs is changed or wrapped.
 */
import type { Options } from './options.js';

export type Said = boolean | null | undefined;
export type Source = () => Said;

/** What the tools put on the window. */
interface Tools {
  dataLayer?: ArrayLike<unknown>;
  __tcfapi?(command: string, version: number, callback: (data: TcData, success: boolean) => void): void;
  OnetrustActiveGroups?: string;
  Cookiebot?: { hasResponse?: boolean; consent?: Record<string, boolean> };
  klaro?: { getManager?(): { confirmed?: boolean; consents: Record<string, boolean> } };
}
interface TcData {
  eventStatus?: string;
  gdprApplies?: boolean;
  purpose?: { consents?: Record<string, boolean> };
  vendor?: { consents?: Record<string, boolean> };
}
const tools = window as unknown as Tools;

/** IAB TCF 2: what the visitor has chosen, now or on an earlier page; a visitor to whom the regulation does not apply is asked nothing. */
const tcf = ({ purposes, vendor }: Options, changed: () => void): Source => {
  let said: Said;
  return () => {
    if (said === undefined && tools.__tcfapi) {
      said = null;
      tools.__tcfapi('addEventListener', 2, ({ eventStatus, gdprApplies, purpose, vendor: vendors }, success) => {
        if (!success || eventStatus === 'cmpuishown') return;
        const has = (list: { consents?: Record<string, boolean> } | undefined, id: string): boolean => !!list?.consents?.[id];
        said = gdprApplies === false || (purposes.every((id) => has(purpose, id)) && (!vendor || has(vendors, vendor)));
        changed();
      });
    }
    return said;
  };
};

/**
 * Google's Consent Mode: the commands in `dataLayer`. `update` is the visitor's word; a `default` that grants holds when no other
 * one denies (they differ by region, which only Google knows) and nothing else came within its `wait_for_update`, ms.
 */
const consentMode = (personal: (granted: boolean) => void, changed: () => void): Source => {
  let last: unknown;
  let denied: unknown;
  let said: Said;
  return () => {
    const list = tools.dataLayer;
    const items = list?.length ? Array.from(list) : [];
    // Tag Manager takes the oldest away where there are many: what was read last is looked for.
    for (const item of items.slice(items.lastIndexOf(last) + 1)) {
      const [verb, command, states] = Array.from((item || []) as ArrayLike<unknown>) as [unknown?, unknown?, Record<string, unknown>?];
      if (verb !== 'consent' || !states) continue;
      if (states.personalization_storage) personal(states.personalization_storage === 'granted');
      const state = states.analytics_storage;
      if (!state) continue;
      if (command === 'update') said = state === 'granted';
      else {
        said ??= null;
        denied ||= state !== 'granted';
        setTimeout(
          () => {
            if (said === null && !denied) said = true;
            changed();
          },
          +(states.wait_for_update as number) || 0,
        );
      }
    }
    last = items.pop();
    return said;
  };
};

/** OneTrust: the group among the active ones. Before the visitor has closed the banner the groups are defaults. */
const oneTrust = ({ group }: Options): Source => {
  return () => {
    const groups = tools.OnetrustActiveGroups;
    if (typeof groups !== 'string') return;
    return groups.split(',').includes(group) || (/(^|; )OptanonAlertBoxClosed=/.test(document.cookie) ? false : null);
  };
};

const cookiebot: Source = () => {
  const { hasResponse, consent } = tools.Cookiebot || {};
  return consent && (hasResponse ? !!consent.statistics : null);
};

/** vanilla-cookieconsent 3: its cookie at first, later its events. */
const cookieConsent = ({ category }: Options, changed: () => void): Source => {
  const of = (cookie: { categories?: string[] } | undefined): Said => cookie?.categories?.includes(category);
  let said: Said;
  try {
    const text = /(?:^|; )cc_cookie=([^;]+)/.exec(document.cookie)?.[1];
    if (text) said = of(JSON.parse(decodeURIComponent(text)) as { categories?: string[] });
  } catch {}
  for (const name of ['cc:onConsent', 'cc:onChange'])
    addEventListener(name, (event) => {
      said = of((event as CustomEvent<{ cookie?: { categories?: string[] } }>).detail?.cookie);
      changed();
    });
  return () => said;
};

const klaro = ({ service }: Options): Source => {
  return () => {
    const manager = tools.klaro?.getManager?.();
    return manager && (manager.confirmed ? !!manager.consents[service] : null);
  };
};

/**
 * All of them, in the order in which they are asked.
 * @param personal told what Consent Mode says of `personalization_storage`
 * @param changed called when one of them has something new
 */
export const openSources = (options: Options, personal: (granted: boolean) => void, changed: () => void): Source[] => [
  tcf(options, changed),
  consentMode(personal, changed),
  oneTrust(options),
  cookiebot,
  cookieConsent(options, changed),
  klaro(options),
];
