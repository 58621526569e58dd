/**
 * What must be stored of a story that was played: each call with what is to become of it. It knows the promise and its documented
 * limits (core/promises.md, 'Limits'), and nothing of how the tag works.
 */
import type { Played, Shown } from './play.js';
import type { Due, Plan, Step } from './plan.js';

export type Fate = 'must' | 'never' | Limit;
/** Why something may be lost, in the words that the table prints. */
export type Limit =
  | 'documented stub, and the core never came'
  | 'the page has no way to keep it'
  | 'the visitor cleared what kept it'
  | 'browser killed in the moment of the call'
  | 'browser killed, and the core had not come'
  | 'browser killed before storage was written'
  | 'called before an opt-out'
  | 'the opt-out may be forgotten'
  | 'another tab opts out or in'
  | "older than seven days by the visitor's clock"
  | 'a value that is none'
  | 'the tab was closed while its page was loading'
  | "a listener of the page's, as the tab was closed"
  | 'a listener that engines call or not'
  | 'Firefox aborts a script of a page that is left for another site'
  | 'more than is kept';

export interface Expected {
  due: Due;
  step: Step;
  fate: Fate;
  /** the address and, for views, the value as they must be stored */
  page: string;
}

/** ms between a call and a kill from which on it must be kept (core/promises.md, 'Limits': 100 ms on a machine that is not busy). */
const SETTLED = 400;
/** ms after which what waits is given up and reported. */
const WEEK = 604_800_000;
/** Bytes of a page's calls that are surely kept. */
const KEPT = 150_000;

/** Characters of a page's calls that a stub surely saves: a beacon takes 64 KiB, and each escaped character counts several times. */
const SAVED = 30_000;

/** An address as it may be stored: with a fragment only when it is a route. The stories have no secrets in their addresses. */
export const storable = (href: string): string => href.replace(/#(?![/!]).*/s, '').slice(0, 2048);

const addressOf = (shown: Shown, moves: Due['moves']): string =>
  moves.reduce((href, { address }) => {
    // `URL` of Node takes an empty query away where browsers keep it.
    if (address.startsWith('#')) return href.replace(/#.*/s, '') + address;
    const { pathname } = new URL(href);
    return new URL(address.replace('@', pathname.split('/').slice(0, 3).join('/')), href).href;
  }, shown.href);

const calm = (step: Step | undefined): boolean => !step || step.visit.trouble.is === 'none' || step.visit.trouble.is === 'slow';
const noDatabase = ({ visit: { storage } }: Step): boolean => ['no database', 'silent database', 'none'].includes(storage);
const noText = ({ visit: { storage } }: Step): boolean => ['no localStorage', 'none'].includes(storage);

export const expected = (plan: Plan, { shown, engine }: Pick<Played, 'shown' | 'engine'>): Expected[] => {
  const list: Expected[] = [];
  const first = plan.tabs[0] ?? [];
  /** whether the collector was there for all that a page of the first tab sent, its neighbours' troubles included */
  const well = (step: Step): boolean => {
    if (step.tab) return first.every(calm);
    const at = first.indexOf(step);
    return [at - 1, at, at + 1].every((index) => calm(first[index]));
  };
  /** … without delay, so that all had arrived when the next page came */
  const prompt = (step: Step): boolean => well(step) && !first.some(({ visit }) => visit.trouble.is === 'slow');
  const jumps = plan.tabs.flat().some((step) => [...step.head, ...step.main].some((order) => 'clock' in order && order.clock >= WEEK));
  let out: Due['out'] = false;
  for (const [index, tab] of plan.tabs.entries())
    for (const [at, step] of tab.entries()) {
      const seen = shown.get(step);
      if (!seen) continue;
      const { visit } = step;
      // A page that comes again is the same document, or the same page loaded anew.
      // While the database opens, what the core has is kept in localStorage alone.
      const open = !noText(step) || step.after >= SETTLED;
      const kept = seen.core ? !noDatabase(step) && open : visit.form === 'ours' && !noText(step);
      // The stub writes the address with each call.
      const bytes = step.dues.reduce(
        (sum, { value, moves }) => sum + (value?.join('').length ?? 0) + (seen.core ? 200 : 100 + addressOf(seen, moves).length),
        0,
      );
      if (index && !at) out = false;
      // A page without storage cannot know what the visitor said on another one; without the core she said it to localStorage alone.
      const unread = out === true && (visit.storage === 'none' || visit.storage === 'no localStorage');
      if (unread) out = 'forgotten';
      const turns = [...step.turns];
      const heard = seen.core || visit.form === 'ours';
      const entries = [...step.dues.map((due) => ({ order: due.order, due })), ...turns.map((turn) => ({ order: turn.order, turn }))].sort(
        (a, b) => a.order - b.order,
      );
      for (const entry of entries) {
        if ('turn' in entry) {
          const { what } = entry.turn;
          if (what === 'opt-out' || what === 'opt-in') {
            const unheard = !heard || (!seen.core && step.core);
            const lasts = visit.storage === 'well' || visit.storage === 'no database' || visit.storage === 'silent database';
            out = unheard
              ? out === (what === 'opt-out')
                ? out
                : 'forgotten'
              : what === 'opt-in'
                ? out === false || (lasts && seen.core)
                  ? false
                  : 'forgotten'
                : true;
            if (what === 'opt-out') limit(list, 'called before an opt-out', () => true);
            if (out === true && !lasts) forgets.add(step);
          } else if (what !== 'clock') {
            limit(list, 'the visitor cleared what kept it', (one) => !(prompt(one.step) && shown.get(one.step)?.core && one.step !== step));
            if (out === true) out = 'forgotten';
            // What waits for the core is sent when nothing says any more that it must not be.
            for (const one of list)
              if (one.step === step && one.fate === 'never' && one.due.early) one.fate = 'the opt-out may be forgotten';
          }
          continue;
        }
        const { due } = entry;
        const page = due.marker && due.type === 'view' ? due.marker : storable(addressOf(seen, due.moves));
        // Another tab acts at times that nobody knows.
        const others = plan.tabs.filter((_, number) => number !== index).flatMap((other) => other.flatMap(({ turns }) => turns));
        const elsewhere = others.some(({ what }) => what === 'opt-out');
        const cleared = others.some(({ what }) => what.startsWith('clear'));
        const old = jumps && !prompt(step);
        const gone: Fate | undefined = elsewhere
          ? 'another tab opts out or in'
          : old
            ? "older than seven days by the visitor's clock"
            : undefined;
        const own = fate({ due, step, seen, kept, bytes, calm: well(step), out, engine });
        const swept = own === 'must' && cleared && !(prompt(step) && seen.core);
        // The core remembers what was said on its own page; all else is read from what another tab may have changed.
        const said = seen.core && turns.some(({ what, order }) => what === 'opt-out' && order < due.order);
        const undone: Fate | undefined =
          own !== 'never'
            ? undefined
            : others.some(({ what }) => what === 'opt-in')
              ? 'another tab opts out or in'
              : cleared && !said
                ? 'the opt-out may be forgotten'
                : undefined;
        list.push({
          due: { ...due, out },
          step,
          page,
          fate: gone ?? undone ?? (swept ? 'the visitor cleared what kept it' : own),
        });
      }
      if (unread && out === 'forgotten') out = true;
      if (forgets.has(step) && out === true) out = 'forgotten';
      if (step.leave === 'kill') {
        if (out === true) out = 'forgotten';
        limit(
          list,
          'browser killed before storage was written',
          // Also where the core had just come, and its database was not open yet.
          (one) => one.step.tab === step.tab && (!shown.get(one.step)?.core || one.step.after < SETTLED) && !well(one.step),
        );
      }
    }
  return list;
};

/** Steps whose storage forgets an opt-out at their end. */
const forgets = new WeakSet<Step>();

/** What was due for certain and was touched by what the story did later. */
const limit = (list: Expected[], why: Limit, touched: (one: Expected) => boolean): void => {
  for (const one of list) if (one.fate === 'must' && touched(one)) one.fate = why;
};

interface Circumstances {
  due: Due;
  step: Step;
  seen: Shown;
  kept: boolean;
  bytes: number;
  calm: boolean;
  out: Due['out'];
  engine: Played['engine'];
}

const fate = ({ due, step, seen, kept, bytes, calm, out, engine }: Circumstances): Fate => {
  const { visit, leave } = step;
  if (out === true) return 'never';
  if (out === 'forgotten') return 'the opt-out may be forgotten';
  if (due.odd) return 'a value that is none';
  if (due.listener === 'hidden') return 'a listener that engines call or not';
  // WebKit tells a page that is left while it loads neither of pagehide nor of its visibility.
  if (due.listener && !seen.core && visit.core !== 'missing') return 'a listener that engines call or not';
  if (!seen.core && visit.form !== 'ours') return 'documented stub, and the core never came';
  // Chromium tells such a page nothing: neither pagehide nor visibilitychange comes.
  if (!seen.core && (leave === 'close' || leave === 'end')) return 'the tab was closed while its page was loading';
  // As it ends the process that the page was the last in (its preference `dom.abort_script_on_child_shutdown`).
  if (!seen.core && leave === 'away' && engine === 'firefox') return 'Firefox aborts a script of a page that is left for another site';
  if (leave === 'kill') {
    if (due.listener) return 'browser killed in the moment of the call';
    if (!seen.core) return 'browser killed, and the core had not come';
    if (step.after < SETTLED) return 'browser killed in the moment of the call';
  }
  if (due.listener && leave !== 'location' && leave !== 'link' && leave !== 'replace' && leave !== 'form')
    return leave === 'close' || leave === 'end' ? "a listener of the page's, as the tab was closed" : 'a listener that engines call or not';
  // WebKit drops what a page that is being left puts into the database.
  const dropped = due.listener && engine === 'webkit' && noText(step);
  if ((!kept || dropped) && !calm) return 'the page has no way to keep it';
  if (bytes > KEPT && !calm) return 'more than is kept';
  if (bytes > SAVED && !seen.core) return 'more than is kept';
  return 'must';
};
