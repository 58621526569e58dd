/** What a campaign's style sheet says in vain: it is a constructed one, in the shadow root of a dialog or a widget. */
import type { Idle } from './markup.js';

/** Without comments and the insides of strings, in which anything may stand. */
const bare = (css: string): string =>
  css.replace(/\/\*[\s\S]*?(\*\/|$)/g, ' ').replace(/(["'])(?:\\[\s\S]|(?!\1)[^\\])*?(\1|$)/g, (text) => text.slice(0, 1).repeat(2));

/** A comment or a string that ends. */
const WHOLE = /\/\*[\s\S]*?\*\/|(["'])(?:\\[\s\S]|(?!\1)[^\\\n])*\1/g;

/** Parts of a selector that hit nothing in a shadow root. */
const OUTSIDE = /(^|[\s,>+~}])(html|body)(?![\w-])|:root(?![\w-])/i;

const RULES: [pattern: RegExp, expected: string][] = [
  [/@import\b[^;{]*/i, 'rules by themselves: @import has no effect in a sheet that is not loaded from an address'],
  [/@charset\b[^;{]*/i, 'no @charset, which has no effect here'],
  [/@font-face\b/i, "no @font-face, which has no effect in a shadow root: the page's own style sheet has to declare the font"],
  [/@(page|view-transition)\b[^{]*/i, 'rules for what is in the campaign: this at-rule is for whole documents'],
  [/:host-context\([^)]*\)/i, 'no :host-context(), which Firefox and Safari do not know'],
  [/@property\b[^{]*/i, 'no @property, which has no effect in a shadow root'],
];

/**
 * What has no effect, or more than is meant.
 * @param css style sheet of a dialog or widget
 */
export const idleCss = (css: string): Idle[] => {
  const text = bare(css);
  const found: Idle[] = [];
  for (const [pattern, expected] of RULES) {
    const [hit] = pattern.exec(text) ?? [];
    if (hit) found.push([expected, hit.trim()]);
  }
  for (const [, selector = ''] of text.matchAll(/(?:^|[{};])([^{};@]+)\{/g))
    if (OUTSIDE.test(selector)) {
      found.push(['selectors of what the campaign brings: nothing outside of it is styled, body and html are not in it', selector.trim()]);
      break;
    }
  // Browsers end a comment with the sheet and a string with the line: until then nothing holds.
  const [rest = '', comment] = css.replace(WHOLE, '').split('/*');
  if (comment !== undefined) found.push(['comments that end with */', '/* without */']);
  const [quote] = /["'].*/.exec(rest) ?? [];
  if (quote) found.push(['strings that end in their line', quote]);
  const sides = (text.match(/\(/g) ?? []).length - (text.match(/\)/g) ?? []).length;
  if (sides) found.push(['css with as many ) as (', sides > 0 ? `${sides} ( without )` : `${-sides} ) without (`]);
  const open = text.split('{').length - text.split('}').length;
  if (open) found.push([`css with as many } as {`, open > 0 ? `${open} { without }` : `${-open} } without {`]);
  return found;
};

/** The sheet with what is open in it closed, as browsers read it, so that nothing of it goes on in what follows. */
export const closedCss = (css: string): string => css + '}'.repeat(Math.max(0, bare(css).split('{').length - bare(css).split('}').length));
