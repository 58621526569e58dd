/**
 * The recommendations bundle, loaded by the first `rtp('get','rcmd',…)` or `rtp('set','rcmd',…)`. It fetches one static file and
 * decides in the browser which content is shown: no request names the visitor.
 */
import type { Bridge } from '../bridge.js';
import { linkOf, placeOf } from './address.js';
import { isBarHere, showBar } from './bar.js';
import { choose } from './choose.js';
import type { Entry, Served } from './config.js';
import { discover } from './discover.js';
import { openMemory } from './memory.js';
import { openSettings } from './settings.js';
import { openStyle } from './style.js';
import { fill, retitle } from './templates.js';

type Call = ArrayLike<unknown>;
interface Rtp {
  q?: Bridge;
  a?: string;
}
const page = window as unknown as { rtp?: Rtp };

/** Entries in a template; sites' scripts wait for exactly three. */
const COUNT = 3;

/** A UUID, of chance alone (RFC 9562, version 4); `crypto.randomUUID` is missing on plain http. */
const uuid = (): string => 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () => ((Math.random() * 16) | 0).toString(16));

/** Told when half of the element has been in sight. */
const whenSeen = (element: Element, seen: () => void): void => {
  const watcher = new IntersectionObserver(
    ([entry]) => {
      if (!entry?.isIntersecting || document.hidden) return;
      watcher.disconnect();
      seen();
    },
    { threshold: 0.5 },
  );
  watcher.observe(element);
};

const start = (bridge: NonNullable<Rtp['q']>): void => {
  const warn = (text: string): void => console.warn('rtp: ' + text);
  const settings = openSettings(openStyle(), warn);
  const memory = openMemory(() => bridge.who()[0]);
  const request = uuid();
  let served: Promise<Served> | undefined;
  let asked: unknown;
  let known: unknown;

  const load = (): Promise<Served> => {
    const account = page.rtp?.a || /[?&]aid=([^&#]*)/.exec(bridge.base)?.[1] || '';
    return fetch(new URL(`c/rcmd/${encodeURIComponent(account)}.json`, bridge.base).href).then((answer) => {
      if (answer.status === 404) return { e: [] };
      if (!answer.ok) throw new Error('recommendations: ' + answer.status);
      return answer.json() as Promise<Served>;
    });
  };

  const isHere = (entry: Entry): boolean => placeOf(entry.u, entry.q) === placeOf(location.href, entry.q);
  /** The segments that the campaigns bundle, where a page uses it, has found this visitor to be in. */
  const segments = (): string[] => {
    try {
      return (/(?:^|\t)g([^\t]*)/.exec(localStorage._rtph as string)?.[1] || '').split('\n').filter((id) => id);
    } catch {
      return [];
    }
  };

  /** @param used ids of entries that stand on this page already: they come last */
  const pick = (entries: Entry[], count: number, used: string[]): Entry[] =>
    choose(
      entries,
      {
        _isHere: isHere,
        _seen: [...memory._read().filter((id) => !used.includes(id)), ...used],
        _segments: segments(),
        _seed: bridge.who()[0] + new Date().toISOString().slice(0, 10),
      },
      count,
    );

  /** A showing, when it is seen, and a click, by whatever button or script. */
  const record = (element: Element, entries: Entry[], source: string, place: string): void => {
    const [segment = ''] = segments();
    whenSeen(element, () => {
      for (const { i } of entries) bridge.send('content-view', [i, source, place, segment]);
    });
    for (const name of ['click', 'auxclick'])
      element.addEventListener(name, (event) => {
        const link = (event.target as Element).closest('a[href]') as HTMLAnchorElement | null;
        const entry = link && entries.find(({ i }) => link.search.includes(i));
        if (!entry || (event as MouseEvent).button > 1) return;
        memory._add(entry.i);
        bridge.send('content-click', [entry.i, source, place, segment]);
      });
  };

  const fillAll = ({ e: all, b: bar, f: patterns }: Served): void => {
    const used: string[] = [];
    for (const place of document.querySelectorAll<HTMLElement>('div.RTP_RCMD2[data-rtp-template-id]:not([data-rtp-id])')) {
      const template = place.dataset.rtpTemplateId as string; // the selector asks for it
      if (!/^template[123]$/.test(template)) {
        warn(`data-rtp-template-id '${template}': template1, template2 or template3 expected`);
        continue;
      }
      const own = settings._of(template);
      const fitting = all.filter(
        ({ s, c = [] }) => s.includes('w') && (!own.category?.length || c.some((name) => own.category?.includes(name))),
      );
      const chosen = pick(fitting, COUNT, used);
      if (!chosen[0]) continue;
      const container = fill(template, chosen, own, ({ u, i }) => linkOf(u, i, 'WIDGET', request));
      place.replaceChildren(container);
      place.dataset.rtpId = request;
      used.push(...chosen.map(({ i }) => i));
      record(container, chosen, 'WIDGET', template);
    }
    if (known) return;
    known = 1;
    if (bar && isBarHere(bar)) {
      const [entry] = pick(
        all.filter(({ s }) => s.includes('b')),
        1,
        [],
      );
      // An arrow with nothing behind it helps nobody: without content there is no bar.
      if (entry) record(showBar(bar, entry.t, linkOf(entry.u, entry.i, 'BAR', request)).parentNode as Element, [entry], 'BAR', '');
    }
    const read = all.find(isHere);
    if (read) {
      memory._add(read.i);
      bridge.send('content-read', [read.i]);
    }
    if (patterns)
      discover(
        patterns,
        (value) => void (all.some(({ u }) => placeOf(u) === placeOf(value[0] as string)) || bridge.send('content-found', value)),
      );
  };

  const fillSoon = async (): Promise<void> => {
    try {
      const found = await (served ||= load());
      const ready = (): void => fillAll(found);
      if (document.readyState === 'loading') addEventListener('DOMContentLoaded', ready, { once: true });
      else ready();
    } catch (error) {
      served = undefined;
      warn((error as Error).message);
    }
  };

  const take = (call: Call): void => {
    if (call[0] === 'set') {
      settings._set(call);
      for (const container of document.querySelectorAll<HTMLElement>('[data-rtp-widget-container]'))
        retitle(container, settings._of(container.dataset.rtpWidgetContainer as string)); // the selector asks for it
    } else if (!asked) {
      // Settings of the same task hold, whether they come before or after (seen on real pages).
      asked = setTimeout(() => {
        asked = 0;
        void fillSoon();
      });
    }
  };
  const calls = bridge.rcmd || [];
  bridge.rcmd = { push: take };
  (calls as Call[]).map(take);
};

/** A tag manager may have put a function of its own in place of the tag; the core is back at its side when the page has loaded. */
const find = (left: number): void => {
  const bridge = page.rtp?.q;
  if (bridge?.base) start(bridge);
  else if (left) setTimeout(() => find(left - 1), 100);
};
find(99);
