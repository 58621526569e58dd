/** Makes the snippet that is pasted, from the minified stub and what the site needs. */
import { createHash } from 'node:crypto';

export interface SnippetOptions {
  /** address of the core */
  core: string;
  account: string;
  /** for a policy that allows scripts by nonce */
  nonce?: string;
  /** collector's address, when it is not the core's origin */
  endpoint?: string;
  /** integrity value of the core */
  integrity?: string;
  /** the snippet sends a page view */
  view?: boolean;
  /** the snippet asks for campaigns */
  campaigns?: boolean;
  /** nothing is stored or sent before a yes: the options of the consent bundle, as a query without its `?`, or '' */
  consent?: string | undefined;
}

/** The customary calls in the place of the one that stands for them. */
const withCalls = (stub: string, { view, campaigns }: SnippetOptions): string =>
  stub.replace(/(\w+)\("__CALLS__"\)/, (_, tag: string) =>
    [view && `${tag}("send","view")`, campaigns && `${tag}("get","campaign",!0)`].filter(Boolean).join(),
  );

/** The consent bundle is loaded in place of the core, from the same folder. */
export const consentAddress = (core: string, options: string): string => {
  const address = core.replace(/rtp\.js(?=$|\?)/, 'rtp-consent.js');
  return address + (options && (address.includes('?') ? '&' : '?') + options);
};

/** The inline script's text: the stub with its placeholders filled in, safe inside `<script>`. */
export const fillStub = (stub: string, options: SnippetOptions): string =>
  withCalls(stub, options).replace(/"__(CORE_URL|ACCOUNT|ENDPOINT|INTEGRITY)__"/g, (_, name: string) => {
    const texts: Record<string, string | undefined> = {
      CORE_URL: options.consent === undefined ? options.core : consentAddress(options.core, options.consent),
      ACCOUNT: options.account,
      ENDPOINT: options.endpoint,
      INTEGRITY: options.integrity,
    };
    // `</script` and `<!--` inside a string end or change the inline script (HTML, 'restrictions for script contents').
    return JSON.stringify(texts[name] ?? '').replace(/</g, '\\u003c');
  });

/** By these, cache plugins leave a script as it is: Cloudflare's Rocket Loader, LiteSpeed Cache (two), Autoptimize, WP Rocket. */
const LEFT_ALONE = ' data-cfasync="false" data-no-optimize="1" data-no-defer="1" data-noptimize="1" nowprocket';

/** The snippet: a comment, the inline script, a comment. @param cachePlugins whether cache plugins are told to leave it alone */
export const wrapStub = (script: string, nonce?: string, cachePlugins = false): string => {
  const attribute = (nonce ? ` nonce="${nonce.replace(/&/g, '&amp;').replace(/"/g, '&quot;')}"` : '') + (cachePlugins ? LEFT_ALONE : '');
  return `<!-- rtp: paste into <head>, before any rtp(...) call -->\n<script${attribute}>${script}</script>\n<!-- end of rtp -->\n`;
};

/** The source expression that lets the inline script run under a Content-Security-Policy: `'sha256-…'`. */
export const cspHash = (script: string): string => `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
