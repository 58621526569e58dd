/** The doctor's table: sites as people break them, each with its verdict, and healthy ones, which have none. */
import { hashSource } from './policy.js';
import type { Answer, Ground } from './ground.js';

export interface Site {
  what: string;
  /** codes of the findings; none: healthy */
  verdict: string[];
  /** the page, or the whole address of something that is none of the ground's pages */
  page(ground: Ground): Promise<Answer | string>;
  /** origin of the page, where it is not the site's */
  tls?: true;
  /** events are sent, with this token or the right one */
  token?: true | string;
  /** seen only in a browser */
  browser?: true;
}

const html = (head: string, body = '<h1>Shop</h1>'): string =>
  `<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`;
const CALLS = ['--view', '--campaigns'];
const VIEW = `<script>rtp('send','view')</script>`;
const textOf = (snippet: string): string => /<script[^>]*>(.*)<\/script>/s.exec(snippet)?.[1] ?? '';

/** A site whose page has the usual snippet, changed. */
const changed =
  (change: (snippet: string, ground: Ground) => string | Answer, args: string[] = CALLS) =>
  async (ground: Ground): Promise<Answer> => {
    const made = change(await ground.snippet('--core', ground.collector + '/rtp.js', '--account', 'shop', ...args), ground);
    return typeof made === 'string' ? { html: html(made) } : made;
  };

/** A site whose core comes from another address. */
const from =
  (core: (ground: Ground) => string, ...args: string[]) =>
  async (ground: Ground): Promise<Answer> => ({
    html: html(await ground.snippet('--core', core(ground), '--account', 'shop', ...CALLS, ...args)),
  });
const proxy =
  (fault: string) =>
  (ground: Ground): string =>
    `${ground.site}/proxy/${fault}/rtp.js`;
const elsewhere =
  (fault: string) =>
  (ground: Ground): string =>
    `${ground.cdn}/proxy/${fault}/rtp.js`;

/** A site with a policy. @param policy made of the snippet's hash and the collector's origin */
const under = (policy: (hash: string, collector: string) => string, args: string[] = CALLS, head = '', body?: string) =>
  changed(
    (snippet, { collector }) => ({
      html: html(snippet + head, body),
      headers: { 'content-security-policy': policy(hashSource(textOf(snippet)), collector) },
    }),
    args,
  );

const DOCUMENTED = `(function(c,h,a,f,i,e){c[a]=c[a]||function(){(c[a].q=c[a].q||[]).push(arguments)};c[a].a=i;c[a].e=e;var g=h.createElement("script");g.async=true;g.type="text/javascript";g.src=f+'?aid='+i;var b=h.getElementsByTagName("script")[0];b.parentNode.insertBefore(g,b)})(window,document,"rtp","CORE","shop");`;
/** The snippet of 0.1.0. */
const OLDER = `!function(t,e,n,r,i,o,a){function c(){if(r[3])try{try{i=JSON.stringify([t.URL,a.now(),r]),(o=localStorage).length*i.length<3e5&&(o["rtp"+r[0]]=i)}finally{/_rtp=0/.test(t.cookie)||navigator.sendBeacon(e,i)}}catch(t){}}window.rtp?rtp("setAccount",n):(a=performance,rtp=function(){r[2e3]?r[2]++:r.push([arguments,+new Date,a.now()])},rtp.q=r=[Math.random(),n,0],(i=addEventListener)("pagehide",c),i("visibilitychange",c),(o=t.head.appendChild(t.createElement("script"))).onerror=c,o.src=e)}(document,"CORE","shop")`;
const old =
  (stub: string) =>
  async (ground: Ground): Promise<Answer> => ({
    html: html(`<script>${stub.replace('CORE', ground.collector + '/rtp.js')}</script>${VIEW}`),
  });

const HEALTHY: Omit<Site, 'verdict'>[] = [
  { what: 'the snippet that does the whole job', page: changed((snippet) => snippet), token: true },
  {
    what: 'calls behind the snippet, an account with campaigns',
    page: async ({ snippet, collector }) => ({
      html: html(
        `${await snippet('--core', collector + '/rtp.js', '--account', 'campaigns')}<script>rtp('send','view');rtp('get','campaign',true)</script>`,
      ),
    }),
  },
  {
    what: 'a strict policy, by hash',
    page: under((hash, collector) => `default-src 'none'; script-src ${hash} ${collector}; connect-src ${collector}`),
  },
  {
    what: "a policy by nonce with 'strict-dynamic'",
    page: under(
      (_hash, collector) => `script-src 'nonce-N1' 'strict-dynamic'; connect-src ${collector}`,
      [...CALLS, '--nonce', 'N1'],
      `<script nonce="N1">rtp('send','event',{value:'x'})</script>`,
    ),
  },
  { what: 'a snippet that waits for a yes', page: from(({ collector }) => collector + '/rtp.js', '--consent', '--gpc'), token: true },
  {
    what: 'the same, pinned, with --markup, in a theme that a consent tool leaves alone',
    page: changed(
      (snippet) => snippet.replace('<script ', '<script data-cookieconsent="ignore" '),
      [...CALLS, '--consent', '--integrity', '--nonce', 'N1', '--markup'],
    ),
  },
  {
    what: 'pinned, under Trusted Types',
    page: under(
      (hash, collector) =>
        `script-src ${hash} ${collector}; connect-src ${collector}; require-trusted-types-for 'script'; trusted-types rtp`,
      [...CALLS, '--integrity', '--trusted-types'],
    ),
    token: true,
  },
  {
    what: 'under a folder of the site, calls in a file, told to cache plugins',
    page: async ({ snippet }) => ({
      html: html(
        (await snippet('--core', '/proxy/good/rtp.js', '--account', 'campaigns', '--cache-plugins')) + '<script src="/app.js"></script>',
      ),
    }),
    token: true,
  },
];

const BROKEN: Site[] = [
  { what: 'no such page', verdict: ['page-status'], page: async ({ site }) => site + '/nowhere' },
  { what: 'no server', verdict: ['page-unreachable'], page: async ({ nobody }) => nobody + '/' },
  { what: 'no page', verdict: ['page-type'], page: async () => ({ type: 'application/json', html: '{}' }) },
  { what: 'no snippet', verdict: ['stub-missing'], page: async () => ({ html: html('<title>x</title>') }) },
  {
    what: 'the core alone',
    verdict: ['stub-core-only'],
    page: async ({ collector }) => ({ html: html(`<script async src="${collector}/rtp.js"></script>`) }),
  },
  {
    what: 'pasted through a text processor',
    verdict: ['stub-quotes'],
    page: changed((snippet) => snippet.replace(/"/g, '”')),
  },
  {
    what: 'pasted from the file, not filled in',
    verdict: ['stub-placeholder'],
    page: changed((snippet, { collector }) => snippet.replace(collector + '/rtp.js', '__CORE_URL__')),
  },
  { what: 'in the theme and in a plugin', verdict: ['stub-twice'], page: changed((snippet) => snippet + snippet) },
  { what: 'a call before the snippet', verdict: ['stub-late'], page: changed((snippet) => VIEW + snippet) },
  {
    what: 'a library before the snippet',
    verdict: ['stub-not-first'],
    page: changed((snippet) => '<script src="/jquery.js"></script>' + snippet),
  },
  { what: 'at the end of the page', verdict: ['stub-body'], page: changed((snippet) => ({ html: html('', snippet) })) },
  { what: 'the snippet of 0.1.0', verdict: ['stub-older'], page: old(OLDER) },
  { what: 'the documented stub', verdict: ['stub-documented'], page: old(DOCUMENTED) },
  {
    what: 'delayed by WP Rocket',
    verdict: ['stub-delayed'],
    page: changed((snippet) => snippet.replace('<script>', '<script type="rocketlazyloadscript">')),
  },
  {
    what: 'delayed by Rocket Loader',
    verdict: ['stub-delayed'],
    page: changed((snippet) => snippet.replace('<script>', '<script type="7d1cd3e1f3b4a2c0d9e8f7a6-text/javascript">')),
  },
  {
    what: 'held back by a consent banner',
    verdict: ['stub-consent'],
    page: changed((snippet) => snippet.replace('<script>', '<script type="text/plain" data-cookieconsent="statistics">')),
  },
  { what: 'as a module', verdict: ['stub-module'], page: changed((snippet) => snippet.replace('<script>', '<script type="module">')) },
  { what: 'no view', verdict: ['call-view'], page: changed((snippet) => snippet, []) },
  {
    what: 'campaigns that nobody asks for',
    verdict: ['call-campaign'],
    page: async ({ snippet, collector }) => ({
      html: html(await snippet('--core', collector + '/rtp.js', '--account', 'campaigns', '--view')),
    }),
  },
  {
    what: 'an account that is switched off',
    verdict: ['account-off'],
    page: async ({ snippet, collector }) => ({ html: html(await snippet('--core', collector + '/rtp.js', '--account', 'off', ...CALLS)) }),
    token: true,
  },
  { what: 'https, the core by http', verdict: ['core-mixed'], page: from(() => 'http://stats.test/rtp.js'), tls: true },
  { what: 'a collector that is not there', verdict: ['core-unreachable'], page: from(({ nobody }) => nobody + '/rtp.js') },
  { what: 'a wrong path', verdict: ['core-status'], page: from(({ site }) => site + '/stats/rtp.js') },
  { what: 'a proxy that makes it text/plain', verdict: ['core-type'], page: from(proxy('type')) },
  { what: 'a proxy with a script of its own there', verdict: ['core-strange'], page: from(proxy('strange')) },
  { what: 'a proxy that forbids caches', verdict: ['core-cache'], page: from(proxy('no-store')) },
  { what: 'a proxy that caches for a year', verdict: ['core-cache'], page: from(proxy('year')) },
  { what: 'a proxy that changes pinned bytes', verdict: ['core-integrity'], page: from(proxy('bytes'), '--integrity') },
  { what: 'pinned, a proxy without CORS', verdict: ['core-cors'], page: from(elsewhere('no-cors'), '--integrity') },
  {
    what: 'pinned to a version that is gone',
    verdict: ['core-gone'],
    page: from(({ collector }) => collector + '/v/AAAAAAAAAAAA/rtp.js', '--integrity'),
  },
  { what: 'a store that cannot be written to', verdict: ['collector-down'], page: from(proxy('down')) },
  { what: 'a policy without the hash', verdict: ['csp-inline'], page: under((_hash, collector) => `script-src 'self' ${collector}`) },
  { what: 'a policy without the collector', verdict: ['csp-core'], page: under((hash) => `script-src ${hash}`) },
  {
    what: 'a nonce that is not handed on',
    verdict: ['csp-core-nonce'],
    page: changed((snippet) => ({
      html: html(snippet.replace('<script>', '<script nonce="N1">')),
      headers: { 'content-security-policy': "script-src 'nonce-N1'" },
    })),
  },
  { what: 'a policy that refuses requests', verdict: ['csp-connect'], page: under(() => "connect-src 'self'") },
  {
    what: 'a policy in <meta> that refuses all but scripts',
    verdict: ['csp-connect'],
    page: changed((snippet, { collector }) =>
      html(
        `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${hashSource(textOf(snippet))} ${collector}">${snippet}`,
      ),
    ),
  },
  {
    what: 'a call behind the snippet that has no hash',
    verdict: ['csp-call'],
    page: under((hash, collector) => `script-src ${hash} ${collector}`, CALLS, VIEW),
  },
  {
    what: 'an onclick under a policy by hash',
    verdict: ['csp-handler'],
    page: under((hash, collector) => `script-src ${hash} ${collector}`, CALLS, '', `<p onclick="rtp('send','event',{value:'x'})">x</p>`),
  },
  {
    what: 'Trusted Types, the plain snippet',
    verdict: ['csp-trusted-types'],
    page: under(() => "require-trusted-types-for 'script'"),
  },
  {
    what: 'Trusted Types without the policy rtp',
    verdict: ['csp-trusted-name'],
    page: under(() => "require-trusted-types-for 'script'; trusted-types shop", [...CALLS, '--trusted-types']),
  },
  { what: 'a sandbox', verdict: ['csp-sandbox'], page: under(() => 'sandbox allow-scripts') },
  { what: 'a proxy that drops bodies', verdict: ['event-lost'], page: from(proxy('no-body')), token: true },
  { what: 'a proxy that drops queries', verdict: ['event-lost'], page: from(proxy('no-query')), token: true },
  { what: 'a proxy without CORS', verdict: ['event-lost'], page: from(elsewhere('no-cors')), token: true },
  { what: 'a wrong token', verdict: ['token-wrong'], page: changed((snippet) => snippet), token: 'another-token-0123456789' },
  {
    what: 'a tag manager that puts the snippet in',
    verdict: ['stub-inserted'],
    page: changed((snippet) =>
      html(
        `<script>setTimeout(function(s){s=document.createElement('script');s.text=${JSON.stringify(textOf(snippet)).replace(/</g, '\\u003c')};document.head.appendChild(s)})</script>`,
      ),
    ),
    browser: true,
  },
  {
    what: 'a script that takes rtp away',
    verdict: ['browser-no-stub'],
    page: changed((snippet) => snippet + '<script>window.rtp=null;document.head.lastElementChild</script>'),
    browser: true,
  },
  {
    what: 'a consent tool that keeps scripts out of the document',
    verdict: ['browser-no-core'],
    page: changed(
      (snippet) =>
        "<script>(function(add){Node.prototype.appendChild=function(node){return node.tagName==='SCRIPT'?node:add.call(this,node)}})(Node.prototype.appendChild)</script>" +
        snippet,
    ),
    browser: true,
  },
  {
    what: 'a tool that deletes cookies',
    verdict: ['cookie-none'],
    page: changed(
      (snippet) => "<script>Object.defineProperty(document,'cookie',{get:function(){return ''},set:function(){}})</script>" + snippet,
    ),
    browser: true,
  },
];

export const SITES: Site[] = [...BROKEN, ...HEALTHY.map((site) => ({ ...site, verdict: [] }))];
