/** What is counted of a day, in every store. */
/** Columns of `days`, in the order of the statement. */
export const COLUMNS = [
  'stored',
  'events',
  'counted',
  'views',
  'sessions',
  'visitors',
  'beacon',
  'rescue',
  'confirmation',
  'redelivery',
  'duplicates',
  'gaps',
  'overflow',
] as const;
export type Column = (typeof COLUMNS)[number];

/**
 * Different values of one account and day that are counted by name; the rest is counted together. What campaigns report has as much room
 * again, because a campaign's results are made of it: whoever floods an account with values of other types takes none of theirs.
 */
export const MAX_VALUES_A_DAY = 10_000;
/** How many values a day may have before one more of this type is counted with the rest. */
export const roomFor = (type: string): number => (type.startsWith('campaign-') ? 2 : 1) * MAX_VALUES_A_DAY;
/** The name under which the rest is counted. */
export const OTHER = '["(other values)"]';

/**
 * Stands for all accounts together where a store keeps their totals as well: no account's name is empty. What is shown of all of them is
 * found as soon as what is shown of one.
 */
export const EVERYBODY = '';

export interface Counted {
  account: string;
  type: string;
  value: string;
  at: number;
  age: number;
  arrival: string;
}

/** Events that an overflow report stands for; 0 when it is no number. */
export const overflowOf = (type: string, value: string): number =>
  type === 'overflow' ? Math.min(Number.parseInt((JSON.parse(value) as string[])[0] ?? '0', 10) || 0, 1e9) : 0;
