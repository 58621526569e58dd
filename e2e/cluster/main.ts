/**
 * `npm run cluster`: a real cluster on this machine - three nodes of etcd, Patroni and PostgreSQL 15 with a synchronous
 * standby, haproxy, two collectors - under a load like the tag's, put through faults. Prints the table and exits 1 unless
 * every event is stored once and counted once.
 * --only d1,d2,d1  only these faults, in this order, as often as named    --keep  leave the folder with disks and logs
 *
 * All of it runs in namespaces of its own for processes, mounts and network, so nothing can be left behind: when the first
 * process in there ends, however it ends, the kernel ends all others and takes mounts and network down.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { FAULTS } from './faults.js';
import { run } from './run.js';

const { values: options } = parseArgs({ options: { only: { type: 'string' }, keep: { type: 'boolean', default: false } } });
const wanted = options.only?.split(',');
const unknown = wanted?.filter((id) => !FAULTS.some((fault) => fault.id === id)) ?? [];
if (unknown.length) {
  console.error(`--only ${unknown.join(',')}: no such fault; there are ${FAULTS.map(({ id, what }) => `${id} (${what})`).join(', ')}`);
  process.exit(2);
}
const faults = wanted ? wanted.flatMap((id) => FAULTS.filter((fault) => fault.id === id)) : FAULTS;

/** Set for the inner process: the folder it works in. */
const inside = process.env.CLUSTER_DIR;
if (inside) {
  const good = await run(inside, faults);
  // The cluster ends with us; its processes would keep us waiting.
  process.stdout.write('', () => process.exit(good ? 0 : 1));
} else {
  if (process.getuid?.() !== 0) {
    console.error('npm run cluster makes network namespaces and mounts, for which it must be root: sudo npm run cluster');
    process.exit(2);
  }
  execFileSync('bash', [fileURLToPath(new URL('../support/install-cluster.sh', import.meta.url)), 'cluster'], { stdio: 'inherit' });
  const dir = await mkdtemp(join(tmpdir(), 'rtp-cluster-'));
  // The first process of the namespace is a shell, which reaps orphans: Patroni takes a dead but unreaped postmaster for a running one.
  const child = spawn(
    'unshare',
    [
      '--net',
      '--mount',
      '--pid',
      '--fork',
      '--kill-child',
      '--mount-proc',
      '--',
      'bash',
      '-c',
      '"$@"; exit $?',
      'bash',
      process.execPath,
      '--import',
      'tsx',
      ...process.argv.slice(1),
    ],
    { stdio: 'inherit', env: { ...process.env, CLUSTER_DIR: dir } },
  );
  // `--kill-child`: the namespace ends with the process that made it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill('SIGKILL'));
  const [code] = (await once(child, 'close')) as [number | null];
  if (options.keep) console.error(`kept: ${dir}`);
  else await rm(dir, { recursive: true, force: true });
  process.exitCode = code ?? 130;
}
