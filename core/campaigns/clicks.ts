/** Clicks that count for 'after the N-th click', and whose they are. */

/** What takes an action: fields that are written in are not read-only (HTML, ':read-only'). */
const CONTROL = ':any-link,button,summary,select,[controls],[onclick],input:read-only:not([readonly])';
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
  let counted: unknown;
  let field: unknown;
  const act = (event: Event): void => {
    const { type, isTrusted, detail, repeat } = event as MouseEvent & KeyboardEvent;
    const path = event.composedPath().filter((target) => target instanceof Element) as Element[];
    const [at] = path;
    const sent = type === 'submit';
    if (sent || type === 'click') {
      const goesOn = sent
        ? // Enter in a form that has no button sends it without a click (HTML, 'implicit submission').
          (last as KeyboardEvent).key === 'Enter'
        : // A label's click goes on as one on its field, and a card's handler may click its link: it is what the visitor did.
          isTrusted
          ? at === field
          : last?.eventPhase;
      if (isTrusted && !sent) {
        // The second click of a double click is the first one's, and so is the browser's behind one that the page has made of the same key.
        if (!goesOn) counted = detail > 1 || (counted && last?.type !== type);
        last = event;
        field = path.map((element) => (element as HTMLLabelElement).control).find(Boolean) || last;
        setTimeout(() => (field = last));
      } else if (!goesOn) return;
      if (!counted && (sent || takesAction(path))) {
        counted = true;
        heard(path);
      }
    } else {
      // What begins has not counted yet; an Enter that is held is the first one's.
      if (/down/.test(type)) counted &&= repeat;
      last = event;
      // No submit event leaves a shadow root.
      (at as HTMLInputElement | undefined)?.form?.addEventListener('submit', act, true);
    }
  };
  // What has only the role of a button is clicked by its page, in a listener of these, and so is what is to be quick on phones.
  for (const name of 'click keydown keyup pointerdown pointerup touchend'.split(' ')) addEventListener(name, act, true);
};
