/**
 * The inspector: what the tag does on this page, for its owner. Asked for by `?rtp_inspect` in the address; it reads, and changes nothing
 * of the page's but for a panel of its own.
 */
import type { Bridge } from '../bridge.js';
import { openSources } from '../campaigns/load.js';
import { openAnswers } from './answers.js';
import { callLines, type Entry } from './calls.js';
import { openFates } from './fates.js';
import { openHeard } from './heard.js';
import { openPanel, type Panel } from './panel.js';
import { lookAtCampaigns } from './personal.js';
import { readWaiting } from './rows.js';
import { readVisitor, storageLines } from './visitor.js';

type Found = Omit<Bridge, 'log'> & { log: Entry[] };
const page = window as unknown as { rtp?: { q?: Found; a?: string; u?: string } };
/** ms between looks */
const LOOK = 1000;
const SECTIONS = ['Calls', 'Visitor', 'Segments', 'Campaigns', 'Storage', "Collector's answers"];

/** The campaign that is previewed, by the campaigns bundle's own reading of the address; '' for none. */
const previewed = (): string => /^([\w-]+)(\.|$)/.exec(new URLSearchParams(location.search).get('rtp_preview') || '')?.[1] || '';

const start = (bridge: Found): void => {
  const account = (): string => page.rtp?.a || /[?&]aid=([^&#]*)/.exec(bridge.base)?.[1] || '';
  const heard = openHeard(bridge);
  const sources = openSources(bridge.base, account);
  const fatesOf = openFates();
  const answers = openAnswers(bridge.base, () => page.rtp?.u);
  const preview = previewed();
  let panel: Panel | undefined;
  const openFull = (): Panel =>
    openPanel({
      _title: 'rtp inspector',
      _sections: preview ? ['Preview', ...SECTIONS] : SECTIONS,
      // A link opens the question; only a press answers it: nobody is opted out or in by an address that somebody else has written.
      _asked: /rtp_inspect=exclude/.test(location.href),
      _act: {
        _label: () => (readVisitor()._out ? 'Count this browser again' : 'Exclude this browser'),
        _says:
          'Who is excluded has opted out on this site: nothing is stored or sent, no campaign comes, and what waits is forgotten. It can be undone here.',
        _do() {
          bridge.push(['set', 'settings', { optOut: !readVisitor()._out }]);
          void look();
        },
      },
    });
  const openSmall = (): Panel =>
    openPanel({
      _title: 'Preview of campaign ' + preview,
      _sections: ['Preview'],
      _small: true,
      _act: { _label: () => 'Open the inspector', _says: 'It says what else the tag does on this page.', _do: full },
    });
  const look = async (): Promise<void> => {
    heard._listen();
    if (!panel) return;
    panel._raise();
    const rows = await readWaiting();
    const { _gone: gone, _verdicts: verdicts, _endpoint: endpoint, _status: status } = await fatesOf(rows);
    if (status) answers._asked(status);
    panel._fill('Calls', callLines(heard._calls, rows, gone, verdicts));
    const visitor = readVisitor();
    panel._fill('Visitor', visitor._lines);
    panel._fill('Storage', storageLines(rows));
    if (!visitor._out) await answers._try(endpoint, account(), visitor._ids);
    panel._fill("Collector's answers", answers._lines());
    const found = await lookAtCampaigns(bridge as unknown as Bridge, sources, visitor, preview);
    for (const [section, lines] of Object.entries(found)) panel._fill(section, lines);
  };
  let running: unknown;
  const again = (): void => {
    running = panel?._open();
    if (!running) return;
    const next = (): unknown => setTimeout(again, LOOK);
    if (document.hidden) next();
    else void look().then(next, next);
  };
  const put = (made: () => Panel): void => {
    panel?._close();
    panel = made();
    answers._again();
    if (!running) again();
    else void look();
  };
  const full = (): void => put(openFull);
  heard._listen();
  const calls = bridge.inspect as unknown as ArrayLike<unknown> | undefined;
  (bridge as unknown as Bridge).inspect = { push: full };
  // One call is the core's own, for the address, which a router may have changed since; others are the page's, or of a person at the console.
  const came = location.href + performance.getEntriesByType('navigation')[0]?.name;
  const asked = (calls?.length || 0) - +/rtp_i|rtp_p/.test(came);
  if (/rtp_inspect/.test(came) || asked > 0) full();
  else if (preview) put(openSmall);
};

const find = (left: number): void => {
  const bridge = page.rtp?.q;
  if (bridge?.base && document.body) {
    if (Array.isArray(bridge.inspect)) start(bridge);
  } else if (left) setTimeout(() => find(left - 1), 100);
};
find(99);
