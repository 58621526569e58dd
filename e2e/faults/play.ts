import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Collector, Stored } from '../support/collector.js';
import type { Engine } from '../support/engine.js';
import { startSite } from '../support/site.js';
import type { Fault } from './case.js';

/** What came of one repetition. */
export interface Outcome {
  fired: number;
  stored: number;
  twice: number;
  /** what else was wrong, in a sentence */
  wrong: string[];
}

/** ms that one play may take: a driver that hangs is the driver's failure, and is said. */
const PATIENCE = 170_000;

const within = async <T>(ms: number, work: Promise<T>): Promise<T> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error(`the play took more than ${ms} ms`)), ms)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

let plays = 0;

/** Plays a fault once, and counts what is stored of it. */
export const play = async (fault: Fault, engine: Engine, collector: Collector, form: 'short' | 'long'): Promise<Outcome> => {
  const account = `f${process.pid}x${++plays}`;
  const site = await startSite(collector.url);
  const folder = await mkdtemp(join(tmpdir(), 'rtp-profile-'));
  try {
    const { values, also } = await within(
      PATIENCE,
      fault.play({
        engine,
        collector,
        site,
        account,
        folder,
        short: form === 'short',
        page: (name, page) => site.page(account, name, page),
      }),
    );
    const rows = await collector.events(account);
    return count(values, rows, also?.(rows));
  } finally {
    await site.close();
    // A killed browser's helpers may write for a moment longer.
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
};

const count = (values: string[], rows: Stored[], wrong?: string): Outcome => {
  const left = new Map<string, number>();
  for (const value of values) left.set(value, (left.get(value) ?? 0) + 1);
  let stored = 0;
  let twice = 0;
  for (const row of rows) {
    if (row.type !== 'event') continue;
    const value = row.value.join('|');
    const due = left.get(value) ?? 0;
    if (due > 0) {
      stored++;
      left.set(value, due - 1);
    } else if (left.has(value)) twice++;
  }
  return { fired: values.length, stored, twice, wrong: wrong ? [wrong] : [] };
};
