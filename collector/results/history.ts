/**
 * Keeps the history of shares: a file for each account in the collector's data folder, `shares/<account>.json`, beside the totals that it
 * speaks of. It is written when shares change, and a campaign keeps at most `MOST` periods.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccountFile } from '../accounts/account.js';
import { HELD_OUT, HOLDOUT } from '../../core/campaigns/config.js';
import { SERVED } from '../accounts/goals.js';
import type { Store } from '../store/store.js';
import type { Tunable } from './tuning.js';
import { merged, metSince, type ByGroup, type Period } from './shares.js';

/** ms for which browsers may still have the shares before: who comes then is not counted in the check. */
const SETTLE = 600_000;
const MOST = 60;

export interface History {
  /** periods of a campaign, oldest first; the last one goes on */
  of(account: string, campaign: string): Promise<Period[]>;
  /** Sees which shares hold. Called every few seconds; it reads the store only after a change. @param now ms since 1970 */
  look(now: number): Promise<void>;
  /** puts auto tune's shares (percent, in the order of the groups) in force */
  tune(account: string, campaign: string, shares: number[], now: number): Promise<void>;
}

export interface HistoryParts {
  /** the folder `shares` of the collector's data */
  folder: string;
  store: Pick<Store, 'valueDaysOf'>;
  accounts: Tunable;
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const same = (one: ByGroup, other: ByGroup): boolean =>
  JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());

interface Divided {
  id: string;
  shares: ByGroup;
  tuned: boolean;
}

/** The campaigns of an account that divide visitors. */
const divided = (file: AccountFile | undefined): Divided[] => [
  ...(file?.campaigns ?? []).flatMap(({ id, groups, autoTune }) =>
    groups
      ? [{ id: String(id), shares: Object.fromEntries(groups.map(({ name, share }) => [name, share])), tuned: autoTune === true }]
      : [],
  ),
  ...(file?.holdout ? [{ id: HOLDOUT, shares: { [HELD_OUT]: file.holdout, [SERVED]: 100 - file.holdout }, tuned: false }] : []),
];

export const openHistory = ({ folder, store, accounts }: HistoryParts): History => {
  const known = new Map<string, Map<string, Period[]>>();

  const read = async (account: string): Promise<Map<string, Period[]>> => {
    const before = known.get(account);
    if (before) return before;
    let all: Record<string, Period[]> = {};
    try {
      all = JSON.parse(await readFile(join(folder, account + '.json'), 'utf8')) as Record<string, Period[]>;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        // Said once: the check then begins anew.
        known.set(account, new Map());
        throw new Error(`${join(folder, account + '.json')}: ${(error as Error).message}`);
      }
    }
    const found = known.get(account) ?? new Map(Object.entries(all));
    known.set(account, found);
    return found;
  };
  const write = async (account: string, campaign: string, periods: Period[]): Promise<void> => {
    const all = await read(account);
    while (periods.length > MOST) periods.splice(0, 2, merged(periods[0] as Period, periods[1] as Period)); // there are more than MOST
    all.set(campaign, periods);
    await mkdir(folder, { recursive: true });
    const file = join(folder, account + '.json');
    await writeFile(file + '.new', JSON.stringify(Object.fromEntries(all)));
    await rename(file + '.new', file);
  };
  const counted = async (account: string, campaign: string, start: NonNullable<Period['start']>): Promise<ByGroup> =>
    metSince(await store.valueDaysOf('campaign-met', { from: start.day }, account, campaign), start);
  const startAt = async (account: string, campaign: string, now: number): Promise<NonNullable<Period['start']>> => {
    const day = dayOf(now);
    return { day, met: await counted(account, campaign, { day, met: {} }) };
  };
  /** The last period is over, and another one begins. */
  const begin = async (account: string, campaign: string, next: Period): Promise<void> => {
    const periods = [...((await read(account)).get(campaign) ?? [])];
    const last = periods.pop();
    if (last) {
      const { start, ...over } = last;
      periods.push({ ...over, met: start ? await counted(account, campaign, start) : {} });
    } else next.start = await startAt(account, campaign, next.from);
    await write(account, campaign, [...periods, next]);
  };

  const lookAt = async (account: string, { id, shares, tuned }: Divided, now: number): Promise<void> => {
    const periods = (await read(account)).get(id) ?? [];
    const last = periods.at(-1);
    if (!last) return begin(account, id, { from: now, shares });
    if (same(shares, last.shares)) {
      if (!last.start && now - last.from >= SETTLE) {
        const start = await startAt(account, id, now);
        await write(account, id, [...periods.slice(0, -1), { ...last, start }]);
      }
      return undefined;
    }
    // The file was read again, or the collector has started again: auto tune goes on from where it was.
    const names = Object.keys(shares);
    const before = names.map((name) => last.shares[name]);
    if (tuned && last.tuned && names.length === Object.keys(last.shares).length && before.every((share) => share !== undefined))
      return accounts.tune(account, id, before as number[]);
    return begin(account, id, { from: now, shares });
  };

  return {
    of: async (account, campaign) => (await read(account)).get(campaign) ?? [],
    async look(now) {
      for (const account of accounts.ids()) for (const one of divided(accounts.file(account))) await lookAt(account, one, now);
    },
    async tune(account, campaign, shares, now) {
      const one = divided(accounts.file(account)).find(({ id }) => id === campaign);
      if (!one) return;
      const next = Object.fromEntries(Object.keys(one.shares).map((name, index) => [name, shares[index] ?? 0]));
      // What was there before the first look is none of auto tune's.
      if (!(await read(account)).has(campaign)) await lookAt(account, one, now);
      const last = (await read(account)).get(campaign)?.at(-1);
      if (last && !(last.tuned && same(next, last.shares))) await begin(account, campaign, { from: now, shares: next, tuned: true });
      accounts.tune(account, campaign, shares);
    },
  };
};
