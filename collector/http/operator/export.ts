/** Everything that a question matches, however much it is: read in pieces, never held in memory as a whole. */
import { eventLine } from './format.js';
import type { EventQuery, Store } from '../../store/store.js';

const PIECE = 1000;
const COLUMNS = [
  'id',
  'account',
  'visitor',
  'session',
  'type',
  'value1',
  'value2',
  'value3',
  'value4',
  'page',
  'referrer',
  'customVar1',
  'customVar2',
  'customVar3',
  'customVar4',
  'customVar5',
  'at',
  'counted',
  'ip_anonymized',
  'arrival',
];

/** Excel reads UTF-8 as such only behind a byte order mark. */
const MARK = '\ufeff';

/**
 * A field of a CSV file. Text that a spreadsheet would run as a formula is kept from it by a quote in front: visitors choose it
 * (OWASP, "CSV injection"). Where the list separator is a semicolon, a field is cut at it whatever its quotes, and what follows
 * begins a cell; so does what follows a tab or a line break.
 */
export const csvField = (value: unknown): string => {
  let text = value === null || value === undefined ? '' : String(value);
  text = text.replace(/([;\t\r\n]|^)(?=[\s"']*[=+\-@＝＋－＠])/g, "$1'");
  return /[",;\t\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
};

/** @param query its `limit` is not looked at */
export async function* exportLines(store: Pick<Store, 'events'>, query: EventQuery, csv: boolean): AsyncGenerator<string> {
  if (csv) yield MARK + COLUMNS.join(',') + '\r\n';
  let after = query.after ?? 0;
  for (;;) {
    const rows = await store.events({ ...query, after, limit: PIECE });
    const last = rows[rows.length - 1];
    if (!last) return;
    after = last.seq;
    yield rows
      .map((row) => {
        const line = eventLine(row);
        if (!csv) return JSON.stringify(line) + '\n';
        const flat: Record<string, unknown> = { ...line, ...row.vars };
        row.value.forEach((value, i) => (flat['value' + (i + 1)] = value));
        return COLUMNS.map((name) => csvField(flat[name])).join(',') + '\r\n';
      })
      .join('');
  }
}
