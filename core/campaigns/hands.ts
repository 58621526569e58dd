/** Whether now is a moment to show something: the visitor's hands rest, and the page is not about to be left. */

/** ms after a press or a click: the second one of a double click comes within them, and a link tracker leads away within them. */
const PRESS = 600;
/** ms after a key: somebody who types presses the next one within them. */
const KEY = 1200;
/** ms that a page which began to leave is given: a download or an answer without content leaves it where it is. */
const LEAVE = 5e3;

/** @returns whether the hands rest and the page stays */
export const watchHands = (): (() => boolean) => {
  let busy: unknown;
  let going: unknown;
  const leave = (): void => {
    clearTimeout(going as number);
    going = setTimeout(() => (going = undefined), LEAVE);
  };
  for (const name of ['pointerdown', 'pointermove', 'pointerup', 'click', 'keydown'])
    addEventListener(
      name,
      (event) => {
        if (name === 'pointermove' && !(event as PointerEvent).buttons) return;
        clearTimeout(busy as number);
        // Only while it is needed: in Firefox a page with this listener has no place in the back/forward cache.
        addEventListener('beforeunload', leave);
        busy = setTimeout(
          () => {
            busy = undefined;
            removeEventListener('beforeunload', leave);
          },
          name === 'keydown' ? KEY : PRESS,
        );
      },
      { capture: true, passive: true },
    );
  return () => !busy && !going;
};
