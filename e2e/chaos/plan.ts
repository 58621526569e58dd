/** A story made concrete: the pages in the order in which a tab shows them, and each call with a value of its own. */
import type { Act, Leave, Story, Visit } from './story.js';

/** What a page's script is told to do; `page.ts` runs it. */
export type Order =
  | { call: unknown[] }
  | { odd: string; marker: string }
  | { reuse: [string, string]; list: boolean }
  | { address: string; how: string }
  | { clear: string }
  | { clock: number }
  | { timer: number };

/** One thing that a call makes, if it is stored. */
export interface Due {
  type: 'event' | 'view';
  /** the first string of an event, or the address given to a view; none: a view of the address that the page has */
  marker?: string;
  value?: string[];
  /** the changes of the address on this page so far */
  moves: { address: string; how: string }[];
  /** the page's own listener made the call: `pagehide` or `hidden` */
  listener?: 'pagehide' | 'hidden';
  /** called before the core can have come */
  early: boolean;
  /** a value that is none: it may be lost, but not more than itself */
  odd?: string;
  /** what a `set customVar1` before this view says */
  variable?: string;
  /** the visitor had opted out at the call; 'forgotten' when what remembers it may have gone */
  out: boolean | 'forgotten';
  /** of the call in the story */
  order: number;
}

/** What changes the fate of the calls before it. */
export interface Turn {
  what: 'opt-out' | 'opt-in' | 'clock' | 'clear localStorage' | 'clear database' | 'clear cookies';
  order: number;
}

/** A page as it is shown; `again` when it is shown for the second time, out of the history or loaded anew. */
export interface Step {
  key: string;
  tab: number;
  visit: Visit;
  again: boolean;
  /** how it is left in truth: not every wish can be fulfilled */
  leave: Leave['by'] | 'end';
  after: number;
  /** left when it has loaded, because the visitor comes back to it */
  settled?: boolean;
  next: string;
  head: Order[];
  main: Order[];
  pagehide: Order[];
  hidden: Order[];
  dues: Due[];
  turns: Turn[];
  /** the core is to be waited for; it comes from the collector, so it does not while that is dead */
  core: boolean;
  /** the wall clock is set forward on it: the tag takes that for a computer that slept */
  forward?: boolean;
  /** ms by which the wall clock is off when the page begins */
  shift: number;
}

export interface Plan {
  story: Story;
  tabs: Step[][];
  /** the visitor's browser is killed, so it is one without a driver */
  lasting: boolean;
  clocks: boolean;
  /** ms by which the first tab's wall clock is off in the end */
  shift: number;
}

export const LAST = 'last';
const MAX_TEXT = 2048;
const PUSHES = ['link', 'location', 'form'];

const dead = (visits: Visit[]): boolean => visits.some(({ trouble }) => trouble.is === 'killed');

/** @param text cut as the tag documents it */
const cut = (text: string): string => text.slice(0, MAX_TEXT);

export const planOf = (story: Story): Plan => {
  let order = 0;
  let markers = 0;
  let last = 0;
  const fresh = (): string => `c${++markers}`;
  const clocks = JSON.stringify(story).includes('"clock"');
  const lasting = story.tabs[0]?.some(({ leave }) => leave.by === 'kill') ?? false;
  const tabs = story.tabs.map((visits, tab) => {
    let shift = 0;
    const steps: Step[] = [];
    const open = (visit: Visit, index: number, again: boolean): Step => {
      const step: Step = {
        key: `${tab}-${index}`,
        tab,
        visit,
        again,
        leave: 'location',
        after: visit.leave.after,
        next: '',
        head: [],
        main: [],
        pagehide: [],
        hidden: [],
        dues: [],
        turns: [],
        core: ['well', 'late'].includes(visit.core) && !dead(tab ? story.tabs.flat() : [visit]),
        shift,
      };
      const moves: Due['moves'] = [];
      const give = (to: Order[], acts: Act[], circumstances: Pick<Due, 'early' | 'listener'>): void => {
        for (const act of acts) {
          order++;
          const due = (more: Partial<Due>): void =>
            void step.dues.push({ type: 'event', moves: [...moves], out: false, order, ...circumstances, ...more });
          const send = (data: unknown, values: string[][]): void => {
            to.push({ call: ['send', 'event', data] });
            for (const value of values) due({ marker: value[0], value });
          };
          if (act.do === 'event') {
            const text = fresh() + ' ' + act.filler.repeat(Math.ceil(act.size / act.filler.length)).slice(0, act.size);
            const other = `${fresh()} other`;
            const first = cut(text);
            if (act.shape === 'text') send(text, [[first]]);
            else if (act.shape === 'object') send({ value: text }, [[first]]);
            else if (act.shape === 'list') send([text, 'b'], [[first, 'b']]);
            else if (act.shape === 'four') send({ value: [text, 'b', text, 'd'] }, [[first, 'b', first, 'd']]);
            else if (act.shape === 'six')
              send({ value: [text, 'b', 'c', 'd', other, 'f'] }, [
                [first, 'b', 'c', 'd'],
                [other, 'f'],
              ]);
            else if (act.shape === 'mixed') send({ value: [text, 7, true, 'd'] }, [[first, '7', 'true', 'd']]);
            else send([text, 7], [[first, '7']]);
          } else if (act.do === 'burst') {
            for (let i = 0; i < act.count; i++) {
              const text = fresh() + ' ' + 'b'.repeat(act.size);
              send(text, [[text]]);
            }
          } else if (act.do === 'repeat') send('again', [['again']]);
          else if (act.do === 'reuse') {
            const pair: [string, string] = [fresh(), fresh()];
            to.push({ reuse: pair, list: act.list });
            // A documented stub holds on to the object: until the core comes, it is what the page made of it.
            const held = typeof visit.form === 'number' && !step.core;
            for (const marker of pair) due({ marker, value: [marker], ...(held && { odd: 'held' }) });
          } else if (act.do === 'odd') {
            const marker = fresh();
            to.push({ odd: act.odd, marker });
            due({ marker, odd: act.odd });
          } else if (act.do === 'view') {
            const variable = act.variable ? fresh() : undefined;
            if (variable) to.push({ call: ['set', 'customVar1', variable] });
            const marker = act.virtual ? `/virtual/${fresh()}` : undefined;
            to.push({ call: marker ? ['send', 'view', marker] : ['send', 'view'] });
            due({ type: 'view', marker, variable });
          } else if (act.do === 'address') {
            // A page that goes back goes one entry back.
            const move = { address: act.to, how: visit.leave.by === 'back' ? 'replace' : act.how };
            // Another path would be another page, unless it is pushed.
            if (move.how === 'assign' && !act.to.includes('#')) continue;
            if (move.how === 'assign') move.address = act.to.slice(act.to.indexOf('#'));
            moves.push(move);
            to.push(move);
          } else if (act.do === 'opt') {
            to.push({ call: ['set', 'settings', { optOut: act.out }] });
            step.turns.push({ what: act.out ? 'opt-out' : 'opt-in', order });
          } else if (act.do === 'clock') {
            if (tab) continue;
            step.forward ||= act.hours * 3_600_000 > shift;
            shift = act.hours * 3_600_000;
            to.push({ clock: shift });
            step.turns.push({ what: 'clock', order });
          } else if (act.do === 'clear') {
            to.push({ clear: act.what });
            step.turns.push({ what: `clear ${act.what}`, order });
          } else if (act.do === 'campaign') to.push({ call: ['get', 'campaign', true] }, { call: ['get', 'visitor', 'a function'] });
          else to.push({ timer: act.ms });
        }
      };
      if (again) give(step.main, visit.back, { early: false });
      else {
        const late = visit.form === 'none';
        // A documented stub keeps the arguments alone: it has neither the address of a call nor a copy of its objects.
        const kept = (act: Act): boolean =>
          act.do !== 'timer' && (typeof visit.form !== 'number' || !['address', 'reuse'].includes(act.do));
        give(late ? step.main : step.head, visit.head.filter(kept), { early: !late });
        give(step.main, visit.main, { early: false });
        const listened = [step.turns.length, moves.length];
        give(step.pagehide, visit.pagehide, { early: false, listener: 'pagehide' });
        give(step.hidden, visit.hidden, { early: false, listener: 'hidden' });
        if (listened[0] !== step.turns.length || listened[1] !== moves.length) throw new Error('listeners only call');
      }
      steps.push(step);
      return step;
    };
    visits.forEach((visit, index) => {
      const before = steps.at(-1);
      const step = open(visit, index, false);
      const next = index + 1 < visits.length ? `${tab}-${index + 1}` : tab ? '' : LAST;
      const { by } = visit.leave;
      // A browser without a driver has nobody who closes its tab.
      step.leave = by === 'close' && lasting ? 'location' : by;
      step.next = next;
      if (!next) step.leave = 'end';
      else if (by === 'back' && before && !before.again && PUSHES.includes(before.leave) && before.visit.core !== 'never') {
        before.settled = true;
        step.next = before.key;
        Object.assign(open(before.visit, index - 1, true), { next, after: 30 });
      } else if (by === 'reload') {
        step.next = step.key;
        Object.assign(open(visit, index, true), { next, after: 30 });
      } else if (by === 'back') step.leave = 'location';
    });
    if (!tab) last = shift;
    return steps;
  });
  return { story, tabs, clocks, shift: last, lasting };
};
