/** Whether now is a moment to show something: the visitor's hands rest, and the page is not about to be left. */

/**
 * ms after what a hand does. A press: the second one of a double click comes within them, and a link tracker leads away within them.
 * A key, or a word that is dictated: somebody who writes goes on within them. A button that is held down, still or not, until it is
 * let go; what is dragged and dropped sends no more of these events than `dragover`.
 */
const BUSY: Record<string, number> = {
  pointerdown: 5e3,
  pointermove: 5e3,
  pointerup: 600,
  pointercancel: 600,
  dragover: 600,
  click: 600,
  keydown: 1200,
  input: 1200,
};
/** ms that a page which began to leave is given: a download or an answer without content leaves it where it is. */
const LEAVE = 5e3;

/** @returns whether the hands rest and the page stays */
export const watchHands = (): (() => boolean) => {
  let busy: unknown;
  let going: unknown;
  const leave = (): void => {
    clearTimeout(going as number);
    going = setTimeout(() => (going = 0), LEAVE);
  };
  for (const name in BUSY)
    addEventListener(
      name,
      (event) => {
        // What scripts do is no hand's work, and some do it without end.
        if (!event.isTrusted || (name === 'pointermove' && !(event as PointerEvent).buttons)) return;
        clearTimeout(busy as number);
        // Only while it is needed: in Firefox a page with this listener has no place in the back/forward cache.
        addEventListener('beforeunload', leave);
        busy = setTimeout(() => {
          busy = 0;
          removeEventListener('beforeunload', leave);
        }, BUSY[name]);
      },
      true,
    );
  return () => !busy && !going;
};
