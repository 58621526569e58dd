/** Where dialogs and widgets live: an element of ours in the page's body, with all that can be seen in its shadow root. */
import { make } from './markup.js';
import { style } from './style.js';

export interface Panel {
  /** what clicks in the campaign go through, and what is looked at whether it is on the screen */
  _shown(): Element[];
  /** whether the page has thrown it out */
  _lost(): boolean;
  /** puts it into the page */
  _put(): void;
  /** takes it off the page */
  _end(): void;
}

/** A node of ours; a copy in a snapshot of the page has no such property, and is taken away. */
export interface Own {
  rtp?: 1;
}

const stop = (event: Event): void => event.stopPropagation();

/**
 * @param id the same on each page, so that an empty copy in a snapshot of the page is known again
 * @param css style sheet of all that is in it
 * @param element what is in it
 * @param show called when it is in the page
 */
export const hostOf = (id: string, css: string, element: HTMLElement, show: () => void): Panel => {
  const host = make('div', { id });
  const root = host.attachShadow({ mode: 'open' });
  style(root, css);
  root.append(element);
  // For a listener of the page's a key in one of our fields is a key on a div, and a shortcut; and some take the wheel for themselves.
  for (const name of 'keydown keypress keyup wheel touchmove'.split(' ')) host.addEventListener(name, stop);
  return {
    _shown: () => [element],
    // Put elsewhere in the page, as by a menu that wraps all of it, it is no longer above the page.
    // A node that is moved within the page leaves the top layer.
    _lost: () => host.parentNode !== document.body || (!!element.showPopover && !element.matches(':modal,:popover-open')),
    _put() {
      // Not last and not first, if that can be: the page's `:last-child`, `:first-child` and owl rules keep what they hit. Beside a
      // script no rule of the page's asks for a neighbour.
      const { body } = document;
      body.insertBefore(host, body.querySelector(':scope>script:last-of-type') || (body.children[1] ? body.lastElementChild : null));
      show();
    },
    _end: () => host.remove(),
  };
};
