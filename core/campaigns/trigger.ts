/** When a campaign is shown. */
import type { Trigger } from './config.js';

/** ms after which a page that has loaded, and is short, is taken to remain so. */
const SHORT = 1e3;

/** What scrolls in the middle of the window: on many pages it is not the page. */
const middle = (): Element | null => {
  let at = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  while (at && !(at.scrollHeight > at.clientHeight && /auto|scroll/.test(getComputedStyle(at).overflowY))) at = at.parentElement;
  return at;
};

/**
 * Calls back once, as soon as the trigger is there.
 * @returns what takes it back
 */
export const when = (trigger: Trigger | undefined, run: () => void): (() => void) => {
  const stop = new AbortController();
  const { signal } = stop;
  const [kind, amount = 0] = trigger || [];
  const done = (): void => {
    if (!signal.aborted) {
      stop.abort();
      run();
    }
  };
  if (!kind) done();
  else if (kind === 'd') setTimeout(done, amount * 1e3);
  else if (kind === 'e')
    // On touch devices nothing tells that a visitor is about to leave; who holds a button down is selecting.
    document.documentElement.addEventListener(
      'mouseleave',
      (event) => event.clientY <= 0 && !event.buttons && matchMedia('(hover:hover)').matches && done(),
      { signal },
    );
  else {
    const check = (target: unknown): void => {
      const root = document.scrollingElement || document.documentElement;
      const at = target instanceof Element ? target : root;
      const { scrollTop, scrollHeight, clientHeight } = at;
      // On phones the window grows when the browser's bar goes, and the root's height does not.
      const height = at === root ? Math.max(innerHeight, clientHeight) : clientHeight;
      if (
        // Not in lists and other small things, nor in what goes sideways.
        height >= innerHeight / 2 &&
        (at === root || scrollHeight > height * 1.1) &&
        (kind === 'x'
          ? scrollTop >= amount
          : kind === 'p'
            ? // Both are rounded. A page that does not scroll is at its end.
              ((scrollTop + 1) / Math.max(scrollHeight - height, 1)) * 100 >= amount
            : // Below the fold: more is seen of what was below the first screen than of the first screen.
              scrollTop > height / 2)
      )
        done();
    };
    const look = (): unknown => (document.readyState === 'complete' ? check(middle()) : setTimeout(look, SHORT));
    addEventListener('scroll', (event) => check(event.target), { capture: true, signal });
    setTimeout(look, SHORT);
  }
  return () => stop.abort();
};
