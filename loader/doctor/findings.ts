/** What the doctor can find: each is one sentence, one action, one link. */

/** `broken`: events are lost or campaigns do not show; `weak`: it works, and something about it will cost events or time. */
export type Weight = 'broken' | 'weak';

export interface Finding {
  code: string;
  weight: Weight;
  /** what is wrong */
  says: string;
  /** what to do */
  action: string;
  /** where more is written */
  link: string;
}

/** Pages of the documentation, which come with the clone. */
const SNIPPET = 'loader/README.md#rtp-tag-snippet';
const CSP = 'loader/README.md#content-security-policy';
const DOCTOR = 'loader/README.md#rtp-tag-doctor-url';
const UPGRADING = 'loader/upgrading.md';
const COLLECTOR = 'collector/README.md#addresses';
const ACCOUNTS = 'collector/accounts/README.md';

/** Weight, link and action by code; `$1`, `$2` are filled in by the finder. */
const CATALOGUE: Record<string, [Weight, string, string, string]> = {
  'page-unreachable': ['broken', DOCTOR, 'The page cannot be read: $1.', 'Check the address, and that this machine may open it.'],
  'page-status': ['broken', DOCTOR, 'The page answers $1.', 'Give the address of a page that visitors see.'],
  'page-type': ['broken', DOCTOR, 'The address is no HTML page but $1.', 'Give the address of a page.'],
  'stub-missing': ['broken', SNIPPET, 'The page has no snippet.', "Paste what 'rtp-tag snippet' prints into <head>, before other scripts."],
  'stub-inserted': [
    'weak',
    SNIPPET,
    'Another script puts the snippet in (a tag manager?), so what the page calls before that is an error.',
    "Paste what 'rtp-tag snippet' prints into <head>.",
  ],
  'stub-core-only': [
    'broken',
    SNIPPET,
    'The page loads the core ($1) without the snippet, so calls before it has come are errors.',
    "Paste what 'rtp-tag snippet' prints in its place.",
  ],
  'stub-quotes': [
    'broken',
    SNIPPET,
    'The snippet has typographic quotes, which are a syntax error.',
    'Paste it again, in an editor of source text and not of formatted text.',
  ],
  'stub-placeholder': [
    'broken',
    SNIPPET,
    'The snippet still has the placeholder $1.',
    "Paste what 'rtp-tag snippet' prints: it is filled in.",
  ],
  'stub-twice': [
    'weak',
    SNIPPET,
    'The snippet is in the page $1 times.',
    'Leave the first one and take the others out (theme, tag manager, plugin).',
  ],
  'stub-late': [
    'broken',
    SNIPPET,
    'A call, rtp(…), stands before the snippet and is an error there.',
    'Move the snippet to the top of <head>.',
  ],
  'stub-not-first': [
    'weak',
    SNIPPET,
    'A script that holds the page up stands before the snippet ($1).',
    'Move the snippet to the top of <head>, so that no call is lost while that script loads.',
  ],
  'stub-body': ['weak', SNIPPET, 'The snippet is not in <head>.', 'Move it into <head>, before other scripts.'],
  'stub-older': [
    'weak',
    UPGRADING,
    'The snippet is of an older version or has been altered.',
    "Paste what 'rtp-tag snippet' prints in its place.",
  ],
  'stub-documented': [
    'weak',
    SNIPPET,
    'The page carries the documented Marketo stub, which saves no call when the page is left early.',
    "Paste what 'rtp-tag snippet' prints in its place.",
  ],
  'stub-delayed': [
    'broken',
    SNIPPET,
    'A cache plugin delays the snippet: its script has the type or attribute $1.',
    "Exclude 'rtp' from the plugin's delay and combine settings.",
  ],
  'stub-consent': [
    'broken',
    SNIPPET,
    'A consent banner holds the snippet back: its script has $1.',
    'Paste the snippet of rtp-tag snippet --consent and let it load at once: it stores and sends nothing before a yes, and loses no call.',
  ],
  'stub-module': [
    'broken',
    SNIPPET,
    'The snippet is in a script of type module, which runs after the page.',
    'Take the type attribute away.',
  ],
  'call-view': [
    'broken',
    SNIPPET,
    "No page view is sent: nothing calls rtp('send','view').",
    'Print the snippet with --view, or put the call after it.',
  ],
  'call-campaign': [
    'broken',
    SNIPPET,
    "The account $1 has campaigns, and nothing calls rtp('get','campaign',true).",
    'Print the snippet with --campaigns, or put the call after it.',
  ],
  'account-off': ['broken', ACCOUNTS, 'The account $1 is switched off.', "Set 'enabled' to true in its file, or use another account."],
  'core-mixed': [
    'broken',
    COLLECTOR,
    'The page is loaded by https and the core by http ($1), which browsers block.',
    'Serve the collector by https, or under the path of the site.',
  ],
  'core-unreachable': [
    'broken',
    COLLECTOR,
    'The core cannot be fetched from $1: $2.',
    'Check the address in the snippet, and that the collector runs and its proxy passes this path on.',
  ],
  'core-status': [
    'broken',
    COLLECTOR,
    'The core answers $2 at $1.',
    'Check the address in the snippet, and that the proxy passes this path on to the collector.',
  ],
  'core-type': [
    'broken',
    COLLECTOR,
    'The core comes as $2 from $1, which browsers do not run.',
    'Let the proxy pass the path on to the collector, which sends text/javascript.',
  ],
  'core-strange': ['broken', COLLECTOR, 'What comes from $1 is not the core of rtp.', 'Check the address in the snippet.'],
  'core-cache': ['weak', COLLECTOR, "The core's cache time at $1 is '$2', so that $3.", "Pass the collector's Cache-Control on unchanged."],
  'core-integrity': [
    'broken',
    UPGRADING,
    'The integrity value in the snippet is not that of the core at $1, so browsers refuse it.',
    'Print the snippet again with --integrity: it loads the core from an address that an upgrade leaves alone.',
  ],
  'core-cors': [
    'broken',
    COLLECTOR,
    'The core is on another origin without Access-Control-Allow-Origin, which integrity needs.',
    "Let the proxy pass the collector's headers on.",
  ],
  'core-gone': [
    'broken',
    UPGRADING,
    'The collector does not have the frozen version of the snippet ($1).',
    'Print the snippet again, or upgrade the collector without taking versions away.',
  ],
  'collector-down': [
    'broken',
    COLLECTOR,
    'The collector cannot store at the moment: $1 answers $2.',
    "Look at the collector's log and its disk.",
  ],
  'csp-inline': ['broken', CSP, "The policy's $1 refuses the snippet's inline script.", 'Add to it: $2'],
  'csp-core': ['broken', CSP, "The policy's $1 refuses the core.", 'Add to it: $2'],
  'csp-core-nonce': [
    'broken',
    CSP,
    "The policy's $1 lets scripts in by nonce, and the snippet does not hand its nonce on to the core.",
    'Print the snippet with --nonce, or add to the directive: $2',
  ],
  'csp-connect': ['broken', CSP, "The policy's $1 refuses the requests to the collector.", 'Add to it: $2'],
  'csp-call': ['broken', CSP, "The policy's $1 refuses an inline script that calls rtp: $3", 'Add to it: $2 (or put the call into a file)'],
  'csp-handler': [
    'broken',
    CSP,
    "The policy's $1 refuses the inline handler $3",
    "Use an event listener in a file, or add to it: 'unsafe-hashes' $2",
  ],
  'csp-trusted-types': [
    'broken',
    CSP,
    'The policy requires Trusted Types, and the snippet has no policy for its script.',
    'Print the snippet with --trusted-types.',
  ],
  'csp-trusted-name': ['broken', CSP, "The policy's trusted-types does not allow the name rtp.", 'Add to it: rtp'],
  'csp-sandbox': [
    'weak',
    CSP,
    "The policy's sandbox takes the page's cookies and storage away.",
    'Add allow-same-origin to it; without it each page view is a new visitor.',
  ],
  'cookie-none': [
    'weak',
    DOCTOR,
    'After the page view there is no visitor cookie (_rtp).',
    'Look for a cookie blocker or a consent tool that deletes it; each page view is a new visitor until then.',
  ],
  'browser-no-core': [
    'broken',
    DOCTOR,
    'In the browser the core did not take over within $1 seconds.',
    "Open the browser's console on the page and look for what blocked $2.",
  ],
  'browser-no-stub': [
    'broken',
    DOCTOR,
    'In the browser there is no function rtp on the page.',
    'Look for a tool that takes scripts out or delays them (consent, cache, tag manager).',
  ],
  'event-lost': [
    'broken',
    COLLECTOR,
    'An event by $1 did not arrive: $2.',
    'Check that the proxy passes $3 on to the collector with its body and its query.',
  ],
  'event-slow': ['weak', COLLECTOR, 'An event by $1 was stored after $2 ms.', "Look at the collector's disk and its proxy."],
  'event-left': ['weak', COLLECTOR, 'The marked events could not be removed: $1.', 'Remove the visitor $2 of the account $3 by hand.'],
  'token-wrong': [
    'broken',
    COLLECTOR,
    'The collector does not take the token: $1.',
    'Give the admin token of this collector (RTP_TOKEN, or the file token in its data folder).',
  ],
};

/** @param parts what `$1`, `$2`, `$3` stand for */
export const finding = (code: string, ...parts: string[]): Finding => {
  const known = CATALOGUE[code];
  if (!known) throw new Error('no finding ' + code);
  const [weight, link, says, action] = known;
  const fill = (text: string): string => text.replace(/\$(\d)/g, (_, n: string) => parts[Number(n) - 1] ?? '');
  return { code, weight, says: fill(says), action: fill(action), link };
};
