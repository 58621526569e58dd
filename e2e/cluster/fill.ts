/** The files of collector/ops, filled in for this run. What is not changed here runs as it stands there. */
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { diskOf, type NodeName } from './ground.js';

const OPS = fileURLToPath(new URL('../../collector/ops/', import.meta.url));

/** As haproxy runs here: the very file, its names are in /etc/hosts. */
export const HAPROXY = join(OPS, 'haproxy.cfg');

export const PASSWORDS = Object.fromEntries(
  ['change-me-1', 'change-me-2', 'change-me-3', 'change-me-4'].map((mark) => [mark, randomBytes(12).toString('hex')]),
);

/** @throws {Error} when the file lacks what is to be changed, so that the two cannot drift apart */
const change = (text: string, from: RegExp, to: string): string => {
  if (text.search(from) < 0) throw new Error(`collector/ops: ${String(from)} is not there`);
  return text.replaceAll(from, to);
};

/** Writes the node's patroni.yml on its disk. @returns its path as the node sees it */
export const fillPatroni = (dir: string, node: NodeName): string => {
  let text = readFileSync(join(OPS, 'patroni.yml'), 'utf8');
  text = change(text, /^name: pg1$/gm, 'name: ' + node);
  text = change(text, /connect_address: pg1:/g, `connect_address: ${node}:`);
  for (const mark of ['change-me-1', 'change-me-2', 'change-me-3']) text = change(text, new RegExp(mark, 'g'), PASSWORDS[mark] ?? '');
  writeFileSync(join(diskOf(dir, node), 'postgresql/patroni.yml'), text, { mode: 0o644 });
  return '/var/lib/postgresql/patroni.yml';
};

/** The settings of etcd on the node. */
export const fillEtcd = (node: NodeName): Record<string, string> => {
  const text = readFileSync(join(OPS, 'etcd.env'), 'utf8').replace(
    /^(ETCD_(?:NAME|ADVERTISE\w+|INITIAL_ADVERTISE\w+)=.*)pg1/gm,
    '$1' + node,
  );
  return Object.fromEntries([...text.matchAll(/^(ETCD_\w+)=(.*)$/gm)].map(([, key, value]) => [key ?? '', value ?? '']));
};
