/** What a campaign looks like: a dialog over the page, a widget at its edge, content in a zone of it. */
import type { Campaign, Markup } from './config.js';
import { build, make } from './markup.js';
import { style } from './style.js';

export interface Panel {
  /** element that clicks in the campaign go through */
  _root: Element;
  /** takes it off the page */
  _end(): void;
  /** puts it back where the page has rendered over it */
  _again?(): unknown;
}

export interface Told {
  /** by the visitor */
  _closed(): void;
  _minimised(small: boolean): void;
}

/** A button of ours: its clicks are neither the site's nor the campaign's. */
const key = (label: string, sign: string, act: () => void): HTMLButtonElement => {
  const button = make('button', { type: 'button', class: 'rtp-key', 'aria-label': label }, sign);
  button.onclick = act;
  return button;
};

const moves = (): boolean => !matchMedia('(prefers-reduced-motion:reduce)').matches;

const enter = (element: Element, { e: effect, z: edge = '' }: Campaign): void => {
  if (effect && moves())
    element.animate(
      [
        { opacity: 0, transform: effect === 's' ? `translateY(${/top/.test(edge) ? -40 : 40}px)` : 'none' },
        { opacity: 1, transform: 'none' },
      ],
      { duration: 300, easing: 'ease-out' },
    );
};

const hostOf = (campaign: Campaign, content: Element): HTMLElement => {
  const host = make('div', {});
  const root = host.attachShadow({ mode: 'open' });
  style(root, campaign.h);
  root.append(content);
  document.body.append(host);
  return host;
};

export const dialog = (campaign: Campaign, markup: Markup[], [close]: [string, string], told: Told): Panel | undefined => {
  const before = document.activeElement as HTMLElement | null;
  const element = make(
    'dialog',
    { 'aria-label': campaign.l },
    key(close, '×', () => element.close()),
    make('div', { class: 'body' }, ...build(markup)),
  );
  // A browser without the real one has no dialog that can be used without a mouse.
  if (!element.showModal) return;
  const host = hostOf(campaign, element);
  let ended = false;
  const end = (): void => {
    ended = true;
    element.close();
    host.remove();
    // The browser has put the focus back, but for what the dialog's own links moved.
    if (document.activeElement === document.body) before?.focus({ preventScroll: true });
  };
  element.onclose = () => {
    if (!ended) {
      end();
      told._closed();
    }
  };
  element.onclick = (event) => {
    if (event.target !== element) return;
    const { left, right, top, bottom } = element.getBoundingClientRect();
    // Outside: on the backdrop.
    if (event.clientX < left || event.clientX > right || event.clientY < top || event.clientY > bottom) element.close();
  };
  element.showModal();
  enter(element, campaign);
  return { _root: host, _end: end };
};

export const widget = (campaign: Campaign, markup: Markup[], [close, minimise]: [string, string], told: Told, small: boolean): Panel => {
  const body = make('div', { class: 'body' }, ...build(markup));
  const sign = make('span', { 'aria-hidden': 'true' });
  const set = (): void => {
    body.hidden = small;
    sign.textContent = small ? '+' : '–';
    title.setAttribute('aria-expanded', '' + !small);
  };
  const title = make('button', { type: 'button', class: 'rtp-key', title: minimise }, campaign.l, sign);
  title.onclick = () => {
    small = !small;
    set();
    told._minimised(small);
  };
  set();
  const element = make(
    'aside',
    { class: campaign.z as string, 'aria-label': campaign.l },
    make(
      'div',
      { class: 'bar' },
      title,
      key(close, '×', () => {
        host.remove();
        told._closed();
      }),
    ),
    body,
  );
  const host = hostOf(campaign, element);
  enter(element, campaign);
  return { _root: host, _end: () => host.remove() };
};

export const zone = (campaign: Campaign, markup: Markup[]): Panel | undefined => {
  let element = document.getElementById(campaign.z as string);
  if (!element) return;
  const free = new AbortController();
  let old: Node[] = [];
  let own: Node[] = [];
  const release = (): void => {
    free.abort();
    if (element) element.style.height = element.style.overflow = '';
  };
  const put = (target: HTMLElement): void => {
    element = target;
    old = [...target.childNodes];
    const { height, top } = target.getBoundingClientRect();
    const wrapper = make('div', {}, ...build(markup));
    own = [...wrapper.childNodes];
    // What stands below the zone must not move under the visitor's eyes, until the layout changes anyway. Before the first
    // paint there is nothing to see, and style sheets that are on their way make the measure a wrong one.
    if (height && top < innerHeight && performance.getEntriesByType('paint')[0]) {
      const { boxSizing, paddingTop, paddingBottom, borderTopWidth, borderBottomWidth } = getComputedStyle(target);
      let outer = 0;
      if (boxSizing !== 'border-box')
        for (const size of [paddingTop, paddingBottom, borderTopWidth, borderBottomWidth]) outer += parseFloat(size);
      target.style.height = height - outer + 'px';
      target.style.overflow = 'auto';
      addEventListener('resize', release, { signal: free.signal });
    }
    target.replaceChildren(...own);
    enter(target, campaign);
  };
  put(element);
  const panel: Panel = {
    _root: element,
    _end() {
      release();
      // What the page has rendered since stays.
      if (own[0]?.parentNode === element) element?.replaceChildren(...old);
    },
    _again() {
      const target = document.getElementById(campaign.z as string);
      if (target && !own.some((node) => node.parentNode === target)) {
        put(target);
        return (panel._root = target);
      }
      return;
    },
  };
  return panel;
};
