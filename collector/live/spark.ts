/** The last two weeks as a row of bars. */
import { svg } from './dom.js';

const SPARK = 14;

/** @param today YYYY-MM-DD, UTC @param what is counted, for those who cannot see it */
export const spark = (byDay: ReadonlyMap<string, number>, today: string, what = 'visits'): SVGElement => {
  const list = Array.from(
    { length: SPARK },
    (_, i) => byDay.get(new Date(Date.parse(today) - (SPARK - 1 - i) * 86_400_000).toISOString().slice(0, 10)) ?? 0,
  );
  const most = Math.max(1, ...list);
  const bars = list.map((n, i) => {
    const height = n ? Math.max(3, (n / most) * 28) : 1;
    return svg('rect', {
      x: String(i * 8.6),
      y: String(28 - height),
      width: '6.6',
      height: String(height),
      rx: n ? '1.5' : '0',
      ...(n ? {} : { class: 'zero' }),
    });
  });
  return svg(
    'svg',
    { class: 'spark', viewBox: '0 0 120 28', role: 'img', 'aria-label': `${what} of the last ${SPARK} days: ${list.join(', ')}` },
    ...bars,
  );
};
