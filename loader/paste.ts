/** `rtp-tag snippet`: what goes into <head>, on standard output; what a policy needs for it, on standard error. */
import { parseArgs } from 'node:util';
import { isAccount } from '../collector/live/snippet.js';
import { cspLines } from './csp.js';
import { Mistake } from './mistake.js';
import { cspHash, fillStub, wrapStub } from './snippet.js';

/** Filled in by the build: the stub in its variants, and what is known of the core that was built with it. */
declare const STUBS: Record<string, string>;
/** What makes clicks on tagged elements count before the core is there. */
declare const TAGGED: string;
declare const CORE_INTEGRITY: string;
declare const CONSENT_INTEGRITY: string;
declare const CORE_HASH: string;

const address = (name: string, text: string | undefined): string => {
  if (!text)
    throw new Mistake(
      `--${name} is missing: the address of the ${name === 'core' ? "core, e.g. 'https://stats.example.com/rtp.js'" : 'collector'}`,
    );
  // Protocol-relative and host-relative addresses are how tags are pasted.
  if (!/^(https?:)?\/\/?[^\s/]/.test(text))
    throw new Mistake(`--${name} '${text}' is no address: write https://HOST/rtp.js, //HOST/rtp.js or /rtp.js`);
  return text;
};

/** Pinned bytes stand at an address of their own: at the plain one they are replaced by the next version, which the browser would refuse. */
const pinned = (core: string): string => (/\/v\/[\w-]+\//.test(core) ? core : core.replace(/\/rtp\.js(?=$|\?)/, `/v/${CORE_HASH}/rtp.js`));

/**
 * What the consent bundle is told in its address, or undefined where the snippet stores at once.
 * @throws {Mistake} when an option is of no use or wrong
 */
const consentOptions = (values: {
  consent?: boolean;
  before?: boolean;
  gpc?: boolean;
  tcf?: string | undefined;
  vendor?: string | undefined;
}): string | undefined => {
  const { consent, before, gpc, tcf, vendor } = values;
  if (!consent && (before || gpc || tcf !== undefined || vendor !== undefined))
    throw new Mistake('--before, --gpc, --tcf and --vendor belong to --consent: without it the tag asks nobody');
  if (tcf !== undefined && !/^\d+(,\d+)*$/.test(tcf)) throw new Mistake(`--tcf '${tcf}': write the purposes' numbers, e.g. --tcf 1,8`);
  if (vendor !== undefined && !/^\d+$/.test(vendor)) throw new Mistake(`--vendor '${vendor}': write the vendor's number of the IAB's list`);
  if (!consent) return undefined;
  return [before && 'before=1', gpc && 'gpc=1', tcf && `tcf=${tcf}`, vendor && `vendor=${vendor}`].filter(Boolean).join('&');
};

/** @throws {Mistake} when an option is wrong */
export const snippetCommand = (args: string[]): void => {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const options = {
    core: text,
    account: text,
    nonce: text,
    endpoint: text,
    integrity: flag,
    'trusted-types': flag,
    view: flag,
    campaigns: flag,
    'cache-plugins': flag,
    markup: flag,
    consent: flag,
    before: flag,
    gpc: flag,
    tcf: text,
    vendor: text,
  };
  let values: ReturnType<typeof parseArgs<{ args: string[]; options: typeof options }>>['values'];
  try {
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    throw new Mistake(String((error as Error).message).split('\n')[0]);
  }
  const { account, nonce, view, campaigns, integrity, 'trusted-types': trustedTypes } = values;
  const given = address('core', values.core);
  const core = integrity ? pinned(given) : given;
  if (!account)
    throw new Mistake(
      '--account is missing: a name that you choose, one a site; events and campaigns are kept under it, and no registration is needed, e.g. --account shop',
    );
  // As the collector has it (collector/ingest.ts): it would refuse every event.
  if (!isAccount(account))
    throw new Mistake(
      `--account '${account}' is no account id: up to 64 letters, digits, '-', '_' and '.', of which the first is a letter or a digit`,
    );
  if (nonce !== undefined && !nonce)
    throw new Mistake('--nonce is empty: write the placeholder that your server replaces on each response');
  const consent = consentOptions(values);
  const endpoint = values.endpoint === undefined ? undefined : address('endpoint', values.endpoint);
  const variant = [
    nonce && 'nonce',
    endpoint && 'endpoint',
    integrity && 'integrity',
    trustedTypes && 'trusted',
    (view || campaigns) && 'calls',
    consent !== undefined && 'consent',
  ];
  const stub = fillStub(STUBS[variant.filter(Boolean).join(' ')] ?? '', {
    core,
    account,
    ...(endpoint ? { endpoint } : {}),
    integrity: consent === undefined ? CORE_INTEGRITY : CONSENT_INTEGRITY,
    consent,
    view: !!view,
    campaigns: !!campaigns,
  });
  const script = values.markup ? `${stub};${TAGGED}` : stub;
  process.stdout.write(wrapStub(script, nonce, values['cache-plugins']));
  const inline = nonce ? `'nonce-${nonce}'` : cspHash(script);
  const lines = cspLines({ core, endpoint, inline, trustedTypes });
  process.stderr.write(
    `A page with a Content-Security-Policy needs these sources among those of its directives:\n${lines.map((line) => `  ${line}\n`).join('')}` +
      (nonce ? '  The nonce must be a new one in each answer: what you gave is to be the placeholder of your template.\n' : '') +
      `integrity of rtp.js: ${CORE_INTEGRITY}\n` +
      (core === given ? '' : `The core is pinned: the snippet loads ${core}, which stays as it is when the collector is upgraded.\n`),
  );
};
