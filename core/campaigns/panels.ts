/** What a campaign looks like over the page: a dialog, or a widget at its edge. */
import type { Campaign, Markup } from './config.js';
import { hostOf, type Panel } from './host.js';
import { build, make } from './markup.js';

export interface Told {
  /** by the visitor: takes it off the page */
  _closed(): void;
  _minimised(small: boolean): void;
}

/** ms in which a press beside a new dialog is not meant for it. */
const GRACE = 600;

/** A button of ours: its clicks are neither the site's nor the campaign's. */
const key = (label: string, act: () => void): HTMLButtonElement => {
  const button = make('button', { type: 'button', class: 'rtp-key', 'aria-label': label }, '×');
  button.onclick = act;
  return button;
};

const bodyOf = (markup: Markup[]): HTMLElement => make('div', { class: 'body' }, ...build(markup));

export const dialog = (campaign: Campaign, markup: Markup[], css: string, [close]: [string, string], told: Told): Panel | undefined => {
  const before = document.activeElement as HTMLElement | null;
  const element = make(
    'dialog',
    // The focus goes to the dialog: on its first button the next Enter or space would close it.
    { 'aria-label': campaign.l, tabindex: '-1' },
    key(close, () => element.close()),
    bodyOf(markup),
  );
  // A browser without the real one has no dialog that can be used without a mouse.
  if (!element.showModal) return;
  let ready = false;
  let pressed = false;
  setTimeout(() => (ready = true), GRACE);
  const panel = hostOf('rtp-d', css, element, () => {
    // What was removed while it was modal still says that it is open.
    element.open = false;
    element.showModal();
    (element.querySelector<HTMLElement>('[autofocus]') || element).focus({ preventScroll: true });
  });
  const { _end: remove } = panel;
  panel._end = () => {
    element.onclose = null;
    element.close();
    remove();
    // The browser has put the focus back, but for what the dialog's own links moved.
    if (document.activeElement === document.body) before?.focus({ preventScroll: true });
  };
  element.onclose = told._closed;
  /** Outside: on the backdrop. */
  const isOutside = ({ target, offsetX: x, offsetY: y }: MouseEvent): boolean =>
    target === element && (x < 0 || y < 0 || x > element.offsetWidth || y > element.offsetHeight);
  // A drag that ends outside has not begun there.
  element.onpointerdown = (event) => {
    pressed = ready && isOutside(event);
  };
  element.onclick = (event) => {
    if (pressed && isOutside(event)) element.close();
  };
  panel._put();
  return panel;
};

export const widget = (
  campaign: Campaign,
  markup: Markup[],
  css: string,
  [close, minimise]: [string, string],
  told: Told,
  small: boolean,
): Panel => {
  const body = bodyOf(markup);
  const title = make('button', { type: 'button', class: 'rtp-key', title: minimise }, campaign.l);
  const set = (): void => {
    body.hidden = small;
    title.setAttribute('aria-expanded', '' + !small);
  };
  title.onclick = () => {
    small = !small;
    set();
    told._minimised(small);
  };
  set();
  const bar = make('div', { class: 'bar' }, title, key(close, told._closed));
  // In the top layer neither a filter nor a transform of the page's body has a say in where it is.
  const element = make('aside', { class: campaign.z as string, 'aria-label': campaign.l, popover: 'manual' }, bar, body);
  const panel = hostOf('rtp-w', css, element, () => element.showPopover?.());
  panel._put();
  return panel;
};
