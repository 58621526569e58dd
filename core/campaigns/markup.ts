/** Builds a campaign's content element by element: nothing is parsed, so a strict policy and Trusted Types have no say in it. */
import type { Markup } from './config.js';

type Attributes = Record<string, string>;
type Child = Node | string;

/** An element with its attributes and what is in it. */
export const make = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes,
  ...content: Child[]
): HTMLElementTagNameMap[K] => {
  const element = document.createElement(tag);
  for (const name in attributes) element.setAttribute(name, attributes[name] as string);
  element.append(...content);
  return element;
};

const element = ([tag, attributes, ...content]: Exclude<Markup, string>, drawn: boolean): Element => {
  const inside = drawn || tag === 'svg';
  const made = inside ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
  // A policy may forbid the attribute; it never forbids the property (CSP 3, 'style-src').
  for (const [name, value] of Object.entries(attributes || {}))
    if (name === 'style') made.style.cssText = value;
    else {
      made.setAttribute(name, value);
      // Of an element that no parser made the attribute says nothing (HTML, 'muted').
      if (name === 'muted') (made as HTMLMediaElement).muted = true;
    }
  made.append(...build(content, inside));
  return made;
};

/** @param drawn within an SVG drawing */
export const build = (markup: Markup[], drawn = false): Child[] =>
  markup.map((part) => (typeof part === 'string' ? part : element(part, drawn)));
