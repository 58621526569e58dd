/** Who the visitor is to us, and what the browser stores for it. */
import type { Row } from '../encode.js';
import type { Line } from './panel.js';
import { readKeys, readWho } from './rows.js';

/** ms in a minute */
const MINUTE = 6e4;

export interface Visitor {
  /** this browser has opted out */
  _out: boolean;
  /** '' each for nobody yet */
  _ids: [visitor: string, session: string];
  _lines: Line[];
}

export const readVisitor = (): Visitor => {
  const text = readWho();
  const [visitor = '', session = '', time = ''] = text.split('.');
  const out = text[0] === '0';
  return {
    _out: out,
    _ids: [visitor, session],
    _lines: out
      ? [['Excluded', 'This browser has opted out: nothing of it is stored or sent.', 'wait']]
      : text
        ? [
            ['Visitor id', visitor],
            ['Session id', session],
            [
              'Last active',
              `${Math.max(0, Math.round((Date.now() - +time) / MINUTE))} min ago; a session ends after 30 min without activity`,
            ],
          ]
        : [['Nobody yet', 'No event has been sent, so the visitor has no id.']],
  };
};

/** @param rows that wait in the database */
export const storageLines = (rows: Row[]): Line[] => [
  ['Cookie _rtp', /(^|; )_rtp=/.test(document.cookie) ? 'set' : 'none'],
  ...readKeys().map(([key, size]): Line => ['localStorage ' + key, size + ' characters']),
  ['IndexedDB rtp', `${rows.length} rows wait, ${JSON.stringify(rows).length - 2} bytes`],
];
