/** The live page. */
import 'uplot/dist/uPlot.min.css';
import './live.css';
import { getLatest, getOverview, getTimeline, type FeedMessage, type Overview } from './api.js';
import { campaigns } from './campaigns.js';
import { openChart } from './chart.js';
import { openConnection, type Link } from './connection.js';
import { content } from './content.js';
import { delivery } from './delivery.js';
import { byId, el } from './dom.js';
import { openList } from './feed.js';
import { figures } from './figures.js';
import { results } from './results.js';
import { segments } from './segments.js';
import { openSetup } from './setup.js';
import { isAccount } from './snippet.js';
import { openTabs } from './tabs.js';
import { values } from './values.js';

/** ms between two looks at the totals, and two drawings, while events arrive. */
const TOTALS = 3000;
const DRAWN = 1000;

const chart = openChart(Date.now);
const list = openList();
const setup = openSetup();
const select = byId('account') as HTMLSelectElement;
const link = byId('link');

/** Only what can be an account is taken from an address, which anybody may have written. */
const given = new URLSearchParams(location.search).get('account') ?? '';
let account = isAccount(given) ? given : '';
let tab = 'now';
let last: Overview | undefined;
let waiting = false;
/** The campaign whose page is open, or ''. */
let campaign = new URLSearchParams(location.search).get('campaign') ?? '';

const accounts = (names: string[]): void => {
  const all = ['', ...new Set([...names, ...(account ? [account] : [])])];
  if (all.join('\n') !== [...select.options].map((option) => option.value).join('\n'))
    select.replaceChildren(...all.map((name) => el('option', { value: name }, name || 'All accounts')));
  select.value = account;
};

/** The address says what is shown, so that a page can be sent to a colleague. */
const address = (): void => {
  const query = new URLSearchParams();
  if (account) query.set('account', account);
  if (campaign) query.set('campaign', campaign);
  history.replaceState(null, '', (query.size ? '?' + query.toString() : location.pathname) + location.hash);
};
/** The account that is meant, where there is one. */
const meant = (overview: Overview): string => account || (overview.accounts.length === 1 ? (overview.accounts[0] ?? '') : '');
const drawCampaigns = (overview: Overview): void => {
  const of = meant(overview);
  const open = (id: string): void => {
    campaign = id;
    address();
    drawCampaigns(last ?? overview);
  };
  if (of && campaign) void results(of, campaign, () => open(''));
  else campaigns(overview, account, of ? open : undefined);
};
/** Draws the tab that is seen; the others wait until they are. */
const draw = (overview: Overview): void => {
  const today = new Date().toISOString().slice(0, 10);
  if (tab === 'now') {
    // Zeros and an empty chart say nothing: a first start has its three steps instead.
    const empty = !overview.any;
    for (const id of ['figures', 'events', 'arriving']) byId(id).hidden = empty;
    byId('empty').hidden = !empty;
    if (!empty) {
      figures(overview, today);
      values(overview);
      chart.overview(overview);
    }
  } else if (tab === 'segments') segments(overview, today, account);
  else if (tab === 'campaigns') drawCampaigns(overview);
  else if (tab === 'content') content(account, today).catch(() => {});
  else if (tab === 'delivery') delivery(overview);
  else if (tab === 'setup') setup.opened(meant(overview));
};
const show = (overview: Overview): void => {
  last = overview;
  accounts(overview.accounts);
  setup.show(overview, account);
  draw(overview);
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
    if (!document.hidden) totals().catch(() => {});
  }, TOTALS);
};

const WORDS: Record<Link, string> = { live: 'live', connecting: 'connecting', paused: 'paused' };
const linked = (state: Link): void => {
  if (link.textContent !== WORDS[state]) link.textContent = WORDS[state];
  link.classList.toggle('live', state === 'live');
};

/** What came since the last drawing: a busy site sends more often than anybody can read. */
let heard: FeedMessage = { rows: [], total: 0, minutes: [] };
let drawing = 0;
const flush = (): void => {
  drawing = 0;
  const { rows, total, minutes } = heard;
  heard = { rows: [], total: 0, minutes: [] };
  list.add(rows, total);
  chart.minutes(minutes, false);
  // Whoever waits for the first event of all does not wait for the next look.
  if (last && !last.any) totals().catch(() => {});
  else soon();
};
const hear = (message: FeedMessage): void => {
  heard.rows.push(...message.rows);
  heard.total += message.total;
  heard.minutes.push(...message.minutes);
  // At once where it is quiet.
  if (!drawing) drawing = window.setTimeout(flush, message.total > 5 ? DRAWN : 0);
};

const refresh = async (): Promise<void> => {
  const asked = account;
  const [rows, minutes] = await Promise.all([getLatest(asked, 60), getTimeline(asked), totals()]);
  if (asked !== account) return;
  list.reset(rows);
  chart.minutes(minutes, true);
};
const connection = openConnection({ heard: hear, linked, refresh });

select.addEventListener('change', () => {
  account = select.value;
  campaign = '';
  address();
  connection.open(account);
});
openTabs((id) => {
  tab = id;
  if (last) draw(last);
  if (id === 'now') chart.show();
});
connection.open(account);
