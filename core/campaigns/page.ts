/** What stands on the page beside us: its own modals, and a framework that has still to take over what its server sent. */

/** Whether it would be seen by somebody who looks where it is; older browsers do not tell. */
export const isVisible = (element: Element): boolean =>
  element.checkVisibility?.({ checkOpacity: true, checkVisibilityCSS: true }) !== false;

/** Modals; and banners of consent tools that have no role of one (Klaro's), by their names, where they lie over the page and are no button that stays. */
const MODALS = '[role$=dialog i],[aria-modal=true],dialog[open]';
const BANNERS = ',[id*=cookie i],[class*=cookie i],[class*=consent i]';

/** The beginnings of the page's own modals and banners that are on the screen, as text. */
export const pageModals = (): string =>
  [...document.querySelectorAll(MODALS + BANNERS)]
    .filter((modal) => {
      // What holds it together may have no size of its own.
      const shown = modal.querySelector('button,a') || modal;
      const { width, top, bottom, left, right } = shown.getBoundingClientRect();
      return (
        (modal.matches(MODALS) || (modal.clientWidth > 250 && getComputedStyle(modal).position === 'fixed')) &&
        width &&
        bottom > 0 &&
        right > 0 &&
        top < innerHeight &&
        left < innerWidth &&
        isVisible(shown)
      );
    })
    .map((modal) => modal.outerHTML.slice(0, 2e3))
    .join('');

/** Whether they ask for consent. */
export const asksForConsent = (modals: string): boolean => /cookie|consent|privacy/i.test(modals);

/** Elements that server-rendered apps are hydrated in, by the templates of their frameworks. */
const APPS = '#root,#app,#__next,#__nuxt,#___gatsby,[ng-server-context],astro-island[ssr]';

/**
 * Whether a framework has still to compare this element with what it expects there: it is in an app's root, and neither
 * has the mark yet that frameworks leave on what is theirs (React's roots are marked when they begin).
 */
export const isHydrating = (element: Element): boolean => {
  // Next and React Router hydrate the whole document.
  const app = element.closest(APPS) || (('__next_f' in window || '__reactRouterContext' in window) && document.body);
  return !!app && ![app, element].some((one) => Object.keys(one).some((key) => !/^_+react[CL]/.test(key)));
};
