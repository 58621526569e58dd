/** Reads a page as it comes from the server: its headers, its scripts in order, its inline handlers. */
import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';

export interface PageScript {
  attributes: Record<string, string>;
  text: string;
  inHead: boolean;
}
export interface Page {
  /** address after redirections */
  url: string;
  status: number;
  type: string;
  /** each a whole policy that is enforced, from headers and from <meta> */
  policies: string[];
  /** in document order */
  scripts: PageScript[];
  /** inline handlers that call rtp: attribute and text */
  handlers: [name: string, text: string][];
}

/** One request. @param seconds after which it is given up */
export type Get = (url: string, init?: RequestInit) => Promise<Response>;

const attributesOf = (element: Tree.Element): Record<string, string> =>
  Object.fromEntries(element.attrs.map(({ name, value }) => [name.toLowerCase(), value]));
const textOf = (element: Tree.Element): string =>
  element.childNodes.map((node) => (node.nodeName === '#text' ? (node as Tree.TextNode).value : '')).join('');

/** @param html source of the page */
export const readHtml = (html: string): Pick<Page, 'scripts' | 'handlers' | 'policies'> => {
  const found: Pick<Page, 'scripts' | 'handlers' | 'policies'> = { scripts: [], handlers: [], policies: [] };
  const walk = (node: Tree.Node, inHead: boolean): void => {
    if ('tagName' in node) {
      const attributes = attributesOf(node);
      if (node.tagName === 'script') found.scripts.push({ attributes, text: textOf(node), inHead });
      if (node.tagName === 'meta' && /^content-security-policy$/i.test(attributes['http-equiv'] ?? '') && inHead)
        found.policies.push(attributes.content ?? '');
      for (const [name, value] of Object.entries(attributes))
        if (name.startsWith('on') && /\brtp\s*\(/.test(value)) found.handlers.push([name, value]);
    }
    const head = inHead || ('tagName' in node && node.tagName === 'head');
    if ('childNodes' in node) for (const child of node.childNodes) walk(child, head);
  };
  walk(parse(html), false);
  return found;
};

/** @throws {Error} when there is no answer */
export const readPage = async (url: string, get: Get): Promise<Page> => {
  const answer = await get(url, { headers: { accept: 'text/html' } });
  const type = answer.headers.get('content-type') ?? '';
  const html = await answer.text();
  // Several headers arrive as one, joined by commas; each is a policy of its own.
  const header = (answer.headers.get('content-security-policy') ?? '').split(',').filter((one) => one.trim());
  const read = readHtml(html);
  return { ...read, url: answer.url || url, status: answer.status, type, policies: [...header, ...read.policies] };
};
