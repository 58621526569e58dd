/**
 * The inspector: what the tag does on this page, for its owner. Asked for by `?rtp_inspect` in the address; it reads, and changes nothing
 * of the page's but for a panel of its own.
 */
import type { Bridge } from '../bridge.js';
import { openEngine } from '../campaigns/engine.js';
import type { Compiled } from '../campaigns/config.js';
import { bucketOf, groupOf } from '../campaigns/groups.js';
import { openSources } from '../campaigns/load.js';
import { meeting } from '../campaigns/met.js';
import type { Row } from '../encode.js';
import { eventId, VERSION, type WireAnswer } from '../wire.js';
import { callLines, verdictOf, type Entry } from './calls.js';
import { openPanel, type Line } from './panel.js';
import { readKeys, readWaiting, readWho } from './rows.js';
import { heldBack, momentOf } from './why.js';

type Found = Omit<Bridge, 'log'> & { log: Entry[] };
const page = window as unknown as { rtp?: { q?: Found; a?: string } };
/** ms between looks */
const LOOK = 1000;
/** Ids in one question; calls that are listed. */
const MOST = 200;

const isOut = (): boolean => readWho()[0] === '0';

/** Puts the question about ids of the wire format; nothing is sent with it. */
const ask = async (endpoint: string, rows: Row[]): Promise<[status: string, answer: Partial<WireAnswer>]> => {
  try {
    const answer = await fetch(endpoint, {
      method: 'POST',
      credentials: 'omit',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ v: VERSION, q: rows.map(({ p, n }) => [p, n]) }),
    });
    return ['' + answer.status, (await answer.json()) as Partial<WireAnswer>];
  } catch (error) {
    return ['no answer: ' + (error as Error).message, {}];
  }
};

const campaignLines = (bridge: Found, visitor: string, config: Compiled, engine: ReturnType<typeof openEngine>): Line[] => {
  const { _state: state, _engaged: engaged, _facts: facts } = engine;
  if (!state) return config.c.map(({ i, l }) => [l || i, 'the visitor has opted out, or asks not to be followed', 'wait']);
  let held = '';
  return config.c.map((campaign, at): Line => {
    const { i: id, l: label, y: range, z: zone, k: kind } = campaign;
    const [group, , markup] = campaign.g.find(([name]) => name === meeting(state, campaign)[2]) || groupOf(visitor + id, campaign.g);
    const title = id + (label && label !== id ? ': ' + label : '');
    if (!at && id === 'holdout') {
      if (group === 'held out') held = 'holdout: the visitor is held out of all campaigns';
      return ['holdout', held || 'the visitor is not held out', held ? 'wait' : 'good'];
    }
    const reasons = heldBack(campaign, state, engaged, facts, new Date());
    if (range && !((bucketOf(visitor + range[0]) + range[1]) % 100 < range[2])) reasons.unshift('range: the visitor is not in its range');
    if (held) reasons.unshift(held);
    if (!markup) reasons.push(`groups: the visitor is in group ${group || 'without a name'}, which shows nothing`);
    if (kind === 'z' && !document.getElementById(zone as string)) reasons.push(`zone: the page has no element with the id ${zone}`);
    if (!bridge.campaigns) reasons.push(`call: the page has not called rtp('get','campaign')`);
    if (!reasons.length && kind !== 'z' && document.getElementById(kind === 'd' ? 'rtp-d' : 'rtp-w'))
      reasons.push('place: a campaign of this kind stands on the page');
    return [
      title,
      reasons.length
        ? 'held back by ' + reasons.join('; ')
        : `nothing holds it back; it comes ${momentOf(campaign.t)}` + (group && `, group ${group}`),
      reasons.length ? 'wait' : 'good',
    ];
  });
};

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
  const sources = openSources(bridge.base, () => page.rtp?.a || /[?&]aid=([^&#]*)/.exec(bridge.base)?.[1] || '');
  const panel = openPanel(['Calls', 'Visitor', 'Segments', 'Campaigns', 'Storage', "Collector's answers"], {
    _label: () => (isOut() ? 'Count this browser again' : 'Exclude this browser'),
    _says:
      'Who is excluded has opted out on this site: nothing is stored or sent, no campaign comes, and what waits is forgotten. It can be undone here.',
    _do() {
      bridge.push(['set', 'settings', { optOut: !isOut() }]);
      void look();
    },
  });
  const requests = new Map<string, Line>();
  const seen = new Map<string, Row>();
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
      panel._fill('Campaigns', campaignLines(bridge, visitor, config, engine));
    } catch (error) {
      panel._fill('Campaigns', [['The configuration does not come', '' + (error as Error).message, 'bad']]);
    }
  };
  const again = (): void => {
    if (!panel._open()) return;
    const next = (): unknown => setTimeout(again, LOOK);
    if (document.hidden) next();
    else void look().then(next, next);
  };
  listen();
  (bridge as unknown as Bridge).inspect = { push() {} };
  again();
};

const find = (left: number): void => {
  const bridge = page.rtp?.q;
  if (bridge?.base && document.body) {
    if (!document.getElementById('rtp-i')) start(bridge);
  } else if (left) setTimeout(() => find(left - 1), 100);
};
find(99);
