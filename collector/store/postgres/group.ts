/** Group commit: what comes while earlier work runs goes on as one batch, so under load the batch grows by itself. */
import { StoreBusy } from '../store.js';

interface Job<In, Out> {
  given: In[];
  /** Date.now() when it was handed in */
  since: number;
  resolve(out: Out[]): void;
  reject(error: Error): void;
}

/** Events, or ids asked for, of one commit. */
const MOST = 2000;

/**
 * @param slots what runs a batch, one at a time each: connections
 * @param run gives an answer for each of the batch; `since` is when the eldest was handed in
 * @param most that may wait; past it StoreBusy
 */
export const group = <Slot, In, Out>(
  slots: readonly Slot[],
  run: (slot: Slot, batch: In[], since: number) => Promise<Out[]>,
  most: number,
): ((given: In[]) => Promise<Out[]>) => {
  let queue: Job<In, Out>[] = [];
  let waiting = 0;
  const idle = [...slots];

  const next = async (slot: Slot): Promise<void> => {
    while (queue.length) {
      let size = 0;
      let taken = 0;
      while (taken < queue.length && size < MOST) size += queue[taken++]?.given.length ?? 0;
      const jobs = queue.slice(0, taken);
      queue = queue.slice(taken);
      try {
        // Patience counts from when the eldest came: what waited for one vain try does not wait for another as long.
        const out = await run(
          slot,
          jobs.flatMap((job) => job.given),
          jobs[0]?.since ?? Date.now(),
        );
        let at = 0;
        for (const job of jobs) job.resolve(out.slice(at, (at += job.given.length)));
      } catch (error) {
        for (const job of jobs) job.reject(error as Error);
      }
      waiting -= size;
    }
    idle.push(slot);
  };
  return (given) => {
    if (!given.length) return Promise.resolve([]);
    if (waiting + given.length > most) return Promise.reject(new StoreBusy('too many events wait to be stored', 2));
    waiting += given.length;
    return new Promise((resolve, reject) => {
      queue.push({ given, since: Date.now(), resolve, reject });
      const slot = idle.pop();
      // In a task of its own, so that what arrived together is stored together.
      if (slot !== undefined) setImmediate(() => void next(slot));
    });
  };
};
