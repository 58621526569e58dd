/** Judges the stub and the calls of a page from its source. */
import { finding, type Finding } from './findings.js';
import type { Page, PageScript } from './read.js';
import type { Stub } from './stub.js';

/** Types and attributes by which cache plugins hold scripts back until a visitor moves, and consent tools until a yes. */
const DELAYED =
  /^(rocketlazyloadscript|litespeed\/javascript|[\da-f]{20,}-text\/javascript|wpmeteor.*|flying-?script|perfmatters.*|text\/delayscript)$/i;
const DELAY_ATTRIBUTES = [
  'data-rocketlazyloadscript',
  'data-wpmeteor-type',
  'data-perfmatters-type',
  'data-cfasync-delay',
  'data-litespeed-delay',
];
const CONSENT_ATTRIBUTES =
  /^(data-(cookieconsent|cookiecategory|category|usercentrics|consent|cookie-consent|cmp-.*|cookieyes|iub-purposes|borlabs-.*|service|tcf-purposes)|cookie-consent)$/;
const CALL = /\brtp\s*\(\s*["']/;
const VIEW = /\(\s*["']send["']\s*,\s*["']view["']/;
const CAMPAIGN = /\(\s*["']get["']\s*,\s*["']campaign["']/;

const runs = ({ type = '' }: Record<string, string>): boolean =>
  type === '' || /^(text|application)\/(x-)?(java|ecma)script$|^module$/i.test(type);

/** What keeps a script from running as it is written, or nothing. */
const heldBack = (script: PageScript): Finding | undefined => {
  const { attributes } = script;
  const { type = '' } = attributes;
  const attribute = DELAY_ATTRIBUTES.find((name) => name in attributes);
  if (DELAYED.test(type) || attribute) return finding('stub-delayed', attribute ?? type);
  if (type === 'module') return finding('stub-module');
  const consent = Object.keys(attributes).find((name) => CONSENT_ATTRIBUTES.test(name));
  if (!runs(attributes)) return finding('stub-consent', consent ? `type ${type} and ${consent}` : `type ${type}`);
  return undefined;
};

const short = (text: string): string => (text.length > 60 ? text.slice(0, 57) + '…' : text);

/** @param account whether it has campaigns, and views that are sent without a call */
export const judgePage = (page: Page, stubs: readonly Stub[], account: { campaigns: boolean; automatic: boolean }): Finding[] => {
  const found: Finding[] = [];
  const [stub] = stubs;
  const { scripts } = page;
  const core = scripts.find(({ attributes }) => /\/rtp\.js(\?|$)/.test(attributes.src ?? ''));
  if (!stub) {
    const quotes = scripts.find(({ text }) => /visibilitychange/.test(text) && /[“”‘’]/.test(text));
    if (quotes) return [finding('stub-quotes')];
    return [core ? finding('stub-core-only', core.attributes.src ?? '') : finding('stub-missing')];
  }
  const held = heldBack(stub.script);
  if (held) found.push(held);
  const placeholder = [stub.core, stub.account, stub.endpoint ?? ''].find((text) => /^__[A-Z_]+__$/.test(text));
  if (placeholder) found.push(finding('stub-placeholder', placeholder));
  if (stubs.length > 1) found.push(finding('stub-twice', String(stubs.length)));
  if (stub.kind === 'older') found.push(finding('stub-older'));
  if (stub.kind === 'documented') found.push(finding('stub-documented'));

  const at = scripts.indexOf(stub.script);
  const before = scripts.slice(0, at);
  if (before.some(({ text, attributes }) => runs(attributes) && CALL.test(text))) found.push(finding('stub-late'));
  else {
    const blocking = before.find(
      ({ attributes }) =>
        attributes.src && runs(attributes) && attributes.type !== 'module' && !('async' in attributes) && !('defer' in attributes),
    );
    if (blocking) found.push(finding('stub-not-first', short(blocking.attributes.src ?? '')));
  }
  if (!stub.script.inHead) found.push(finding('stub-body'));

  // Calls may also be in files of the page, which are not read: only a page without any of them is sure to make none.
  // The snippet's own are counted when it is held back, too: that is another fault.
  const inline = scripts.slice(at).flatMap((script) => (script === stub.script || runs(script.attributes) ? script.text : []));
  const files = scripts.some(({ attributes }) => attributes.src && attributes !== core?.attributes);
  if (!files && !account.automatic && !inline.some((text) => VIEW.test(text))) found.push(finding('call-view'));
  if (!files && account.campaigns && !inline.some((text) => CAMPAIGN.test(text))) found.push(finding('call-campaign', stub.account));
  return found;
};
