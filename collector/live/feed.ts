/** The list of what arrives, newest first. */
import type { FeedRow } from './api.js';
import { byId, count, duration, el, strings } from './dom.js';

const SHOWN = 60;
/** Rows that are put in at a time; of more only the latest, since nobody reads them. */
const AT_ONCE = 15;
/** Rows up to which each one is shown to be new: a colour that fades costs more than the row. */
const FADED = 3;
/** ms after which an event was late. */
const LATE = 60_000;
/** ms between two sentences to a screen reader. */
const SAY_EVERY = 10_000;

const NAMES: Record<string, string> = {
  view: 'page view',
  segment: 'segment',
  'campaign-view': 'campaign seen',
  'campaign-click': 'campaign clicked',
  'campaign-met': 'campaign met',
  'campaign-goal': 'goal',
  overflow: 'not kept',
};

const place = (address: string): string => {
  try {
    const url = new URL(address);
    return url.host + (url.pathname + url.search).replace(/^\/$/, '');
  } catch {
    return address;
  }
};

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
/** The time, with the date where it was not within the last 20 hours. */
const when = (time: Date): string => (Date.now() - time.getTime() < 72_000_000 ? clock : date).format(time);

const item = (row: FeedRow, isNew: boolean, faded: boolean): HTMLLIElement => {
  const time = new Date(row.at);
  // A campaign without groups has an empty one.
  const what = el(
    'span',
    { class: 'what' },
    ...(row.type === 'overflow'
      ? [`${count(Number(row.value[0]))} events`]
      : row.value.length
        ? strings(row.value.filter(Boolean))
        : [place(row.page)]),
  );
  const tag =
    row.type === 'event'
      ? el('span', { class: row.counted ? 'tag' : 'tag off' }, row.counted ? 'counted' : 'repeat')
      : el('span', { class: row.type === 'overflow' ? 'tag warm' : 'tag off' }, NAMES[row.type] ?? row.type);
  const way = row.arrival === 'rescue' ? ' · rescued' : row.arrival === 'redelivery' ? ' · sent again' : '';
  const late = isNew && Date.now() - time.getTime() > LATE ? ` · ${duration(Date.now() - time.getTime())} late` : '';
  const where = row.value.length ? ` · ${place(row.page)}` : '';
  return el(
    'li',
    isNew ? { class: faded ? 'new faded' : 'new' } : {},
    el('time', { datetime: row.at, title: time.toLocaleString() }, when(time)),
    what,
    tag,
    el('span', { class: 'where' }, `${row.account}${where}${way}${late}`),
  );
};

export interface FeedList {
  add(rows: FeedRow[], total: number): void;
  reset(rows: FeedRow[]): void;
}

export const openList = (): FeedList => {
  const list = byId('feed');
  const said = byId('feed-said');
  const pause = byId('pause');
  let paused = false;
  let held: FeedRow[] = [];
  let unsaid = 0;

  const put = (rows: FeedRow[], isNew: boolean): void => {
    const faded = rows.length <= FADED;
    list.prepend(
      ...rows
        .slice(isNew ? -AT_ONCE : -SHOWN)
        .reverse()
        .map((row) => item(row, isNew, faded)),
    );
    while (list.childElementCount > SHOWN) list.lastElementChild?.remove();
  };
  pause.addEventListener('click', () => {
    paused = !paused;
    pause.setAttribute('aria-pressed', String(paused));
    if (paused) return;
    pause.textContent = 'Pause';
    put(held, true);
    held = [];
  });
  setInterval(() => {
    if (unsaid && !paused) said.textContent = `${count(unsaid)} new`;
    unsaid = 0;
  }, SAY_EVERY);
  return {
    add: (rows, total) => {
      unsaid += total;
      if (paused) {
        held = [...held, ...rows].slice(-SHOWN);
        pause.textContent = 'Go on';
      } else put(rows, true);
    },
    reset: (rows) => {
      list.replaceChildren();
      held = [];
      put(rows, false);
    },
  };
};
