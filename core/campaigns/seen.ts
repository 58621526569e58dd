import { isVisible } from './page.js';

/** ms between looks: what is to be seen may be put there anew, or shown by a style, of which no observer tells. */
const LOOK = 1e3;

/**
 * Calls back once, when one of the elements is on the screen: in a tab that is shown, on a page that is still there to paint.
 * @returns what stops it
 */
export const whenSeen = (elements: () => Element[], seen: () => void): (() => void) => {
  let timer: unknown;
  const observer = new IntersectionObserver((entries) => {
    if (entries.some(({ isIntersecting, boundingClientRect: { width }, target }) => isIntersecting && width && isVisible(target))) {
      stop();
      seen();
    }
  });
  const stop = (): void => {
    clearTimeout(timer as number);
    observer.disconnect();
  };
  const watch = (): void => {
    stop();
    for (const element of elements()) observer.observe(element);
    timer = setTimeout(watch, LOOK);
  };
  watch();
  return stop;
};
