/** The files of this folder agree with each other and with the collector. haproxy.cfg, patroni.yml and etcd.env run in `npm run cluster`. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { KEYS, readConfig } from '../config.js';

const OPS = fileURLToPath(new URL('.', import.meta.url));
const ROOT = join(OPS, '../..');
const text = (name: string): string => readFileSync(join(OPS, name), 'utf8');
const all = (pattern: RegExp, from: string): string[] => [...from.matchAll(pattern)].map(([, found]) => found ?? '');

interface Service {
  build?: { context: string; dockerfile: string };
  image?: string;
  volumes?: string[];
  environment?: Record<string, string>;
  env_file?: string;
  extra_hosts?: string[];
  network_mode?: string;
  networks?: Record<string, { ipv4_address?: string }>;
  depends_on?: Record<string, object>;
}
const compose = parse(text('compose.yaml'), { merge: true }) as { services: Record<string, Service>; volumes: Record<string, null> };
const services = Object.entries(compose.services);
const addressOf = (name: string): string | undefined => compose.services[name]?.networks?.rtp?.ipv4_address;
const etcd = Object.fromEntries([...text('etcd.env').matchAll(/^(ETCD_\w+)=(.*)$/gm)].map(([, key = '', value = '']) => [key, value]));

describe('ops files', () => {
  it('compose.yaml builds from, mounts and names only what is there', () => {
    for (const [name, service] of services) {
      assert.ok(service.image ?? (service.build && existsSync(join(OPS, service.build.context, service.build.dockerfile))), name);
      for (const volume of service.volumes ?? []) {
        const [from = ''] = volume.split(':');
        assert.ok(from.startsWith('./') ? existsSync(join(OPS, from)) : from in compose.volumes, `${name}: ${from}`);
      }
      if (service.env_file) assert.ok(existsSync(join(OPS, service.env_file)));
      for (const other of [...Object.keys(service.depends_on ?? {}), ...all(/^service:(.+)$/g, service.network_mode ?? '')])
        assert.ok(compose.services[other], `${name}: ${other}`);
    }
  });

  it('compose.yaml gives every name of the other files its address', () => {
    const names = [
      ...all(/^ {2}server \S+ (\w+):/gm, text('haproxy.cfg')),
      ...all(/(\w+):2379/g, text('patroni.yml')),
      ...all(/=http:\/\/(\w+):2380/g, etcd.ETCD_INITIAL_CLUSTER ?? ''),
    ];
    assert.deepEqual(new Set(names), new Set(['collector1', 'collector2', 'pg1', 'pg2', 'pg3']));
    for (const [user, service] of services) {
      if (!service.extra_hosts) continue;
      for (const host of service.extra_hosts) {
        const [name = '', address] = host.split(':');
        assert.equal(address, addressOf(name), `${user}: ${name}`);
      }
      assert.deepEqual(new Set(service.extra_hosts.map((host) => host.split(':')[0])), new Set([...names, 'haproxy']), user);
    }
  });

  it('compose.yaml changes on pg2 and pg3 what their files say is to be changed', () => {
    const node = (name: string) => ({ ...compose.services[name]?.environment, ...compose.services['etcd' + name.slice(2)]?.environment });
    const patroni = parse(text('patroni.yml')) as {
      name: string;
      restapi: { connect_address: string };
      postgresql: { connect_address: string };
    };
    const first: Record<string, string | undefined> = {
      PATRONI_NAME: patroni.name,
      PATRONI_RESTAPI_CONNECT_ADDRESS: patroni.restapi.connect_address,
      PATRONI_POSTGRESQL_CONNECT_ADDRESS: patroni.postgresql.connect_address,
      ...Object.fromEntries(['ETCD_NAME', 'ETCD_ADVERTISE_CLIENT_URLS', 'ETCD_INITIAL_ADVERTISE_PEER_URLS'].map((key) => [key, etcd[key]])),
    };
    for (const name of ['pg2', 'pg3'])
      for (const [key, value] of Object.entries(first)) assert.equal(node(name)[key], value?.replace('pg1', name), `${name}: ${key}`);
    for (const key of Object.keys(node('pg2'))) assert.ok(key in first || /^PATRONI_\w+_PASSWORD$/.test(key), key);
  });

  it('Patroni speaks to etcd by the API that loses nothing in a split, and etcd answers there', () => {
    const patroni = parse(text('patroni.yml')) as Record<string, unknown>;
    assert.ok('etcd' in patroni && !('etcd3' in patroni), 'see patroni.yml');
    assert.equal(etcd.ETCD_ENABLE_V2, 'true');
  });

  it('the collectors of compose.yaml and of Containerfile can be configured so', () => {
    const image = Object.fromEntries(
      [...text('Containerfile').matchAll(/\b((?:RTP_\w+|HOST|PORT))=(\S+)/g)].map(([, key = '', value = '']) => [key, value]),
    );
    for (const name of ['collector1', 'collector2']) {
      const env = Object.fromEntries(
        Object.entries({ ...image, ...compose.services[name]?.environment }).map(([key, value]) => [
          key,
          value.replace(/\$\{\w+:\?\}/g, 'a-password-of-twenty'),
        ]),
      );
      const config = readConfig(env);
      assert.match(config.store, /^postgres:\/\/rtp:.+@haproxy:5000\/rtp$/);
      assert.equal(config.trustProxy, addressOf('haproxy'));
    }
  });

  it('Containerfile and .dockerignore name only what is there, and all that the collector reads', () => {
    const copied = all(/^COPY (?!--from)(.+) \S+$/gm, text('Containerfile')).flatMap((line) => line.split(' '));
    const top = (name: string): string => name.replace(/\/.*/, '');
    const letIn = all(/^!(.+)$/gm, readFileSync(join(ROOT, '.dockerignore'), 'utf8'));
    for (const name of copied) assert.ok(existsSync(join(ROOT, name)) && letIn.includes(top(name)), name);
    for (const name of ['collector', 'core', 'dist', 'config', 'package.json', 'package-lock.json']) assert.ok(copied.includes(name), name);
  });

  const verify = spawnSync('systemd-analyze', ['--version']);
  it('rtp-collector.service is right and shut in, by systemd itself', { skip: verify.error && 'no systemd-analyze here' }, () => {
    const dir = mkdtempSync(join(tmpdir(), 'rtp-unit-'));
    const file = join(dir, 'rtp-collector.service');
    const unit = text('rtp-collector.service');
    for (const key of all(/\b(RTP_\w+)=/g, unit))
      assert.ok(
        KEYS.some(({ name }) => name === key),
        key,
      );
    writeFileSync(file, unit.replaceAll('/opt/rtp', ROOT).replace('/usr/bin/node', process.execPath));
    const said = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
    assert.deepEqual([said.status, said.stderr], [0, '']);
    const open = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=20', file], { encoding: 'utf8' });
    assert.equal(open.status, 0, open.stdout);
    rmSync(dir, { recursive: true });
  });
});
