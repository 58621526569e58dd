/**
 * The three templates, built element by element with the class names that sites' own styles and scripts rely on. Nothing is
 * parsed, so neither a strict policy nor Trusted Types has a say in it; it all stands in the page's own tree (light DOM).
 */
import type { Entry } from './config.js';
import type { Settings } from './settings.js';

type Child = Node | string | false | undefined;

const make = <K extends keyof HTMLElementTagNameMap>(tag: K, name: string, ...content: Child[]): HTMLElementTagNameMap[K] => {
  const element = document.createElement(tag);
  if (name) element.className = 'rtp_rcmd2_' + name;
  element.append(...content.filter((child): child is Node | string => !!child));
  return element;
};

const linked = (name: string, href: string, ...content: Child[]): HTMLAnchorElement => {
  const link = make('a', name, ...content);
  link.href = href;
  return link;
};

/** The box is reserved before the image is there, so that nothing jumps. */
const image = ({ p, x = '' }: Entry): HTMLElement | undefined => {
  if (!p) return;
  const picture = make('img', 'image');
  picture.alt = x;
  picture.loading = 'lazy';
  picture.src = p;
  return make('span', 'image_box', picture);
};

const describe = (entry: Entry, href?: string): HTMLElement | undefined => {
  if (!entry.d) return;
  return make('div', 'description', make('p', '', href ? linked('link_hidden', href, entry.d) : entry.d));
};

/** The element is the one that sites' scripts look for; its level goes on from the template's own heading. */
const heading = (entry: Entry): HTMLElement => {
  const title = make('h4', '', entry.t);
  title.setAttribute('aria-level', '3');
  return title;
};

/** What a sites' script finds first as `.rtp_rcmd2_link` in an item is the link that it may press. */
const item = (template: string, entry: Entry, href: string, cta: string): HTMLElement => {
  const button = (): HTMLElement => make('div', 'link_container', linked('link', href, cta));
  const label = (...content: Child[]): HTMLElement => make('div', 'label_container', make('div', 'label', ...content));
  const parts: Child[] =
    template === 'template1'
      ? [label(heading(entry)), describe(entry), button()]
      : template === 'template2'
        ? [label(linked('link_hidden', href, heading(entry))), describe(entry), button()]
        : [label(linked('link', href, heading(entry))), describe(entry, href)];
  const picture = template !== 'template3' && image(entry);
  return make('li', 'item', make('div', 'item_inner', picture, make('div', 'content_container', ...parts)));
};

/** Texts that the owner has not set; the original's are not documented. */
const TITLE = 'Recommended content';
const CTA = 'Read more';

/**
 * A filled template, complete before it stands in the page: pages poll for it, and go on as soon as they find it.
 * @param template `template1` (side by side), `template2` (one under another, with images), `template3` (text alone)
 * @param href the address that an entry leads to
 */
export const fill = (
  template: string,
  entries: Entry[],
  { title = TITLE, cta = CTA }: Settings,
  href: (entry: Entry) => string,
): HTMLElement => {
  const list = make('ul', 'list', ...entries.map((entry) => item(template, entry, href(entry), cta)));
  // WebKit takes the meaning of a list from one without bullets (bugs.webkit.org 170179).
  list.setAttribute('role', 'list');
  const name = make('div', 'title', title);
  name.setAttribute('role', 'heading');
  name.setAttribute('aria-level', '2');
  const container = make('div', '', template !== 'template3' && name, list);
  container.dataset.rtpWidgetContainer = template;
  return container;
};

/** Texts that were set after the template was filled. */
export const retitle = (container: Element, { title, cta }: Settings): void => {
  const put = (selector: string, text: string | undefined): void => {
    if (text !== undefined) for (const element of container.querySelectorAll(selector)) element.textContent = text;
  };
  put('.rtp_rcmd2_title', title);
  put('.rtp_rcmd2_link_container .rtp_rcmd2_link', cta);
};
