/**
 * Auto tune, every hour: shares follow what the groups have shown in the campaign's first goal. The history of shares keeps them, so a
 * collector that starts again goes on from there; who has met a campaign keeps her group whatever they are.
 */
import type { AccountFile } from '../accounts/account.js';
import type { Store } from '../store/store.js';
import { campaignResult } from './campaign.js';
import type { History } from './history.js';
import { tunedShares } from './tune.js';
import { MIN_CONVERSIONS, MIN_VISITORS } from './verdict.js';

const EVERY = 3_600_000;
/** ms between two looks at which shares hold. */
const LOOK = 10_000;

/** What auto tune needs of the account files. */
export interface Tunable {
  /** ids of the accounts that have a file */
  ids(): string[];
  file(account: string): AccountFile | undefined;
  /** puts these shares (percent, in the order of the groups) in place of the file's */
  tune(account: string, campaign: string, shares: number[]): void;
}

/** Looks at every campaign with auto tune once. @param now ms since 1970 */
export const tuneAll = async (
  store: Pick<Store, 'valueDaysOf'>,
  accounts: Pick<Tunable, 'ids' | 'file'>,
  history: Pick<History, 'tune'>,
  now: number,
): Promise<void> => {
  for (const account of accounts.ids()) {
    const file = accounts.file(account);
    for (const { id, autoTune } of file?.campaigns ?? []) {
      if (!autoTune) continue;
      const result = await campaignResult(store, account, file, String(id), now);
      const goal = result?.goals[0];
      if (!result || !goal) continue;
      const groups = result.groups.map(({ visitors }, index) => ({
        visitors,
        converted: (goal.direct[index] ?? 0) + (goal.assisted[index] ?? 0),
      }));
      const converted = groups.reduce((sum, group) => sum + group.converted, 0);
      // A share that follows a handful of visitors follows chance.
      if (groups.some(({ visitors }) => visitors < MIN_VISITORS) || converted < MIN_CONVERSIONS) continue;
      await history.tune(account, String(id), tunedShares(groups), now);
    }
  }
};

/** Looks now and every hour, and in between at what the owner changes. @returns what stops it, when a look that is under way is over */
export const startTuning = (
  store: Pick<Store, 'valueDaysOf'>,
  accounts: Tunable,
  history: Pick<History, 'tune' | 'look'>,
  failed: (error: unknown) => void,
  now: () => number,
): (() => Promise<void>) => {
  let running = Promise.resolve();
  let waiting = 0;
  const then = (work: () => Promise<void>): void => {
    waiting++;
    running = running
      .then(work)
      .catch(failed)
      .then(() => void waiting--);
  };
  const look = (): Promise<void> => history.look(now());
  then(look);
  then(() => tuneAll(store, accounts, history, now()));
  const timers = [
    setInterval(() => then(() => tuneAll(store, accounts, history, now())), EVERY),
    // A slow store is not asked again before it has answered.
    setInterval(() => waiting || then(look), LOOK),
  ];
  for (const timer of timers) timer.unref();
  return () => {
    timers.forEach(clearInterval);
    return running;
  };
};
