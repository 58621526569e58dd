/**
 * What dialogs and widgets make room for. Browsers get it with the configuration of an account that has any: the list of consent tools grows,
 * and a browser that has the bundle in its cache knows the new ones within a minute.
 */
import type { Modals } from '../../core/campaigns/config.js';

/** Elements of tools that keep all they show in a shadow root, into which no selector sees: by the names that such elements have. */
const TAGS = ['cookie', 'cookies', 'consent', 'gdpr', 'privacy', 'cmp']
  .flatMap((what) => ['banner', 'consent', 'notice', 'manager', 'modal', 'popup', 'bar', 'dialog'].map((kind) => `,${what}-${kind}`))
  .join('');

/** By their role; and the elements of tools that keep all they show in a shadow root (Usercentrics). */
const MODALS = '[role$=dialog i],[aria-modal=true],dialog[open],#usercentrics-root,#usercentrics-cmp-ui' + TAGS;

/** Banners of consent tools that have no role of a dialog (Klaro, OneTrust, Sourcepoint and others), by their names, where they lie over the page. */
const BANNERS = ['id', 'class', 'aria-label']
  .flatMap((name) => ['cookie', 'consent', 'gdpr'].map((word) => `,[${name}*=${word} i]`))
  .concat(',[id^=sp_message]')
  .join('');

/** In the mark-up of what asks for consent, in whatever language. */
const CONSENT = 'cookie|consent|privacy|gdpr|rgpd|dsgvo|datenschutz|einwillig|usercentrics';

export const modals: Modals = [MODALS, BANNERS, CONSENT];
