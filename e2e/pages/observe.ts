/**
 * Runs in each page before everything else: keeps what the console says, what is global and where things stand, plays the
 * row's visit and tells the site. It holds the platform's own functions from before any library could replace them, and no driver
 * is asked, because drivers need the very functions that such pages replace.
 */
import type { Mode } from './row.js';

declare global {
  interface Window {
    observed: ReturnType<typeof observe>;
  }
}

/** ms until something is given up. */
const PATIENCE = 6_000;

const observe = (mode: Mode, busy: boolean, ready: string) => {
  const { console: own, document: page, setTimeout: later, XMLHttpRequest: Request, performance: clock } = window;
  const send = Request.prototype.send;
  const open = Request.prototype.open;
  const names = Object.getOwnPropertyNames(window);
  const said: string[] = [];
  const tell = (kind: string, text: unknown): void => void said.push(`${kind}: ${String(text).slice(0, 300)}`);

  for (const kind of ['error', 'warn'] as const) {
    const write = own[kind];
    own[kind] = (...words: unknown[]) => {
      tell(kind, words.map((word) => (word instanceof Error ? word.message : String(word))).join(' '));
      write.apply(own, words);
    };
  }
  addEventListener(
    'error',
    (event) => tell('error', event.message ?? `${(event.target as Element).outerHTML.slice(0, 80)} does not load`),
    true,
  );
  addEventListener('unhandledrejection', ({ reason }) => tell('rejection', reason?.message ?? reason));
  addEventListener('securitypolicyviolation', (event) => tell('policy', event.violatedDirective));

  const pause = (ms: number): Promise<void> => new Promise((resolve) => later.call(window, resolve, ms));
  const until = async <T>(look: () => T, problem: () => string): Promise<NonNullable<T>> => {
    for (const end = clock.now() + PATIENCE; ; ) {
      const seen = look();
      if (seen) return seen as NonNullable<T>;
      if (clock.now() > end) throw new Error(problem());
      await pause(20);
    }
  };
  const find = (selector: string): HTMLElement | null => page.querySelector(selector);
  const one = (selector: string): Promise<HTMLElement> =>
    until(
      () => find(selector),
      () => `there is no ${selector}`,
    );

  /** The steps that a row's visit is made of. */
  const steps = {
    /** clicks it as soon as it is there */
    click: async (selector: string) => (await one(selector)).click(),
    /** writes into a field as a keyboard does, as far as a library can tell */
    type: async (selector: string, text: string) => {
      const field = await one(selector);
      // React hides the field's own setter behind one that belittles what a script writes.
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, text);
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.dispatchEvent(new Event('change', { bubbles: true }));
    },
    /** waits until the text is in the element */
    sees: (selector: string, text: string) =>
      until(
        () => find(selector)?.textContent?.includes(text),
        () => `${selector} says '${find(selector)?.textContent?.trim().slice(0, 60)}', not '${text}'`,
      ),
    gone: (selector: string) =>
      until(
        () => !find(selector),
        () => `${selector} is still there`,
      ),
    /** waits until it holds */
    holds: (look: () => unknown, what = String(look)) =>
      until(
        () => {
          try {
            return look();
          } catch {
            return false;
          }
        },
        () => `it never holds that ${what}`,
      ),
    load: (src: string) =>
      new Promise<void>((resolve, reject) => {
        const element = page.createElement('script');
        element.src = src;
        element.onload = () => resolve();
        element.onerror = () => reject(new Error(`${src} does not load`));
        page.body.append(element);
      }),
    pause,
  };

  /** Every element of the page, those in open shadow roots included. */
  const deep = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap((element) => [element, ...(element.shadowRoot ? deep(element.shadowRoot) : [])]);
  /** The element in which a campaign's text stands, when it can be seen. */
  const campaign = (kind: string): Element | undefined =>
    deep(page).find((element) => element.className === 'ours-' + kind && element.getBoundingClientRect().width > 0);
  /** The child of the document or of its body in whose tree an element stands, through shadow roots. */
  const hostOf = (element: Element): Element | undefined => {
    for (let at: Node | null = element; at; at = at.parentNode ?? (at as ShadowRoot).host ?? null)
      if (at instanceof Element && (at.parentNode === page.body || at.parentNode === page.documentElement)) return at;
    return undefined;
  };
  const isOurs = (element: Element): boolean =>
    element.id !== 'offer' && !!element.shadowRoot && !!element.shadowRoot.querySelector('[class^=ours-], dialog, aside, .rtp-key');

  /** Boxes, attributes and words of the page's own elements, without the campaigns and what is in the zone. */
  const elements = (): string[] => {
    const skipped = new Set<Element>();
    const lines: string[] = [];
    for (const element of [page.documentElement, page.body, ...page.body.querySelectorAll('*')]) {
      const parent = element.parentElement;
      if (
        (parent && (skipped.has(parent) || parent.id === 'offer')) ||
        isOurs(element) ||
        /^(script|style|link|template|noscript)$/.test(element.localName)
      ) {
        skipped.add(element);
        continue;
      }
      const { x, y, width, height } = element.getBoundingClientRect();
      const box = [x, y, width, height].map((size) => Math.round(size * 2) / 2).join(' ');
      const zone = element.id === 'offer';
      const told = zone ? [] : [...element.attributes].filter(({ name }) => name !== 'id').map(({ name, value }) => `${name}=${value}`);
      const words = [...element.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ nodeValue }) => nodeValue?.trim());
      const { value } = element as HTMLInputElement;
      lines.push(
        `${element.localName}${element.id && '#' + element.id} at ${box} [${told.sort().join(' ')}] ${zone ? '' : words.join(' ')} ${typeof value === 'string' ? value : ''}`
          .replace(/\s+/g, ' ')
          .trim(),
      );
    }
    return lines;
  };
  /** The elements when they no longer move. */
  const still = async (): Promise<string[]> => {
    let [before, equal] = [elements(), 0];
    for (const end = clock.now() + 3_000; equal < 3 && clock.now() < end; ) {
      await pause(40);
      const now = elements();
      equal = now.join('\n') === before.join('\n') ? equal + 1 : 0;
      before = now;
    }
    return before;
  };

  const global = window as unknown as Record<string, unknown>;
  const added = (): string[] => Object.getOwnPropertyNames(window).filter((name) => !names.includes(name) && name !== 'observed');
  /** Natives that tags like to wrap. */
  const natives = (): unknown[] => [
    window.fetch,
    navigator.sendBeacon,
    Request.prototype.open,
    Request.prototype.send,
    history.pushState,
    history.replaceState,
    EventTarget.prototype.addEventListener,
    window.addEventListener,
    page.addEventListener,
    Element.prototype.attachShadow,
    Storage.prototype.setItem,
    JSON.stringify,
    window.Promise,
    window.setTimeout,
    window.onerror,
    window.onpopstate,
    page.onclick,
  ];
  let acted = false;
  let marked: [string, unknown][] = [];
  let before: unknown[] = [];

  const shown = (kind: string): Promise<Element> =>
    until(
      () => campaign(kind),
      () => `the ${kind} is not seen`,
    );
  const close = async (): Promise<void> => {
    await until(
      () => {
        const at = campaign('dialog');
        const host = at && hostOf(at);
        (host?.shadowRoot?.querySelector('button[aria-label="Close"]') as HTMLElement | null)?.click();
        return !campaign('dialog');
      },
      () => 'the dialog cannot be closed',
    );
  };

  const kinds = mode === 'all' ? ['dialog', 'widget', 'zone'] : mode === 'plain' || mode === 'tag' ? [] : [mode];
  const visit = async (act: (with_: typeof steps) => Promise<void>): Promise<[string[], string[]]> => {
    await until(
      () => page.readyState === 'complete' && (!ready || find(ready)),
      () => `the page is not ready: ${page.readyState}, ${ready}`,
    );
    for (const kind of kinds) if (kind !== 'dialog' || !busy) await shown(kind);
    const early = await still();
    if (kinds.includes('dialog') && !busy) await close();
    if (busy && campaign('dialog')) throw new Error("the dialog comes while the page's own banner is open");
    await act(steps);
    if (kinds.includes('dialog') && busy) {
      await shown('dialog');
      await close();
    }
    // What the page has drawn anew meanwhile must not have cost the campaigns that stay.
    if (kinds.includes('widget')) await shown('widget');
    if (kinds.includes('zone') && find('#offer')) await shown('zone');
    return [early, await still()];
  };

  return {
    /** remembers what the libraries in <head> have put there */
    mark() {
      marked = added().map((name) => [name, global[name]]);
      before = natives();
    },
    /** plays the visit, tells the site what was seen, and goes where the site then says */
    async act(act: (with_: typeof steps) => Promise<void>) {
      // A library that fetches this very page runs its scripts again.
      if (acted) return;
      acted = true;
      let problem = '';
      let early: string[] = [];
      let late: string[] = [];
      try {
        [early, late] = await visit(act);
      } catch (error) {
        problem = String((error as Error).message ?? error);
      }
      const changed = marked.filter(([name, value]) => global[name] !== value).map(([name]) => name);
      const now = natives();
      before.forEach((value, index) => value !== now[index] && changed.push(`native ${index}`));
      // Not JSON: pages with a toJSON of their own would have a say in it.
      const sections = [[problem], said, added().sort(), changed.sort(), early, late];
      const request = new Request();
      open.call(request, 'POST', '/told', true);
      request.onload = () => request.status === 200 && location.replace(request.responseText);
      send.call(request, sections.map((lines) => lines.map((line) => line.replace(/[\n\f]/g, ' ')).join('\n')).join('\f'));
    },
  };
};

const { mode, busy, ready } = (document.currentScript as HTMLScriptElement).dataset;
Object.defineProperty(window, 'observed', { value: observe(mode as Mode, !!busy, ready ?? ''), enumerable: false });
