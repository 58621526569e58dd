/** What the cluster is put through. Each returns when the fault is over and the cluster whole again. */
import { until } from '../support/until.js';
import type { Cluster } from './cluster.js';
import { NODES, type NodeName } from './ground.js';
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
  await until(
    () => Promise.resolve(load.latest()),
    (latest) => latest > now,
    () => 'no answer',
    120_000,
  );
};
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const otherLeader = (cluster: Cluster, old: NodeName): Promise<NodeName> =>
  until(
    cluster.leader,
    (now) => now !== old,
    (now) => `the leader is still ${now}`,
    120_000,
  );

/**
 * ms that a split lasts after the others have a new leader: the old one is there all the while, and must answer for nothing. Long
 * enough for it to have ended its own demotion (30 s and more while commits wait for standbys): only from then on does Patroni ask
 * etcd again and again for the lead it had, and may be in the midst of that when the split ends. Patroni 3.0.2 over etcd3 then took
 * the lead from the new leader, and what that had answered for was lost; after a short split it did not.
 */
const SPLIT = 45_000;

const split =
  (from: 'nodes' | 'all') =>
  async (cluster: Cluster, load: Load): Promise<string> => {
    const old = await cluster.leader();
    const others = NODES.filter((node) => node !== old);
    cluster.ground.split([old], from === 'all' ? [...others, 'haproxy'] : others);
    const now = await otherLeader(cluster, old);
    await pause(SPLIT);
    await answers(load);
    cluster.ground.heal();
    await cluster.whole();
    const after = await cluster.leader();
    return `${old} to ${now}${after === now ? '' : `, after the split ${after}`}`;
  };

/** ms that a disk stays full where no other node takes over before. */
const FULL = 20_000;

const fullDisk =
  (which: 'leader' | 'syncStandby') =>
  async (cluster: Cluster, load: Load): Promise<string> => {
    const node = await cluster[which]();
    const leader = await cluster.leader();
    const free = cluster.ground.fill(node);
    const end = performance.now() + FULL;
    let moved = false;
    while (performance.now() < end) {
      await pause(500);
      const members = await cluster.members();
      moved ||= members.some((one) => one.role === 'leader' && one.name !== leader);
    }
    const { state = 'gone' } = (await cluster.members()).find((one) => one.name === node) ?? {};
    const answering = performance.now() - load.latest() < 2000;
    free();
    await answers(load);
    // etcd ends where it cannot write, and has to be started; a service manager does that.
    cluster.startNode(node);
    await cluster.whole();
    return `${node}, for ${FULL / 1000} s; PostgreSQL there: ${state}; ${moved ? `${await cluster.leader()} took over` : `${leader} went on leading`}; ${answering ? 'answered while it was full' : 'no answers until there was room'}`;
  };

export const FAULTS: readonly Fault[] = [
  {
    id: 'a',
    what: 'kill -9 of the leader (etcd, Patroni, PostgreSQL)',
    play: async (cluster, load) => {
      const leader = await cluster.leader();
      await cluster.killNode(leader);
      const now = await otherLeader(cluster, leader);
      await answers(load);
      cluster.startNode(leader);
      await cluster.whole();
      return `${leader} to ${now}`;
    },
  },
  {
    id: 'b',
    what: 'kill -9 of each collector in turn',
    play: async (cluster, load) => {
      for (const collector of cluster.collectors) {
        await collector.kill();
        await pause(2000);
        collector.start();
        await cluster.whole();
        await answers(load);
      }
    },
  },
  {
    id: 'c',
    what: 'kill -9 of everything at once, all started again',
    play: async (cluster, load) => {
      const others = [cluster.haproxy, ...cluster.collectors];
      await Promise.all([...NODES.map(cluster.killNode), ...others.map((part) => part.kill())]);
      NODES.forEach(cluster.startNode);
      for (const part of others) part.start();
      await cluster.whole();
      await answers(load);
    },
  },
  { id: 'd1', what: 'network split: leader from the other nodes, haproxy still reaches it', play: split('nodes') },
  { id: 'd2', what: 'network split: leader from everything', play: split('all') },
  { id: 'e1', what: 'full disk of the leader', play: fullDisk('leader') },
  { id: 'e2', what: 'full disk of the synchronous standby', play: fullDisk('syncStandby') },
];
