/**
 * A campaign's HTML as a tree that the page builds element by element: the browser parses nothing, so nothing of it can run,
 * and Trusted Types have nothing to object to. What could run is left out here, and said.
 */
import { parseFragment, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import type { Markup } from '../../core/campaigns/config.js';

/** What is expected instead, and what is found. */
export type Idle = [expected: string, found: string];

export interface Content {
  markup: Markup[];
  /** text of its <style> elements, which a page's policy may not allow in the markup */
  css: string;
  /** what was left out, each once */
  dropped: string[];
  /** what is there and has no effect in a campaign, or is not heard by everybody, each once */
  idle: Idle[];
  /** whether a visitor would see anything */
  visible: boolean;
}

/** Elements that run something, change the whole page, or are not markup. `animate` and `set` can write addresses. */
const DROPPED =
  /^(script|base|meta|link|title|head|object|embed|applet|noscript|template|frame|frameset|portal|math|foreignobject|animate.*|set|handler|listener)$/i;
const NAME = /^[a-z_][\w.-]*$/i;
/** Attributes with an address in them. */
const ADDRESS = /^(href|src|action|formaction|poster|background|cite|data|ping|longdesc)$/i;
/** Elements that are seen without a text. */
const SEEN = /^(img|svg|video|audio|canvas|iframe|input|button|select|textarea|hr|picture|progress|meter)$/;

const isUnsafe = (name: string, value: string, tag: string): string | undefined => {
  if (/^on/i.test(name)) return `${name}=`;
  if (/^(srcdoc|is|nonce)$/i.test(name)) return `${name}=`;
  // Browsers skip white space and control characters in a scheme (URL Standard, 'basic URL parser').
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(value.replace(/[\0-\x20]/g, ''))?.[1]?.toLowerCase();
  if (!ADDRESS.test(name) || !scheme || /^(https?|mailto|tel|sms)$/.test(scheme)) return undefined;
  if (scheme === 'data' && name === 'src' && tag === 'img') return undefined;
  return `${scheme}: address`;
};

/** Where browsers keep white space; a style may ask for it anywhere. */
const KEPT = /^(pre|textarea|listing|xmp)$/;
/** White space that browsers run together: no no-break space, nor any other that is meant. */
const RUN = /[ \t\n\f\r]+/g;

/**
 * Reads HTML as a browser reads it.
 * @param inElements a text by itself gets an element around it, as zones need it; one that is not seen is left out
 * @param sheet style sheet of the campaign beside it
 * @param focus whether what is marked `autofocus` has the focus: in a widget or zone it would take it from what the visitor does
 */
export const readContent = (html: string, inElements = false, sheet = '', focus = true): Content => {
  const dropped = new Set<string>();
  const idle = new Map<string, Idle>();
  let css = '';
  let visible = false;
  const styled = /white-space/i.test(html + sheet);
  const convert = (node: Tree.ChildNode, kept: boolean): Markup[] => {
    if ('value' in node) {
      if (node.value.trim()) visible = true;
      return [kept ? node.value : node.value.replace(RUN, ' ')];
    }
    if (!('tagName' in node)) return [];
    const tag = node.tagName;
    if (tag === 'style') {
      css += node.childNodes.map((child) => ('value' in child ? child.value : '')).join('');
      return [];
    }
    // What the DOM would refuse as a name would stop the page's building.
    if (DROPPED.test(tag) || !NAME.test(tag)) {
      dropped.add(`<${tag}>`);
      return [];
    }
    if (SEEN.test(tag)) visible = true;
    if (tag === 'img' && !node.attrs.some(({ name }) => name === 'alt'))
      idle.set('alt', ['alt="…" that says what the picture shows; alt="" for one that says nothing', '<img> without alt']);
    const attributes: Record<string, string> = {};
    for (const { name, value } of node.attrs) {
      const unsafe = isUnsafe(name, value, tag);
      if (unsafe) dropped.add(unsafe);
      else if (name === 'autofocus' && !focus)
        idle.set(name, ['autofocus in dialogs only, because anything else must not take the focus from the page', name]);
      else if (NAME.test(name)) attributes[name] = value;
      else dropped.add(`${name}=`);
      if (/^(v-|x-|ng-|data-ng-|hx-|wire:|[@:#([*])/i.test(name))
        idle.set(name, ['no directives of a framework, which does not see what a campaign brings', `${name}="${value}"`]);
      if (name === 'href' && /^#./.test(value) && !inElements)
        idle.set(value, ['links to pages: browsers look for no place inside of a dialog or widget', `href="${value}"`]);
    }
    return [
      [tag, Object.keys(attributes).length ? attributes : 0, ...node.childNodes.flatMap((child) => convert(child, kept || KEPT.test(tag)))],
    ];
  };
  const read = parseFragment(html.trim()).childNodes.flatMap((child) => convert(child, styled));
  const markup = inElements
    ? read.flatMap((part): Markup[] => (typeof part !== 'string' ? [part] : part.trim() ? [['span', 0, part]] : []))
    : read;
  return { markup, css, dropped: [...dropped], idle: [...idle.values()], visible };
};
