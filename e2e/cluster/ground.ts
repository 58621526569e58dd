/**
 * The ground of the cluster: a network of its own with three machines' worth of addresses, a disk for each, and names.
 * Only to be called in namespaces of its own (main.ts): it mounts over /run and /etc/hosts.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const NODES = ['pg1', 'pg2', 'pg3'] as const;
export type NodeName = (typeof NODES)[number];
export const COLLECTORS = ['collector1', 'collector2'] as const;

export const ADDRESS = {
  haproxy: '10.77.0.1',
  pg1: '10.77.0.11',
  pg2: '10.77.0.12',
  pg3: '10.77.0.13',
  collector1: '10.77.0.21',
  collector2: '10.77.0.22',
} as const;

/** Room on each node's disk: a database, 1 GB of log and some. Sparse: only what is written takes room here. */
const DISK = '2G';

/** @throws {Error} with what the command said */
export const sh = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const ip = (line: string): string => sh('ip', ...line.split(' '));

/** Folder under which a node's disk is mounted. */
export const diskOf = (dir: string, node: NodeName): string => join(dir, 'disk', node);

export interface Ground {
  /** how a process is started on a node: namespaces, disk and user */
  on(node: NodeName, command: string[], user?: string): string[];
  /** no packet passes between these two groups, in silence, until `heal` */
  split(one: readonly (keyof typeof ADDRESS)[], other: readonly (keyof typeof ADDRESS)[]): void;
  heal(): void;
  /** takes all room on the node's disk. @returns gives it back */
  fill(node: NodeName): () => void;
}

export const openGround = (dir: string): Ground => {
  sh('mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', '/run');
  mkdirSync('/run/postgresql');
  writeFileSync(
    join(dir, 'hosts'),
    '127.0.0.1 localhost\n' +
      Object.entries(ADDRESS)
        .map(([name, address]) => `${address} ${name}\n`)
        .join(''),
  );
  sh('mount', '--bind', join(dir, 'hosts'), '/etc/hosts');

  ip('link set lo up');
  ip('link add br0 type bridge');
  ip('link set br0 up');
  for (const name of ['haproxy', ...COLLECTORS] as const) ip(`addr add ${ADDRESS[name]}/24 dev br0`);
  for (const node of NODES) {
    ip(`netns add ${node}`);
    ip(`link add ${node} type veth peer name eth0 netns ${node}`);
    ip(`link set ${node} master br0 up`);
    ip(`-n ${node} addr add ${ADDRESS[node]}/24 dev eth0`);
    ip(`-n ${node} link set eth0 up`);
    ip(`-n ${node} link set lo up`);

    const image = join(dir, node + '.img');
    const disk = diskOf(dir, node);
    mkdirSync(disk, { recursive: true });
    sh('truncate', '-s', DISK, image);
    // No blocks kept back for root: full is full.
    sh('mkfs.ext4', '-q', '-m', '0', image);
    sh('mount', '-o', 'loop', image, disk);
    for (const part of ['postgresql', 'etcd']) mkdirSync(join(disk, part));
    sh('chown', '-R', 'postgres:', disk);
  }

  const deaf: string[] = [];
  const where = (name: keyof typeof ADDRESS): string => ((NODES as readonly string[]).includes(name) ? `-n ${name} ` : '');
  return {
    on: (node, command, user = 'postgres') => {
      const disk = diskOf(dir, node);
      const mounts = `mount --bind ${disk}/postgresql /var/lib/postgresql && mount --bind ${disk}/etcd /var/lib/etcd && mount -t tmpfs -o mode=1777 tmpfs /run/postgresql`;
      return [
        'ip',
        'netns',
        'exec',
        node,
        'sh',
        '-c',
        `${mounts} && exec setpriv --reuid ${user} --regid ${user} --init-groups -- env HOME=/var/lib/postgresql "$@"`,
        'sh',
        ...command,
      ];
    },
    // An address with a hardware address that nobody has: packets go nowhere, nobody is told. Needs no packet filter.
    split: (one, other) => {
      for (const [from, to] of [
        ...one.flatMap((a) => other.map((b) => [a, b] as const)),
        ...other.flatMap((a) => one.map((b) => [a, b] as const)),
      ]) {
        const line = `${where(from)}neigh replace ${ADDRESS[to]} lladdr 02:00:00:00:00:99 nud permanent dev ${where(from) ? 'eth0' : 'br0'}`;
        ip(line);
        deaf.push(line.replace(' replace ', ' del ').replace(/ lladdr \S+ nud permanent/, ''));
      }
    },
    heal: () => {
      for (const line of new Set(deaf.splice(0))) ip(line);
    },
    fill: (node) => {
      const ballast = join(diskOf(dir, node), 'ballast');
      const { bavail, bsize } = statfsSync(diskOf(dir, node));
      sh('fallocate', '-l', String(Math.floor(bavail * bsize * 0.98)), ballast);
      // What fallocate's own bookkeeping left over.
      spawnSync('dd', ['if=/dev/zero', 'of=' + ballast + '2', 'bs=4k'], { stdio: 'ignore' });
      return () => {
        rmSync(ballast);
        rmSync(ballast + '2');
      };
    },
  };
};
