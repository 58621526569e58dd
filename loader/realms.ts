/** What a shipped script does to the page's global scope: the build refuses one that does anything but what is documented. */
import { createContext, runInContext, Script } from 'node:vm';

/** Globals that the README promises, and no other. */
const DOCUMENTED = ['rtp', 'rtpUserContext'];
/** Names that scripts of pages have declared by `const`, `let` or `class`: `$`, `_`, every letter. */
const TAKEN = ['$', '_', ...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** As much of a browser as a script needs to get going; what it does not find here ends it, which is no fault of its own. */
const BROWSER = `var window = this, self = this, top = this, console = { warn() {} }, navigator = { userAgent: '' }, performance = { now: () => 1 };
var location = { href: 'https://shop.test/', origin: 'https://shop.test', search: '' }, addEventListener = () => {}, setTimeout = () => 1;
var script = { dataset: {}, parentNode: { insertBefore() {} }, src: 'https://stats.test/rtp.js', addEventListener() {} };
var document = { currentScript: script, cookie: '', referrer: '', head: { appendChild: () => script }, createElement: () => script,
  getElementsByTagName: () => [script], addEventListener() {} };`;

/** @returns global names that came with the script; it may end early */
const added = (text: string, before: string): string[] => {
  const realm = createContext({});
  runInContext(BROWSER + before, realm);
  const names = (): string[] => runInContext('Object.getOwnPropertyNames(globalThis)', realm) as string[];
  const known = new Set(names());
  const script = new Script(text);
  // Twice, as pages do that paste a tag twice: what `let` and `class` declare is no property of the global object, and shows then.
  for (let run = 0; run < 2; run++)
    try {
      script.runInContext(realm);
    } catch (error) {
      // A name that is declared twice stops the script before its first statement.
      if ((error as Error).name === 'SyntaxError') throw error;
    }
  return names().filter((name) => !known.has(name) && !DOCUMENTED.includes(name));
};

/**
 * What is wrong with a classic script on other people's pages: new globals, names that collide with the page's, code that
 * strict mode refuses.
 */
export const realmFaults = (text: string): string[] => {
  const faults: string[] = [];
  const attempt = (what: string, work: () => string[]): void => {
    try {
      const names = work();
      if (names.length) faults.push(`${what}: new globals ${names.join(', ')}`);
    } catch (error) {
      faults.push(`${what}: ${String(error)}`);
    }
  };
  attempt('in an empty realm', () => added(text, ''));
  attempt('beside names of the page', () => added(text, `;let ${TAKEN.join(',')}`));
  attempt('in strict mode', () => added('"use strict";' + text, ''));
  return faults;
};
