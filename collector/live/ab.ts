/** Rates of campaigns, with how sure one can be of them. */

const Z = 1.959964;

export interface Rate {
  /** 0 to 1 */
  rate: number;
  low: number;
  high: number;
}

/** Rate of clicks by views with its 95 % interval (Wilson's: right for few views and for rates near 0 too). */
export const rateOf = (clicks: number, views: number): Rate => {
  if (views <= 0) return { rate: 0, low: 0, high: 1 };
  const rate = Math.min(clicks / views, 1);
  const z2 = (Z * Z) / views;
  const middle = (rate + z2 / 2) / (1 + z2);
  const half = (Z / (1 + z2)) * Math.sqrt((rate * (1 - rate)) / views + z2 / (4 * views));
  return { rate, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
};

/** Difference of two rates, second less first, with its 95 % interval (Newcombe's, from the two Wilson intervals). */
export const differenceOf = (first: Rate, second: Rate): Rate => {
  const rate = second.rate - first.rate;
  return {
    rate,
    low: rate - Math.hypot(second.rate - second.low, first.high - first.rate),
    high: rate + Math.hypot(second.high - second.rate, first.rate - first.low),
  };
};
