/** Makes the small form that browsers read of an account's file that has passed the check. */
import { clean } from '../../core/campaigns/segments.js';
import type { Campaign, Compiled, Fact, Segment, Test, Trigger } from '../../core/campaigns/config.js';
import {
  EDGE_FILTERS,
  type FILTERS,
  kindsOf,
  listOf,
  type AccountFile,
  type CampaignFile,
  type Filter,
  type SegmentFile,
} from './account.js';
import { browserTest } from './browsers.js';
import { closedCss } from './css.js';
import { compileAutomatic } from './automatic.js';
import { parseJoin, type Join } from './expression.js';
import { compileHoldout, compileResults } from './goals.js';
import { readContent } from './markup.js';
import { APPS } from './apps.js';
import { modals } from './modals.js';
import { panelStyle } from './style.js';
import { momentOf } from './times.js';

/** Where each filter looks. */
const FACTS: Record<string, Fact> = {
  event: 'e',
  page: 'p',
  referrer: 'r',
  search: 'q',
  browser: 'b',
  mobile: 'm',
  campaignViewed: 'c',
  campaignClicked: 'k',
  customVar1: '1',
  customVar2: '2',
  customVar3: '3',
  customVar4: '4',
  customVar5: '5',
  org: 'o',
  industries: 'n',
  isp: 'i',
  'location.country': 'y',
  'location.state': 't',
  'location.city': 'l',
  'abm.name': 'A',
  'abm.code': 'a',
};

/** What the link of a recommendation adds behind the query that a page has: it makes no other page of it. */
const OURS = 'iesrc=rcmd';

const join = (kind: '&' | '|', tests: Test[]): Test => (tests.length === 1 ? (tests[0] as Test) : [kind, ...tests]);
const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/**
 * A pattern as a question: `*` stands for anything. Most are a plain search, for speed; only one with a `*` inside, or
 * nothing but `*`, is a regular expression.
 * @param address the pattern is an address's, which matches with any query unless it has one itself
 */
export const patternTest = (fact: Fact, pattern: string, address: boolean): Test => {
  let text = clean(pattern).replace(/\*+/g, '*');
  if (address) {
    text = text.replace(/^https?:(?=\/\/)/, '');
    if (!/^[/*]/.test(text)) text = '//' + text;
    // A host by itself is the whole site.
    if (/^\/\/[^/*?]+$/.test(text)) text += '/*';
  }
  const open = address && !text.includes('?') && !text.endsWith('*');
  const asked = address && text.includes('?') && !text.endsWith('*');
  const middle = text.replace(/^\*|\*$/g, '');
  if (!middle) return [fact, 0, '.'];
  const start = text.startsWith('*') ? '' : '\n';
  if (middle.includes('*')) {
    const source = middle.split('*').map(escaped).join('.*');
    return [fact, 0, (start && '^') + source + (text.endsWith('*') ? '' : open ? '(\\?.*)?$' : asked ? `(&${escaped(OURS)}.*)?$` : '$')];
  }
  if (text.endsWith('*')) return [fact, start + middle];
  const exact: Test = start ? [fact, middle, 1] : [fact, middle + '\n'];
  if (open) return ['|', exact, [fact, start + middle + '?']];
  return asked ? ['|', exact, [fact, start + middle + '&' + OURS]] : exact;
};

const addressTests = (fact: Fact, patterns: string[]): Test =>
  join(
    '|',
    patterns.map((pattern) => patternTest(fact, pattern, true)),
  );

/** One filter as a question. */
export const filterTest = (filter: Filter): Test => {
  const kind = kindsOf(filter)[0] as (typeof FILTERS)[number]; // the check has seen that there is exactly one
  const lower = FACTS[kind] as Fact;
  const fact = filter.ever ? (lower.toUpperCase() as Fact) : lower;
  const both = filter.match === 'all' ? '&' : '|';
  let test: Test;
  if (kind === 'visits') {
    const { visits } = filter;
    const { min = 1, max = Number.MAX_SAFE_INTEGER } = typeof visits === 'object' ? visits : { min: visits, max: visits };
    test = ['v', min, max];
  } else if (kind === 'mobile' || kind === 'isp') test = [fact, filter[kind] ? '1' : '0', 1];
  else if (kind === 'browser') test = join(both, listOf(filter.browser).map(browserTest));
  else {
    const values = listOf((filter as Record<string, string | string[] | undefined>)[kind]);
    const isId = kind.startsWith('campaign');
    test = join(
      both,
      values.map((value) => (isId ? ([fact, `${value}`, 1] as Test) : patternTest(fact, value, kind === 'page' || kind === 'referrer'))),
    );
  }
  return filter.not ? ['!', test] : test;
};

/** A segment's filters as one question. */
export const segmentTest = (segment: Pick<SegmentFile, 'filters' | 'join'>): Test => {
  const tests = segment.filters.map(filterTest);
  const build = (tree: Join): Test =>
    typeof tree === 'number' ? (tests[tree - 1] as Test) : join(tree[0], (tree.slice(1) as Join[]).map(build));
  return build(parseJoin(segment.join ?? 'all', tests.length));
};

const trigger = (show: CampaignFile['show']): Trigger | undefined => {
  if (show === undefined || show === 'on load') return undefined;
  if (show === 'on exit') return ['e'];
  if ('after' in show) return ['d', show.after];
  if (show.scroll === 'below the fold') return ['f'];
  return typeof show.scroll === 'number' ? ['x', show.scroll] : ['p', Number.parseInt(show.scroll, 10)];
};

const campaign = (file: CampaignFile, account: AccountFile): Campaign => {
  const groups = file.groups ?? [{ name: '', share: 100, ...(file.content === undefined ? {} : { content: file.content }) }];
  const inZone = file.type === 'in zone';
  const contents = groups.map((group) =>
    group.content === undefined ? undefined : readContent(group.content, inZone, file.css, file.type === 'dialog'),
  );
  const css = [file.css ?? '', ...contents.map((content) => content?.css ?? '')].map(closedCss).join('').trim();
  const pages = [
    ...(file.pages === undefined ? [] : [addressTests('u', listOf(file.pages))]),
    ...(file.notPages === undefined ? [] : [['!', addressTests('u', listOf(file.notPages))] as Test]),
  ];
  const sticky = (file.repeat ?? (file.type === 'in zone' ? 'sticky' : 'once a session')) === 'sticky';
  const when = trigger(file.show);
  return {
    i: String(file.id),
    k: file.type === 'dialog' ? 'd' : file.type === 'widget' ? 'w' : 'z',
    ...(file.type === 'in zone' ? { z: file.zone as string } : file.type === 'widget' ? { z: file.edge ?? 'bottom right' } : {}),
    ...(file.segments === undefined ? {} : { s: listOf(file.segments) }),
    ...(pages.length ? { u: join('&', pages) } : {}),
    ...(when ? { t: when } : {}),
    ...(sticky ? { r: 1 } : {}),
    ...(file.effect && file.effect !== 'none' ? { e: file.effect === 'fade' ? 'f' : 's' } : {}),
    ...(file.from === undefined ? {} : { f: momentOf(file.from, file.timeZone, false) }),
    ...(file.to === undefined ? {} : { o: momentOf(file.to, file.timeZone, true) }),
    ...((file.from ?? file.to) && file.timeZone === undefined ? { n: 1 } : {}),
    ...(file.state === 'paused' ? { p: 1 } : {}),
    ...(file.beforeConsent ? { c: 1 } : {}),
    ...compileResults(account, file, patternTest),
    l: file.label ?? file.name,
    ...(css && file.type !== 'in zone' ? { h: css } : {}),
    g: groups.map(({ name, share }, index) => {
      const content = contents[index];
      return content ? [name, share, content.markup] : [name, share];
    }),
  };
};

const segment = (file: SegmentFile): Segment => [file.id, file.name, Number(/\d$/.exec(file.engage ?? '')?.[0] ?? 0), segmentTest(file)];

/** @param file one that has passed the check */
export const compile = (file: AccountFile): Compiled => {
  const { segments = [], campaigns = [], labels } = file;
  const off = file.enabled === false;
  const automatic = off ? undefined : compileAutomatic(file.automatic);
  const edge = segments.some(({ filters }) => filters.some((filter) => kindsOf(filter).some((kind) => EDGE_FILTERS.includes(kind))));
  return {
    v: 1,
    ...(off ? { o: 1 } : {}),
    ...(file.honourDnt ? { d: 1 } : {}),
    ...(edge && !off ? { f: 1 } : {}),
    ...(!off && campaigns.some(({ type }) => type !== 'in zone')
      ? { l: [labels?.close ?? 'Close', labels?.minimise ?? 'Minimise'], h: panelStyle(file.accent), b: modals }
      : {}),
    ...(!off && campaigns[0] ? { a: APPS } : {}),
    ...(automatic ? { m: automatic } : {}),
    s: off ? [] : segments.map(segment),
    // Equal priorities keep the order of the file.
    c: off
      ? []
      : [
          ...compileHoldout(file, patternTest),
          ...[...campaigns].sort((a, b) => (b.priority ?? 100) - (a.priority ?? 100)).map((one) => campaign(one, file)),
        ],
  };
};
