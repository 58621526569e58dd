/** What a tagged element says: its values, with names of what is on the page put in. */

/** The attributes, in the order of the values. */
const NAMES = ['', '-2', '-3', '-4'].map((end) => 'data-rtp-event' + end);

/** What a visitor fills in is never read. */
const FILLED = 'input,textarea,select,option,[contenteditable]';

/** The text of an element without what a visitor may have written in it. */
const textOf = (element: Element): string => {
  if (element.closest(FILLED)) return '';
  const copy = element.cloneNode(true) as Element;
  for (const field of copy.querySelectorAll(FILLED)) field.remove();
  return (copy.textContent || element.getAttribute('aria-label') || '').replace(/\s+/g, ' ').trim();
};

/** The address of the link that the element is, stands in, or holds. */
const addressOf = (element: Element): string => {
  const link = element.closest('a,area') || element.querySelector('a,area');
  // A link in a drawing has an address that is animated (SVG 2, 'SVGAElement').
  const href = (link as HTMLAnchorElement | null)?.href as string | { baseVal?: string } | undefined;
  return typeof href === 'object' ? href.baseVal || '' : href || '';
};

const FILL: Record<string, (element: Element) => string> = {
  text: textOf,
  href: addressOf,
  id: ({ id }) => id,
  title: () => document.title,
};

/** One to four strings: `{text}`, `{href}`, `{id}` and `{title}` are put in; other braces stay as they are written. */
export const valuesOf = (element: Element): string[] =>
  NAMES.map((name) => element.getAttribute(name))
    .filter((text): text is string => !!text)
    .map((text) => text.replace(/\{(\w+)\}/g, (all, name: string) => FILL[name]?.(element) ?? all).trim())
    .filter((text) => text);
