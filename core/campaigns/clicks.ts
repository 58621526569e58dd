/** Clicks that count for 'after the N-th click', and whose they are. */

/** What takes an action: fields that are written in are not read-only (HTML, ':read-only'). */
const CONTROL = 'a[*|href],area[href],button,summary,select,[controls],[onclick],input:read-only:not([readonly])';
/** In any case, and in lists, of which browsers take the first that they know. */
const ROLES = /\b(button|link|tab|option|switch|checkbox|radio|treeitem|menuitem\w*)\b/i;

/** Whether the click is on something that takes an action; much of it says so by its cursor alone. */
const takesAction = (path: Element[]): boolean => {
  const at = path[0] as Element; // every click has a target
  return (
    !path.some((element) => element.matches('[aria-disabled=true]')) &&
    (path.some((element) => element.matches(CONTROL) || ROLES.test(element.getAttribute('role') as string)) ||
      /pointer$/.test(getComputedStyle(at).cursor) ||
      // Nobody sees into an element with a closed shadow root; something in it took the focus.
      (at.localName.includes('-') && at === document.activeElement))
  );
};

/**
 * Listens before the page does: a click is counted before the event that it sends.
 * @param heard told of each one, with the elements that it went through
 */
export const watchClicks = (heard: (path: Element[]) => void): void => {
  /** what the visitor did last, and whether it has counted */
  let last: Event | undefined;
  let counted = false;
  let repeated = false;
  let field: unknown;
  // What has only the role of a button is clicked by its page, in a listener of these.
  for (const name of ['keydown', 'keyup'] as const)
    addEventListener(
      name,
      (event) => {
        counted = repeated = event.repeat;
        last = event;
      },
      true,
    );
  addEventListener(
    'click',
    (event) => {
      const path = event.composedPath().filter((target) => target instanceof Element) as Element[];
      // A label's click goes on as one on its field, and a card's handler may click its link: it is what the visitor did.
      const goesOn = event.isTrusted ? path[0] === field : last?.eventPhase;
      if (event.isTrusted) {
        // The second click of a double click, and those of an Enter that is held, are the first one's.
        if (!goesOn) counted = event.detail > 1 || (!event.detail && repeated);
        last = event;
        field = path.map((element) => (element as HTMLLabelElement).control).find(Boolean) || last;
        setTimeout(() => (field = last));
      } else if (!goesOn) return;
      if (!counted && takesAction(path)) {
        counted = true;
        heard(path);
      }
    },
    true,
  );
};
