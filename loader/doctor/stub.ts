/** Which stub a script is, and what it was filled in with. */
import type { PageScript } from './read.js';

export interface Stub {
  script: PageScript;
  kind: 'ours' | 'older' | 'documented';
  core: string;
  account: string;
  endpoint?: string;
  integrity?: string;
  /** it hands its nonce on to the core */
  nonce: boolean;
  trustedTypes: boolean;
}

const STRING = `("(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*')`;
const ENDS = new RegExp(`\\(document,\\s*${STRING},\\s*${STRING}\\)`);
const DOCUMENTED = new RegExp(`\\(window,\\s*document,(?:\\s*["']rtp["'],)?\\s*${STRING},\\s*${STRING}`);

/** The text of a string literal. Single quotes come from other minifiers. */
const literal = (text = '""'): string => {
  try {
    return JSON.parse(text.startsWith("'") ? `"${text.slice(1, -1).replace(/\\'/g, "'").replace(/"/g, '\\"')}"` : text) as string;
  } catch {
    return text.slice(1, -1);
  }
};

/** @param known the stubs of this version, minified, with their placeholders */
export const stubOf = (script: PageScript, known: readonly string[]): Stub | undefined => {
  const { text } = script;
  const ours = ENDS.exec(text);
  if (ours && /visibilitychange/.test(text) && /sendBeacon/.test(text)) {
    const endpoint = new RegExp(`\\.u=${STRING}`).exec(text)?.[1];
    const integrity = new RegExp(`\\.integrity=${STRING}`).exec(text)?.[1];
    // As it was before it was filled in; calls, which are in the snippet or behind it, are no part of that.
    const bare = text
      .trim()
      .replace(/;$/, '')
      .replace(ours[0], '(document,"__CORE_URL__","__ACCOUNT__")')
      .replaceAll(endpoint ?? '\0', '"__ENDPOINT__"')
      .replaceAll(integrity ?? '\0', '"__INTEGRITY__"')
      .replace(
        /(?:(?:,|^)\w+\("(?:send|get)","(?:view|campaign)"(?:,!0)?\))+(?=\}\})/,
        (calls) => `,${/\w+/.exec(calls)?.[0]}("__CALLS__")`,
      );
    return {
      script,
      kind: known.some((one) => bare.startsWith(one)) ? 'ours' : 'older',
      core: literal(ours[1]),
      account: literal(ours[2]),
      ...(endpoint ? { endpoint: literal(endpoint) } : {}),
      ...(integrity ? { integrity: literal(integrity) } : {}),
      nonce: /\.nonce=/.test(text),
      trustedTypes: /createPolicy\(/.test(text),
    };
  }
  const documented = DOCUMENTED.exec(text);
  if (documented && /createElement\(["']script["']\)/.test(text) && /\brtp\b/.test(text)) {
    return {
      script,
      kind: 'documented',
      core: literal(documented[1]),
      account: literal(documented[2]),
      nonce: false,
      trustedTypes: false,
    };
  }
  return undefined;
};
