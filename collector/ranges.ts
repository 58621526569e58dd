import type { WireRanges } from '../core/wire.js';

/** Ids as the wire format names them: by page view, in ranges. */
export const rangesOf = (ids: Iterable<readonly [page: string, number: number]>): WireRanges[] => {
  const pages = new Map<string, Set<number>>();
  for (const [page, number] of ids) {
    const numbers = pages.get(page);
    if (numbers) numbers.add(number);
    else pages.set(page, new Set([number]));
  }
  return [...pages].map(([page, numbers]) => {
    const fromTo: number[] = [];
    for (const number of [...numbers].sort((a, b) => a - b))
      if (fromTo[fromTo.length - 1] === number - 1) fromTo[fromTo.length - 1] = number;
      else fromTo.push(number, number);
    return [page, ...fromTo];
  });
};
