/** The cluster: put together, looked at, killed in parts or as a whole. */
import pg from 'pg';
import { fileURLToPath } from 'node:url';
import { TOKEN } from '../../collector/testing/collector.js';
import { until } from '../support/until.js';
import { fillEtcd, fillPatroni, HAPROXY, PASSWORDS } from './fill.js';
import { ADDRESS, COLLECTORS, NODES, openGround, sh, type Ground, type NodeName } from './ground.js';
import { openPart, type Part } from './parts.js';

export const FRONT = `http://${ADDRESS.haproxy}:8080`;

/** Events that may wait in a collector: few, so that a fault fills the queue with this load. */
export const QUEUE = 200;

interface Member {
  name: NodeName;
  /** leader, replica, sync_standby */
  role: string;
  state: string;
}

export interface Cluster {
  ground: Ground;
  collectors: Part[];
  haproxy: Part;
  leader(): Promise<NodeName>;
  syncStandby(): Promise<NodeName>;
  /** SIGKILL to all of a node: etcd, Patroni, PostgreSQL */
  killNode(node: NodeName): Promise<void>;
  startNode(node: NodeName): void;
  /** all nodes in the cluster, one of them a synchronous standby, both collectors able to store */
  whole(patience?: number): Promise<void>;
  /** the members as most nodes see them; none while there is no such view */
  members(): Promise<Member[]>;
  sql<T extends pg.QueryResultRow>(text: string, host?: string, database?: string): Promise<T[]>;
}

export const openCluster = async (dir: string): Promise<Cluster> => {
  const ground = openGround(dir);
  const nodes = Object.fromEntries(
    NODES.map((node) => [
      node,
      [
        openPart(dir, node + '-etcd', ground.on(node, ['etcd']), fillEtcd(node)),
        openPart(dir, node + '-patroni', ground.on(node, ['patroni', fillPatroni(dir, node)])),
      ],
    ]),
  ) as Record<NodeName, Part[]>;
  const haproxy = openPart(dir, 'haproxy', ['haproxy', '-db', '-f', HAPROXY]);
  const collectors = COLLECTORS.map((name) =>
    openPart(dir, name, [process.execPath, '--import', 'tsx', fileURLToPath(new URL('../../collector/main.ts', import.meta.url))], {
      HOST: ADDRESS[name],
      PORT: '8377',
      RTP_TOKEN: TOKEN,
      RTP_DATA: `${dir}/${name}`,
      RTP_STORE: `postgres://rtp:${PASSWORDS['change-me-4']}@${ADDRESS.haproxy}:5000/rtp`,
      // The load comes from one address.
      RTP_RATE_LIMIT: '0',
      RTP_QUEUE: String(QUEUE),
      RTP_LOG: 'warn',
    }),
  );

  const members = async (): Promise<Member[]> => {
    // All at once: the ones that a split leaves without etcd, or without us, take their time to say so.
    const views = await Promise.allSettled(
      NODES.map(async (node) => {
        const answer = await fetch(`http://${ADDRESS[node]}:8008/cluster`, { signal: AbortSignal.timeout(5000) });
        return ((await answer.json()) as { members: Member[] }).members;
      }),
    );
    const seen = views.flatMap((view) => (view.status === 'fulfilled' ? [view.value] : []));
    const leaders = seen.map((all) => all.find((one) => one.role === 'leader')?.name);
    // Two of three say so: one that is cut off goes on saying what it knew last.
    return seen.find((_, i) => leaders[i] !== undefined && leaders.filter((name) => name === leaders[i]).length * 2 > NODES.length) ?? [];
  };
  const named = (role: string) => async (): Promise<NodeName> =>
    (
      await until(
        members,
        (all) => all.some((one) => one.role === role),
        (all) => `no ${role}: ${JSON.stringify(all)}`,
        180_000,
      )
    ).find((one) => one.role === role)?.name ?? 'pg1';
  const sql = async <T extends pg.QueryResultRow>(text: string, host: string = ADDRESS.haproxy, database = 'rtp'): Promise<T[]> => {
    const client = new pg.Client({
      host,
      port: host === ADDRESS.haproxy ? 5000 : 5432,
      user: 'postgres',
      password: PASSWORDS['change-me-1'],
      database,
      connectionTimeoutMillis: 3000,
    });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query<T>(text)).rows;
    } finally {
      await client.end();
    }
  };
  const ready = async (address: string): Promise<number> =>
    fetch(`http://${address}:8377/readyz`, { signal: AbortSignal.timeout(4000) }).then(
      (answer) => answer.status,
      () => 0,
    );
  const cluster: Cluster = {
    ground,
    haproxy,
    collectors,
    members,
    leader: named('leader'),
    syncStandby: named('sync_standby'),
    killNode: async (node) => {
      for (const pid of sh('ip', 'netns', 'pids', node).split(/\s+/).filter(Boolean)) {
        try {
          process.kill(Number(pid), 'SIGKILL');
        } catch {
          // ended with its parent
        }
      }
      await Promise.all(nodes[node].map((part) => part.kill()));
    },
    startNode: (node) => {
      for (const part of nodes[node]) if (part.ended()) part.start();
    },
    whole: async (patience = 180_000) => {
      await until(
        members,
        (all) =>
          all.length === NODES.length &&
          all.every((one) => one.state === 'running' || one.state === 'streaming') &&
          all.some((one) => one.role === 'leader') &&
          all.some((one) => one.role === 'sync_standby'),
        (all) => `the cluster is not whole: ${JSON.stringify(all)}`,
        patience,
      );
      // What a member says of itself may be older than what it is: each fault begins with both standbys really following.
      await until(
        () => cluster.sql<{ state: string; sync_state: string }>('SELECT state, sync_state FROM pg_stat_replication').catch(() => []),
        (standbys) =>
          standbys.filter((one) => one.state === 'streaming').length === NODES.length - 1 &&
          standbys.some((one) => one.sync_state === 'sync'),
        (standbys) => `the standbys do not follow: ${JSON.stringify(standbys)}`,
        patience,
      );
      await until(
        () => {
          const dead = collectors.find((part) => part.ended());
          if (dead) throw new Error(`${dead.name} ended by itself; see its log`);
          return Promise.all(COLLECTORS.map((name) => ready(ADDRESS[name])));
        },
        (all) => all.every((status) => status === 200),
        (all) => `collectors are not ready: ${all.join(', ')}`,
        patience,
      );
    },
    sql,
  };

  for (const part of Object.values(nodes).flat()) part.start();
  haproxy.start();
  await cluster.syncStandby();
  await until(
    () =>
      sql('SELECT 1', ADDRESS.haproxy, 'postgres').then(
        () => '',
        (error: Error) => error.message,
      ),
    (error) => error === '',
    (error) => error,
    30_000,
  );
  await sql(`CREATE ROLE rtp LOGIN PASSWORD '${PASSWORDS['change-me-4']}'`, ADDRESS.haproxy, 'postgres');
  await sql('CREATE DATABASE rtp OWNER rtp', ADDRESS.haproxy, 'postgres');
  for (const collector of collectors) collector.start();
  await cluster.whole();
  return cluster;
};
