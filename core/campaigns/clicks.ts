/** Clicks that count for 'after the N-th click', and whose they are. */

/** What takes an action. A label is left out: its field gets a click of its own; so are fields that are written in. */
const CONTROL =
  'a[href],area[href],button,summary,[onclick],[role=button],[role=link],[role=tab],[role^=menuitem],[role=option],[role=switch],[role=checkbox],[role=radio],' +
  ['button', 'submit', 'reset', 'image', 'checkbox', 'radio', 'file', 'color', 'range'].map((type) => `input[type=${type}]`);

const elements = (event: Event): Element[] => event.composedPath().filter((target) => target instanceof Element) as Element[];

/** Whether this document is about to be left, as far as a click can tell. */
const leaves = (event: MouseEvent, path: Element[]): boolean => {
  const link = path.find((element) => element.matches('a[href],area[href]')) as HTMLAnchorElement | undefined;
  return (
    !!link &&
    !event.defaultPrevented &&
    !(event.ctrlKey || event.metaKey || event.shiftKey) &&
    /^(_self|_top|_parent)?$/.test(link.target) &&
    !link.hasAttribute('download') &&
    /^http/.test(link.protocol) &&
    link.href.split('#')[0] !== location.href.split('#')[0]
  );
};

export interface Clicks {
  /** whether the last click is taking the visitor away */
  _leaving(): boolean;
}

/** ms after which a click that should have led away has not. */
export const STAYED = 3e3;

/**
 * Listens before the page does: a click is counted before the event that it sends.
 * @param heard told of each one, with the elements that it went through
 */
export const watchClicks = (heard: (path: Element[]) => void): Clicks => {
  let last: [event: MouseEvent, path: Element[]] | undefined;
  let at = 0;
  addEventListener(
    'click',
    (event) => {
      const path = elements(event);
      if (event.isTrusted && path.some((element) => element.matches(CONTROL))) {
        // The path is forgotten when the event has been through.
        last = [event, path];
        at = Date.now();
        heard(path);
      }
    },
    true,
  );
  return { _leaving: () => !!last && Date.now() - at < STAYED && leaves(...last) };
};
