/** Elements made by code: all text goes in as text, never as markup. */

type Child = Node | string | number | null;

const fill = <E extends Element>(element: E, attributes: Record<string, string>, children: Child[]): E => {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null).map((child) => (typeof child === 'number' ? count(child) : child)));
  return element;
};

/** An element. */
export const el = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] => fill(document.createElement(tag), attributes, children);

/** An SVG element. */
export const svg = <K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): SVGElementTagNameMap[K] => fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);

/** The element with this id, which the page has. */
export const byId = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error('no element #' + id);
  return found;
};

const numbers = new Intl.NumberFormat();
/** A number as the reader writes it. */
export const count = (n: number): string => numbers.format(n);

/** A part of a whole as a percentage. */
export const percent = (part: number): string => {
  // Nearly all is not all: what is missing must not be rounded away.
  if (part > 0.99 && part < 1) return (Math.floor(part * 10_000) / 100).toFixed(2) + '%';
  return (part * 100).toFixed(part < 0.1 ? 1 : 0) + '%';
};

/** ms as a person says it. */
export const duration = (ms: number): string => {
  if (ms < 1000) return Math.round(ms) + ' ms';
  if (ms < 120_000) return (ms / 1000).toFixed(ms < 10_000 ? 1 : 0) + ' s';
  if (ms < 7_200_000) return Math.round(ms / 60_000) + ' min';
  return ms < 172_800_000 ? Math.round(ms / 3_600_000) + ' h' : Math.round(ms / 86_400_000) + ' days';
};

/**
 * A table with a caption for those who cannot see where it stands. On a phone each row is a list of words and figures, so each
 * cell carries the word of its column; the roles stay what they are where the style makes blocks of them.
 * @param list whether it is to be a list there
 */
export const table = (caption: string, head: [text: string, numeric?: boolean][], rows: HTMLElement[][], list = true): HTMLTableElement => {
  const body = rows.map((cells) => {
    cells.forEach((one, i) => {
      one.dataset.label = head[i]?.[0] ?? '';
      if (list) one.setAttribute('role', one.tagName === 'TH' ? 'rowheader' : 'cell');
    });
    return el('tr', list ? { role: 'row' } : {}, ...cells);
  });
  const role = (name: string): Record<string, string> => (list ? { role: name } : {});
  return el(
    'table',
    list ? { class: 'lists', role: 'table' } : {},
    el('caption', { class: 'visually-hidden' }, caption),
    el(
      'thead',
      role('rowgroup'),
      el(
        'tr',
        role('row'),
        ...head.map(([text, numeric]) => el('th', { scope: 'col', ...role('columnheader'), ...(numeric ? { class: 'n' } : {}) }, text)),
      ),
    ),
    el('tbody', role('rowgroup'), ...body),
  );
};

/** A cell with a number. */
export const cell = (n: number | string, className = 'n'): HTMLTableCellElement => el('td', { class: className }, n);

/** Strings of an event, set apart from each other. */
export const strings = (value: string[]): Node[] =>
  value.flatMap((text, i) => [...(i ? [el('span', { class: 'sep' }, ' › ')] : []), el('span', {}, text)]);
