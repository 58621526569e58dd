/** What became of the last commit: a store whose commits fail is not ready, whatever a look at it says. */
import { StoreBusy, type Store } from '../store/store.js';

/** ms for which a failure counts where no commit has been tried since. */
const COUNTS = 15_000;

/** @param store stands behind what is returned, which is the same but for `health` */
export const watchCommits = (store: Store): Store => {
  let failed: Error | undefined;
  let at = 0;
  return {
    ...store,
    insert: async (events) => {
      try {
        const outcomes = await store.insert(events);
        failed = undefined;
        return outcomes;
      } catch (error) {
        if (!(error instanceof StoreBusy)) {
          failed = error as Error;
          at = performance.now();
        }
        throw error;
      }
    },
    health: async () => {
      await store.health();
      if (failed && performance.now() - at < COUNTS) throw failed;
    },
  };
};
