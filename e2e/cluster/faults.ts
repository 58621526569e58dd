/** What the cluster is put through. Each returns when the fault is over and the cluster whole again. */
import { until } from '../support/until.js';
import type { Cluster } from './cluster.js';
import type { Load } from './load.js';

export interface Fault {
  id: string;
  what: string;
  /** @returns what there is to say about it, if anything */
  play(cluster: Cluster, load: Load): Promise<string | void>;
}

/** Waits for an answer from now on. */
const answers = async (load: Load): Promise<void> => {
  const now = performance.now();
  await until(() => Promise.resolve(load.latest()), (latest) => latest > now, () => 'no answer', 120_000);
};

export const FAULTS: readonly Fault[] = [
  {
    id: 'a',
    what: 'kill -9 of the leader',
    play: async (cluster, load) => {
      const leader = await cluster.leader();
      await cluster.killNode(leader);
      await until(cluster.leader, (now) => now !== leader, (now) => `the leader is still ${now}`, 60_000);
      await answers(load);
      cluster.startNode(leader);
      await cluster.whole();
      return `${leader} to ${await cluster.leader()}`;
    },
  },
];
