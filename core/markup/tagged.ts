/**
 * Events from mark-up: `data-rtp-event` on any element. Listens and never touches: nothing is delayed, prevented or stopped.
 */

/** The nearest element of the event's way that has the attribute; through shadow roots, as far as they are open. */
export const nearest = (event: Event, selector: string): Element | undefined =>
  event.composedPath().find((node): node is Element => node instanceof Element && node.matches(selector));

const TAGGED = '[data-rtp-event]';
/** What the browser turns a key press into a click for. */
const NATIVE = 'a[href],area[href],button,input,select,textarea,summary,option,label';

/**
 * @param happened told of each tagged element that was used, in the task in which it was, so that the beacon survives a navigation
 */
export const watchTagged = (happened: (element: Element) => void): void => {
  /** what was told in this task: a label's click makes another on its field, a card's one on its link */
  let told: unknown[] = [];
  const once = (element: Element | undefined): void => {
    if (!element || told.includes(element)) return;
    if (!told[0])
      setTimeout(() => {
        told = [];
      });
    told.push(element);
    happened(element);
  };
  // Captured at the window: pages stop events on their way, and none gets past here unseen.
  addEventListener(
    'click',
    (event) => {
      const element = nearest(event, TAGGED);
      // A form counts when it is sent.
      if (element?.localName !== 'form') once(element);
    },
    true,
  );
  addEventListener(
    'auxclick',
    (event) => {
      // The middle button opens a link elsewhere; the right one opens a menu.
      if (event.button === 1 && nearest(event, 'a[href],area[href]')) once(nearest(event, TAGGED));
    },
    true,
  );
  addEventListener(
    'keydown',
    (event) => {
      const [target] = event.composedPath() as Element[];
      // A control that a page has made of something else, by keyboard: the browser makes no click of it.
      if (!/^(Enter| )$/.test(event.key) || event.repeat || !target?.matches || target.matches(NATIVE + ',[contenteditable]')) return;
      const element = nearest(event, TAGGED);
      if (
        element &&
        nearest(event, NATIVE) === undefined &&
        /^(button|link|menuitem|tab|option|checkbox|radio|switch)$/i.test(target.getAttribute('role') || '')
      )
        once(element);
    },
    true,
  );
  watchSent((form) => once(form.matches(TAGGED) ? form : undefined));
};

/**
 * Tells of forms that are really sent: those that no listener of the page keeps back.
 * @param sent told at the end of the event's way
 */
export const watchSent = (sent: (form: HTMLFormElement) => void): void => {
  addEventListener(
    'submit',
    (event) => {
      let done: unknown;
      const end = (): void => {
        if (done) return;
        done = 1;
        removeEventListener('submit', end);
        if (!event.defaultPrevented) sent(event.target as HTMLFormElement);
      };
      // The last listener of its way: all of the page's have been asked. Where one stops it, the task after is as good.
      addEventListener('submit', end);
      setTimeout(end);
    },
    true,
  );
};
