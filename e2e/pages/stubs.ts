/** Stub forms that stand on real pages, with what varies in them. `CORE` and `ACCOUNT` are filled in by the test. */
export interface StubForm {
  name: string;
  /** inline script, or none */
  stub: string;
  /** script that loads the core where the stub does not */
  loader?: string;
}

const documented = (address: string): string =>
  `(function(c,h,a,f,i,e){c[a]=c[a]||function(){(c[a].q=c[a].q||[]).push(arguments)};c[a].a=i;c[a].e=e;var g=h.createElement("script");g.async=true;g.type="text/javascript";g.src=f+${address};var b=h.getElementsByTagName("script")[0];b.parentNode.insertBefore(g,b)})(window,document,"rtp","CORE","ACCOUNT");`;

export const STUB_FORMS: StubForm[] = [
  { name: 'documented', stub: documented(`'?aid='+i`) },
  { name: 'without a query', stub: documented(`''`) },
  { name: 'with rh and aid', stub: documented(`'?rh='+c.location.hostname+'&aid='+i`) },
  {
    name: 'rewritten by a minifier',
    stub: `!function(c,h,f,i,e){c.rtp=c.rtp||function(){(c.rtp.q=c.rtp.q||[]).push(arguments)},c.rtp.a=i,c.rtp.e=e;var g=h.createElement("script");g.async=!0,g.src=f+"?aid="+i;var b=h.getElementsByTagName("script")[0];b.parentNode.insertBefore(g,b)}(window,document,"CORE","ACCOUNT",void 0);`,
  },
  { name: 'run twice', stub: documented(`'?aid='+i`).repeat(2) },
  {
    name: 'first of all other accounts, then this one',
    stub: documented(`'?aid='+i`).replace('ACCOUNT', 'somebody-else') + documented(`'?aid='+i`),
  },
];

/** What nearly every page calls directly behind the stub. */
export const CUSTOMARY = `rtp('send','view');rtp('get','campaign',true);`;
