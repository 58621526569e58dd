/** An account's file as it is written: what `account.schema.json` lets through. */
import type { Id } from '../../core/campaigns/config.js';
import type { BarFile, ContentFile, DiscoveryFile } from '../content/file.js';

export type OneOrMore<T> = T | T[];

/** Filters that compare text with patterns. */
export const TEXT_FILTERS = [
  'event',
  'page',
  'referrer',
  'search',
  'browser',
  'customVar1',
  'customVar2',
  'customVar3',
  'customVar4',
  'customVar5',
  'org',
  'industries',
  'location.country',
  'location.state',
  'location.city',
  'abm.name',
  'abm.code',
] as const;
export const ID_FILTERS = ['campaignViewed', 'campaignClicked'] as const;
/** Of these a filter has exactly one. */
export const FILTERS = [...TEXT_FILTERS, ...ID_FILTERS, 'visits', 'mobile', 'isp'] as const;
/** Filters that only the operator's edge can answer. */
export const EDGE_FILTERS: readonly string[] = [
  'org',
  'industries',
  'isp',
  'location.country',
  'location.state',
  'location.city',
  'abm.name',
  'abm.code',
];
/** Filters that `ever` is for. */
export const EVER_FILTERS: readonly string[] = ['event', 'page', ...ID_FILTERS];

export type Filter = {
  not?: boolean;
  match?: 'any' | 'all';
  ever?: boolean;
  visits?: number | { min?: number; max?: number };
  mobile?: boolean;
  isp?: boolean;
} & { [K in (typeof TEXT_FILTERS)[number]]?: OneOrMore<string> } & { [K in (typeof ID_FILTERS)[number]]?: OneOrMore<Id> };

export interface SegmentFile {
  id: Id;
  name: string;
  filters: Filter[];
  join?: string;
  engage?: string;
}

export interface GroupFile {
  name: string;
  share: number;
  content?: string;
}

/** What a campaign is for: exactly one of `event`, `page`, `click` and `server`. */
export interface GoalFile {
  name: string;
  event?: OneOrMore<string>;
  page?: OneOrMore<string>;
  /** a click in the campaign itself */
  click?: true;
  /** an event that the site's own server sends */
  server?: OneOrMore<string>;
  /** days after the first exposure, up to 180; 30 unless said otherwise */
  within?: 'session' | number;
}

/** How often the account's dialogs and widgets may come, all together. */
export interface BudgetFile {
  session?: number;
  /** in 24 hours, and in seven times as many */
  day?: number;
  week?: number;
  /** days without any after one was closed */
  quietDays?: number;
}

export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

export interface CampaignFile {
  id: Id;
  name: string;
  type: 'dialog' | 'in zone' | 'widget';
  state?: 'launched' | 'paused';
  segments?: OneOrMore<Id>;
  pages?: OneOrMore<string>;
  notPages?: OneOrMore<string>;
  zone?: string;
  edge?: string;
  show?: 'on load' | 'on exit' | { after: number } | { scroll: string | number };
  repeat?: 'sticky' | 'once a session';
  effect?: 'none' | 'fade' | 'slide';
  priority?: number;
  from?: string;
  to?: string;
  timeZone?: string;
  goals?: GoalFile[];
  /** the visitors from `from` to below `to`, of 100 that are divided by the name: ranges that are apart exclude each other */
  range?: { name: string; from: number; to: number };
  /** of the campaigns with the same text, one a visit */
  oneOf?: string;
  /** true: not shown any more to who has reached one of its goals */
  untilGoal?: boolean;
  weekdays?: (typeof WEEKDAYS)[number][];
  /** from the hour `from` to before the hour `to` */
  hours?: { from: number; to: number };
  /** true: shares follow what does better in the first goal */
  autoTune?: boolean;
  /** true: needs no memory, and may be shown before the visitor has said yes */
  beforeConsent?: boolean;
  label?: string;
  css?: string;
  content?: string;
  groups?: GroupFile[];
}

/** Switches for events and views by themselves, which the bundle of `rtp('set','markup')` sends. */
export interface AutomaticFile {
  outbound?: boolean;
  /** true: the usual endings; or a list of them */
  downloads?: boolean | string[];
  contacts?: boolean;
  forms?: boolean;
  /** true: 25, 50, 75 and 100 percent; or a list of percents */
  scroll?: boolean | number[];
  video?: boolean;
  /** true: path and query; or what counts besides them */
  views?: boolean | ('fragments' | 'replaced')[];
}

export interface AccountFile {
  $schema?: string;
  enabled?: boolean;
  honourDnt?: boolean;
  origins?: string[] | null;
  retentionDays?: number | null;
  /** addresses and networks whose events are not counted */
  exclude?: string[];
  accent?: string;
  stripParameters?: string[];
  keepParameters?: string[];
  labels?: { close?: string; minimise?: string };
  segments?: SegmentFile[];
  campaigns?: CampaignFile[];
  /** goals of all campaigns */
  goals?: GoalFile[];
  /** percent of the visitors who see no campaign at all */
  holdout?: number;
  budget?: BudgetFile;
  /** events that need no mark-up: off unless switched on */
  automatic?: AutomaticFile;
  /** content that may be recommended, what of the site counts as content, and the bar */
  content?: ContentFile[];
  discovery?: DiscoveryFile;
  bar?: BarFile;
  /** what a recommendation is chosen for: a click, or a conversion that follows it */
  /** events that are conversions of the content that was clicked before; none named: forms that were sent */
  conversions?: OneOrMore<string>;
  recommendFor?: 'clicks' | 'conversions';
}

export const listOf = <T>(value: OneOrMore<T> | undefined): T[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

/** Which filter it is; several or none in a file that is not yet checked. */
export const kindsOf = (filter: Filter): (typeof FILTERS)[number][] => FILTERS.filter((kind) => kind in filter);
