/** How the bench prints. */
import type { Cost } from './order.js';

export const say = (line: string): void => void process.stdout.write(line + '\n');
export const whole = (n: number): string => Math.round(n).toLocaleString('en');

export const median = (numbers: number[]): number => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
};

const cell = (load: Cost): string => `${whole(load.rate)}/s, ${load.p50.toFixed(1)}, ${load.p99.toFixed(1)}, ${whole(load.cpu)}`;

/** A line of the comparison. @param ratio the median of the rounds' ratios, where it is not of this line */
export const row = (name: string, one: { a: Cost; b: Cost; c: number }, ratio = one.a.rate / Math.min(one.b.rate, one.c)): string =>
  `| ${name} | ${cell(one.a)} | ${cell(one.b)} | ${whole(one.c)} | ${ratio.toFixed(2)} |`;
