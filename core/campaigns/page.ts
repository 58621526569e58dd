/** What stands on the page beside us: its own modals, and a framework that has still to take over what its server sent. */
import type { Modals } from './config.js';

/** Whether it would be seen by somebody who looks where it is; older browsers do not tell. */
export const isVisible = (element: Element): boolean =>
  element.checkVisibility?.({ checkOpacity: true, checkVisibilityCSS: true }) !== false;

/** Whether one of them asks for consent. Where a configuration of before, from a cache, names none, what would have to go first waits for a new one. */
export const asksForConsent = (modals?: Modals): boolean => !modals || RegExp(modals[2], 'i').test(pageModals(modals));

/** The beginnings of the page's own modals and banners that are on the screen, as text. */
export const pageModals = ([modals, banners]: Modals): string =>
  [...document.querySelectorAll(modals + banners)]
    .filter((modal) => {
      // What holds it together may have no size of its own, and some of its buttons may wait for their turn.
      const keys = (modal.shadowRoot || modal).querySelectorAll('button,a');
      return (
        (modal.matches(modals) || (modal.clientWidth > 250 && getComputedStyle(modal).position === 'fixed')) &&
        [...(keys[0] ? keys : [modal])].some((shown) => {
          const { width, top, bottom, left, right } = shown.getBoundingClientRect();
          return width && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth && isVisible(shown);
        })
      );
    })
    .map((modal) => modal.outerHTML.slice(0, 2e3))
    .join('');

/**
 * Whether a framework has still to compare this element with what it expects there: it is in an app's root, and neither
 * has the mark yet that frameworks leave on what is theirs (React's roots are marked when they begin).
 * @param apps selectors of apps' roots
 */
export const isHydrating = (element: Element, apps: string): unknown => {
  // Next and React Router hydrate the whole document.
  const app = element.closest(apps) || (('__next_f' in window || '__reactRouterContext' in window) && document.body);
  return app && ![app, element].some((one) => Object.keys(one).some((key) => !/^_+react[CL]/.test(key)));
};
