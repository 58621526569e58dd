/**
 * A campaign in a zone. What the page has in the zone is never touched: frameworks go on with it. It is only not shown, because
 * the zone gets a shadow root whose one slot takes our nodes. These stand in the page's tree, so the page's styles hold, and its scripts
 * find them; but for a page that has still to be hydrated, which must find what its server sent, they wait in the shadow root.
 */
import type { Campaign, Markup } from './config.js';
import type { Own, Panel } from './host.js';
import { build, make } from './markup.js';
import { isHydrating } from './page.js';
import { rootOf, roots } from './roots.js';
import { sheetsOf } from './style.js';

/** Times that the page may throw our nodes out before they stay in the shadow root. */
const AGAIN = 9;
/** ms between looks at a page that is to be hydrated, and how many there are. */
const LOOK = 300;
const LOOKS = 16;

export const zone = (campaign: Campaign, markup: Markup[], apps: string): Panel => {
  const id = campaign.z as string;
  const find = (): HTMLElement | null => document.getElementById(id);
  let target = find() as HTMLElement; // the stage has looked
  let own: HTMLElement[] = [];
  let hide: CSSStyleSheet[] = [];
  let inside = isHydrating(target, apps);
  let thrown = 0;
  let timer: unknown;

  const _end = (): void => {
    clearTimeout(timer as number);
    // A morphing library may have made a node of the page's out of one of ours.
    for (const node of own) if (node.slot) node.remove();
    delete (target as { textContent?: unknown }).textContent;
    if (hide[0]) document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== hide[0]);
    roots.get(target)?.replaceChildren(make('slot', {}));
    free();
  };
  const free = (): void => {
    const root = roots.get(target);
    if (root) root.adoptedStyleSheets = [];
  };

  const put = (): void => {
    const { height, fontSize } = getComputedStyle(target);
    const root = rootOf(target);
    // Left in a copy of the page that was kept as text.
    for (const old of target.querySelectorAll(':scope>[slot=rtp]')) old.remove();
    own = build(markup) as HTMLElement[]; // texts stand in elements: the collector sees to it
    if (!root) {
      // Thrown out again and again, and there is no other place.
      if (inside) return;
      own = [make('div', {}, ...own)];
      (own[0] as HTMLElement).style.fontSize = fontSize;
      const name = '#' + CSS.escape(id);
      // A text has no selector, but it has a size.
      hide = sheetsOf(`${name}{font-size:0!important}${name}>:not([slot=rtp]){display:none!important}`);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, ...hide];
    } else if (parseFloat(height) && target.getBoundingClientRect().top < innerHeight && performance.getEntriesByType('paint')[0]) {
      // What stands below the zone must not move under the visitor's eyes, until the layout changes anyway. Before the first
      // paint there is nothing to see, and style sheets that are on their way make the measure a wrong one.
      root.adoptedStyleSheets = sheetsOf(`:host{height:${height}!important;overflow:auto!important}`);
      addEventListener('resize', free, { once: true });
    }
    for (const node of own) {
      node.slot = 'rtp';
      (node as Own).rtp = 1;
    }
    root?.replaceChildren(...(inside ? own : [make('slot', { name: 'rtp' })]));
    if (inside) return;
    target.prepend(...own);
    // Who asks for the zone's text asks for what is shown; who sets it means the page's.
    Object.defineProperty(target, 'textContent', {
      configurable: true,
      get: () => own.map((node) => node.textContent).join(''),
      set(text: string) {
        delete (target as { textContent?: unknown }).textContent;
        target.textContent = text;
      },
    });
  };
  /** Moves into the page's tree as soon as the framework is done with it, or does not come. */
  const settle = (looks: number): void => {
    timer = setTimeout(() => {
      if (looks && isHydrating(target, apps)) return settle(looks - 1);
      inside = false;
      _end();
      put();
    }, LOOK);
  };
  put();
  if (inside) settle(LOOKS);
  return {
    _shown: () => own,
    _lost: () => !!find() && (find() !== target || !own[0]?.isConnected || !own[0].slot),
    _put() {
      inside = ++thrown > AGAIN;
      _end();
      target = find() as HTMLElement; // it is there, see above
      put();
    },
    _end,
  };
};
