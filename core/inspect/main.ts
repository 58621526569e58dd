/**
 * The inspector: what the tag does on this page, for its owner. Asked for by `?rtp_inspect` in the address; it reads, and changes nothing
 * of the page's but for a panel of its own.
 */
import type { Bridge } from '../bridge.js';
import { openEngine } from '../campaigns/engine.js';
import { openSources } from '../campaigns/load.js';
import type { Row } from '../encode.js';
import { eventId } from '../wire.js';
import { ask, endpointAt, sampleRow, tryOut } from './ask.js';
import { callLines, verdictOf, type Entry } from './calls.js';
import { campaignLines, previewLines, type Here } from './campaigns.js';
import { openPanel, type Line, type Panel } from './panel.js';
import { readKeys, readWaiting, readWho } from './rows.js';

type Found = Omit<Bridge, 'log'> & { log: Entry[] };
const page = window as unknown as { rtp?: { q?: Found; a?: string; u?: string } };
/** ms between looks */
const LOOK = 1000;
/** Ids in one question; calls that are listed. */
const MOST = 200;
/** Looks between two trials of what would become of an event. */
const TRY = 15;
const SECTIONS = ['Calls', 'Visitor', 'Segments', 'Campaigns', 'Storage', "Collector's answers"];

/** The campaign that is previewed, by the campaigns bundle's own reading of the address; '' for none. */
const previewed = (): string => /^([\w-]+)(\.|$)/.exec(new URLSearchParams(location.search).get('rtp_preview') || '')?.[1] || '';

const isOut = (): boolean => readWho()[0] === '0';

const start = (bridge: Found): void => {
  const log: Entry[] = [];
  let heard: unknown;
  /** The campaigns bundle gives the log a `push` of its own, maybe after this. */
  const listen = (): void => {
    if (bridge.log.push === heard) return;
    const { log: list } = bridge;
    // The campaigns bundle sets the list's length, so that there may be nothing at some places.
    if (!heard) log.push(...list.filter(Boolean).slice(0, MOST));
    const before = list.push;
    heard = list.push = (...entries: Entry[]): number => {
      if (log.length < MOST) log.push(...entries);
      return before.apply(list, entries);
    };
  };
  const account = (): string => page.rtp?.a || /[?&]aid=([^&#]*)/.exec(bridge.base)?.[1] || '';
  const sources = openSources(bridge.base, account);
  const preview = previewed();
  let panel: Panel | undefined;
  const openFull = (): Panel =>
    openPanel({
      _title: 'rtp inspector',
      _sections: preview ? ['Preview', ...SECTIONS] : SECTIONS,
      // A link opens the question; only a press answers it: nobody is opted out or in by an address that somebody else has written.
      _asked: /rtp_inspect=exclude/.test(location.href),
      _act: {
        _label: () => (isOut() ? 'Count this browser again' : 'Exclude this browser'),
        _says:
          'Who is excluded has opted out on this site: nothing is stored or sent, no campaign comes, and what waits is forgotten. It can be undone here.',
        _do() {
          bridge.push(['set', 'settings', { optOut: !isOut() }]);
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
  const requests = new Map<string, Line>();
  const seen = new Map<string, Row>();
  let looks = 0;
  const verdicts = new Map<string, string>();
  const folder = new URL('.', bridge.base).href;
  const watch = (): void => {
    for (const entry of performance.getEntriesByType('resource') as PerformanceResourceTiming[]) {
      if (!entry.name.startsWith(folder) || !/(\/e|rtp[\w-]*\.js|\.json)(\?|$)/.test(entry.name)) continue;
      const { responseStatus: status } = entry as { responseStatus?: number };
      const what = entry.name.slice(folder.length - 1).slice(0, 80);
      requests.set(what + entry.startTime, [
        what,
        `${status || 'no status told'}, ${Math.round(entry.duration)} ms`,
        status && status > 399 ? 'bad' : 'good',
      ]);
    }
  };
  const look = async (): Promise<void> => {
    listen();
    if (!panel) return;
    panel._raise();
    const rows = await readWaiting();
    const ids = new Set(rows.map(({ p, n }) => eventId(p, n)));
    for (const row of rows) if (seen.size < MOST) seen.set(eventId(row.p, row.n), row);
    // About what waits, and what has gone and was not asked about since.
    const open = [...seen].filter(([id]) => ids.has(id) || !verdicts.get(id + '!'));
    const endpoint = open[0]?.[1].c;
    if (endpoint) {
      const [status, answer] = await ask(
        endpoint,
        open.map(([, row]) => row),
      );
      for (const [id, row] of open) {
        const said = verdictOf(answer, row);
        if (said) verdicts.set(id, said);
        if (said && !ids.has(id)) verdicts.set(id + '!', said);
      }
      requests.set('question', ['the last question about what waits', status, status === '200' ? 'good' : 'bad']);
      // What left the browser and is not there has been refused, or left out: a trial says why.
      const lost = open.filter(([id]) => !ids.has(id) && verdicts.get(id) === 'lacks').map(([, row]) => row);
      const [, tried] = lost[0] ? await tryOut(endpoint, lost) : ['', {}];
      for (const row of lost) {
        const said = verdictOf(tried, row);
        if (/^(refused|left)/.test(said)) verdicts.set(eventId(row.p, row.n), said);
      }
    }
    const gone = [...seen.values()].filter(({ p, n }) => !ids.has(eventId(p, n)));
    panel._fill('Calls', callLines(log, rows, gone, verdicts));

    const text = readWho();
    const [visitor = '', session = '', time = ''] = text.split('.');
    const out = isOut();
    panel._fill(
      'Visitor',
      out
        ? [['Excluded', 'This browser has opted out: nothing of it is stored or sent.', 'wait']]
        : text
          ? [
              ['Visitor id', visitor],
              ['Session id', session],
              [
                'Last active',
                `${Math.max(0, Math.round((Date.now() - +time) / 6e4))} min ago; a session ends after 30 min without activity`,
              ],
            ]
          : [['Nobody yet', 'No event has been sent, so the visitor has no id.']],
    );
    panel._fill('Storage', [
      ['Cookie _rtp', /(^|; )_rtp=/.test(document.cookie) ? 'set' : 'none'],
      ...readKeys().map(([key, size]): Line => ['localStorage ' + key, size + ' characters']),
      ['IndexedDB rtp', `${rows.length} rows wait, ${JSON.stringify(rows).length - 2} bytes`],
    ]);
    watch();
    if (!out && !(looks++ % TRY)) {
      const sample = sampleRow(endpoint || endpointAt(bridge.base, page.rtp?.u), account(), [visitor, session]);
      const [status, tried] = await tryOut(sample.c, [sample]);
      const said = tried.bad ? verdictOf(tried, sample) : status;
      requests.set('trial', [
        'what would become of a view of this page now',
        said === 'lacks' ? 'stored' : said,
        said === 'lacks' ? 'good' : 'bad',
      ]);
    }
    panel._fill("Collector's answers", [...requests.values()].slice(-30));

    try {
      const config = await sources._config();
      if (out || !text || config.o) {
        const why = config.o ? 'the account is switched off' : out ? 'the visitor has opted out' : 'the visitor has no id yet';
        panel._fill(
          'Segments',
          config.s.map(([, name]) => [name, 'not met: ' + why, 'wait']),
        );
        panel._fill(
          'Campaigns',
          config.c.map(({ i, l }) => [l || i, 'held back: ' + why, 'wait']),
        );
        panel._fill('Preview', [['Campaign ' + preview, 'held back, its preview too: ' + why, 'wait']]);
        return;
      }
      // A preview's engine: it looks with the same code, and neither writes nor sends.
      // `bridge.who` would renew the session for as long as the panel is open.
      const engine = openEngine({ ...bridge, who: () => [visitor, session] } as unknown as Bridge, true, () => {});
      if (config.f) engine._edge = await sources._edge().catch(() => undefined);
      // It would forget a visitor who asks not to be followed; that is left to the campaigns bundle.
      engine._config = { ...config, d: undefined };
      engine._look();
      panel._fill(
        'Segments',
        config.s.map(([id, name]) => (engine._engaged.some(([one]) => one === id) ? [name, 'met', 'good'] : [name, 'not met', 'wait'])),
      );
      if (!engine._state) throw new Error('The visitor has opted out, or asks not to be followed.');
      const here: Here = {
        visitor,
        state: engine._state,
        engaged: engine._engaged,
        facts: engine._facts,
        now: new Date(),
        called: !!bridge.campaigns,
        has: (id) => !!document.getElementById(id),
      };
      panel._fill('Campaigns', campaignLines(config, here));
      panel._fill('Preview', previewLines(preview, config, here));
    } catch (error) {
      for (const section of ['Campaigns', 'Preview'])
        panel._fill(section, [['Campaigns cannot be looked at', '' + (error as Error).message, 'bad']]);
    }
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
    looks = 0;
    if (!running) again();
    else void look();
  };
  const full = (): void => put(openFull);
  listen();
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
