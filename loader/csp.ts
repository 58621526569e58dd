/** The lines that a page's Content-Security-Policy needs for the tag. */

export interface Needs {
  /** address of the core; a relative one is of the page's own origin */
  core: string;
  /** collector's address, where it is another one */
  endpoint?: string | undefined;
  /** source expression of the inline script: its hash, or the nonce */
  inline: string;
  trustedTypes?: boolean | undefined;
}

/** The source expression of an address. @returns `'self'` for one of the page's own origin */
export const sourceOf = (address: string): string => {
  const found = /^(https?:)?\/\/([^/?#]+)/.exec(address);
  return found ? (found[1] ? `${found[1]}//${found[2]}` : (found[2] ?? '')) : "'self'";
};

/** By directive, what must be among its sources. */
const cspNeeds = ({ core, endpoint, inline, trustedTypes }: Needs): [directive: string, sources: string[]][] => {
  const collector = sourceOf(core);
  return [
    ['script-src', [inline, collector]],
    // Events, the account's file, what the edge knows of the visitor.
    ['connect-src', [...new Set([collector, ...(endpoint ? [sourceOf(endpoint)] : [])])]],
    ...(trustedTypes ? ([['trusted-types', ['rtp']]] as [string, string[]][]) : []),
  ];
};

/** One line a directive, as it stands in a policy. */
export const cspLines = (needs: Needs): string[] => cspNeeds(needs).map(([directive, sources]) => `${directive} ${sources.join(' ')}`);
