/** What the Content tab of the live page shows: content in force, content that was found and waits, and how each has done. */
import type { AccountFile } from '../accounts/account.js';
import type { Range, Store, ValueDay } from '../store/store.js';
import type { Approved } from './approved.js';
import { idOf, keyOf } from './compile.js';
import type { ContentFile } from './file.js';

const DAY = 86_400_000;

/** How an entry has done, by source: `WIDGET` (templates) and `BAR`. */
export interface Figures {
  shown: number;
  clicked: number;
  /** conversions in the same session as the click, and in a later one */
  direct: number;
  assisted: number;
  /** views of the content itself, in the last two weeks of the range and in the two before, as far as they are in it */
  recent: number;
  earlier: number;
}

export interface ContentRow {
  id: string;
  entry: ContentFile;
  /** `shown`: in force; `held`: in the file, not approved; `waiting`: found, and nobody has decided */
  state: 'shown' | 'held' | 'waiting';
  /** whether it stands in the account's own file, where only a person changes it */
  inFile: boolean;
  figures: Figures;
  sources: Record<string, { shown: number; clicked: number }>;
  days: { day: string; shown: number; clicked: number }[];
}

const nothing = (): Figures => ({ shown: 0, clicked: 0, direct: 0, assisted: 0, recent: 0, earlier: 0 });

/** @param range the days that the figures are of, and in which content was found */
export const contentRows = async (
  parts: { store: Store; approved: Approved },
  account: string,
  file: AccountFile | undefined,
  range: Required<Range>,
): Promise<ContentRow[]> => {
  const read = (type: Parameters<Store['valueDays']>[0]): Promise<ValueDay[]> => parts.store.valueDays(type, range, account);
  const [views, clicks, goals, reads, found, decided] = await Promise.all([
    read('content-view'),
    read('content-click'),
    read('content-goal'),
    read('content-read'),
    read('content-found'),
    parts.approved.read(account),
  ]);
  const rows = new Map<string, ContentRow>();
  const add = (entry: ContentFile, state: ContentRow['state'], inFile: boolean): void => {
    const id = idOf(entry);
    rows.set(id, { id, entry, state, inFile, figures: nothing(), sources: {}, days: [] });
  };
  for (const { value } of found) {
    const [address = '', title = '', image = '', description = ''] = value;
    add(
      { title: title || keyOf(address), address, ...(image ? { image } : {}), ...(description ? { description } : {}) },
      'waiting',
      false,
    );
  }
  for (const entry of decided) add(entry, entry.approved ? 'shown' : 'held', false);
  for (const entry of file?.content ?? []) add(entry, entry.approved === false ? 'held' : 'shown', true);

  const each = (list: ValueDay[], take: (row: ContentRow, one: ValueDay) => void): void => {
    for (const one of list) {
      const row = rows.get(one.value[0] ?? '');
      if (row) take(row, one);
    }
  };
  const onDay = (row: ContentRow, day: string): ContentRow['days'][number] => {
    const known = row.days.find((one) => one.day === day);
    if (known) return known;
    const made = { day, shown: 0, clicked: 0 };
    row.days.push(made);
    return made;
  };
  for (const [list, field] of [
    [views, 'shown'],
    [clicks, 'clicked'],
  ] as const)
    each(list, (row, { value, counted, day }) => {
      row.figures[field] += counted;
      const source = (row.sources[value[1] ?? ''] ??= { shown: 0, clicked: 0 });
      source[field] += counted;
      onDay(row, day)[field] += counted;
    });
  each(goals, (row, { value, counted }) => {
    row.figures[value[2] === 'assisted' ? 'assisted' : 'direct'] += counted;
  });
  const middle = new Date(Date.parse(range.to) - 13 * DAY).toISOString().slice(0, 10);
  each(reads, (row, { counted, day }) => {
    row.figures[day >= middle ? 'recent' : 'earlier'] += counted;
  });
  return [...rows.values()];
};
