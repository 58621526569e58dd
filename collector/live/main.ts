/** The live page. */
import 'uplot/dist/uPlot.min.css';
import './live.css';
import { getLatest, getOverview, getTimeline, openFeed, type Overview } from './api.js';
import { campaigns } from './campaigns.js';
import { openChart } from './chart.js';
import { byId, el } from './dom.js';
import { openList } from './feed.js';
import { delivery, figures, segments, setup, snippetBox, values } from './panels.js';
import { openTabs } from './tabs.js';

/** ms between two looks at the totals while events arrive. */
const TOTALS = 1500;

const chart = openChart(Date.now);
const list = openList();
const select = byId('account') as HTMLSelectElement;
const link = byId('link');

let account = new URLSearchParams(location.search).get('account') ?? '';
let waiting = false;
let shownSnippet = '';

const accounts = (names: string[]): void => {
  const all = ['', ...new Set([...names, ...(account ? [account] : [])])];
  if (all.join('\n') !== [...select.options].map((option) => option.value).join('\n'))
    select.replaceChildren(...all.map((name) => el('option', { value: name }, name || 'All accounts')));
  select.value = account;
};

const show = (overview: Overview): void => {
  const today = new Date().toISOString().slice(0, 10);
  accounts(overview.accounts);
  const empty = byId('empty');
  // Made anew only where it changed: what a person selects or has just copied stays.
  if (overview.stored === 0 && shownSnippet !== overview.snippet) byId('empty-snippet').replaceChildren(snippetBox(overview.snippet));
  empty.hidden = overview.stored > 0;
  figures(overview, today);
  values(overview);
  segments(overview, today);
  campaigns(overview);
  delivery(overview);
  if (shownSnippet !== overview.snippet) setup(overview, account);
  shownSnippet = overview.snippet;
  chart.overview(overview);
};
const totals = async (): Promise<void> => {
  const asked = account;
  const overview = await getOverview(asked);
  if (asked === account) show(overview);
};
/** Looks at the totals soon, once for however many events. */
const soon = (): void => {
  if (waiting) return;
  waiting = true;
  setTimeout(() => {
    waiting = false;
    totals().catch(linkDown);
  }, TOTALS);
};
const linked = (live: boolean): void => {
  link.textContent = live ? 'live' : 'connecting';
  link.classList.toggle('live', live);
};
const linkDown = (): void => linked(false);

let close = (): void => {};
const open = async (): Promise<void> => {
  close();
  const asked = account;
  close = openFeed(
    asked,
    (message) => {
      list.add(message.rows, message.total);
      chart.minutes(message.minutes, false);
      soon();
    },
    linked,
  );
  const [rows, minutes] = await Promise.all([getLatest(asked, 60), getTimeline(asked), totals()]);
  if (asked !== account) return;
  list.reset(rows);
  chart.minutes(minutes, true);
};

select.addEventListener('change', () => {
  account = select.value;
  history.replaceState(null, '', (account ? '?account=' + encodeURIComponent(account) : location.pathname) + location.hash);
  open().catch(linkDown);
});
openTabs((id) => {
  if (id === 'now') chart.show();
});
open().catch(linkDown);
