/** Slips of the pen in a campaign's HTML: browsers mend them without a word, and show something else than was meant. */
import { parseFragment, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import type { Idle } from './markup.js';

/** Elements that must be closed; `p`, `li`, `td` and others need not be (HTML, 'optional tags'). */
const CLOSED =
  /^(a|article|aside|b|button|del|details|div|em|figure|footer|form|h[1-6]|header|i|ins|label|main|nav|ol|section|select|small|span|strong|style|summary|svg|table|textarea|u|ul|video)$/;
/** Fields that a label can say the name of. */
const FIELD = /^(input|select|textarea)$/;
const NAMELESS = /^(hidden|submit|reset|button|image)$/;
/** Attributes that scripts of a page look for, each of which listens on the page: Bootstrap, Turbo, Stimulus. */
const LISTENED = /^data-(bs-.+|toggle|dismiss|turbo.*|controller|action)$/;

/** @param inZone scripts of the page reach what is in a zone */
export const slipsOf = (html: string, inZone: boolean): Idle[] => {
  const found = new Map<string, Idle>();
  const say = (expected: string, what: string): void => void found.set(what, [expected, what]);
  const root = parseFragment(html, {
    sourceCodeLocationInfo: true,
    onParseError: ({ code }) => {
      if (code === 'eof-in-comment') say('comments that end with -->', '<!-- without -->');
      if (code === 'eof-in-tag') say('tags that end with >', '< without >');
    },
  });
  const labels = new Set([...html.matchAll(/\bfor\s*=\s*["']?([^\s"'>]+)/gi)].map(([, id]) => id));
  const walk = (parent: Tree.ParentNode, labelled: boolean): void => {
    for (const node of parent.childNodes) {
      if ('value' in node && /\{\{.*\}\}/s.test(node.value)) say('words as they are shown: nobody fills in a placeholder', '{{ }}');
      if (!('tagName' in node)) continue;
      const { tagName: tag, attrs, sourceCodeLocation: at } = node;
      const has = (...names: string[]): boolean => attrs.some(({ name, value }) => names.includes(name) && value);
      const get = (name: string): string => attrs.find((attribute) => attribute.name === name)?.value ?? '';
      if (CLOSED.test(tag) && at && !at.endTag) say(`</${tag}> where the element ends`, `<${tag}> without </${tag}>`);
      if (tag === 'iframe' && !has('title', 'aria-label')) say('title="…" that says what the frame shows', '<iframe> without title');
      if (tag === 'img' && !has('src', 'srcset')) say('src="…"', '<img> without src');
      const named = labelled || has('aria-label', 'aria-labelledby', 'title', 'placeholder') || labels.has(get('id'));
      if (FIELD.test(tag) && !NAMELESS.test(get('type')) && !named) say('a <label> for each field', `<${tag}> without a label`);
      if (!inZone)
        for (const { name } of attrs)
          if (LISTENED.test(name))
            say('nothing that scripts of the page listen for: they see no element of a dialog or widget', `${name}=`);
      walk(node, labelled || tag === 'label');
    }
  };
  walk(root, false);
  const [, outer] = /<(html|head|body)[\s>]/i.exec(html.replace(/<!--[\s\S]*?-->/g, '')) ?? [];
  if (outer) say('what stands in a body', `<${outer.toLowerCase()}>`);
  return [...found.values()];
};
