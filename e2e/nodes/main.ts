/**
 * `npm run nodes`: a clone installed and started under other versions of Node than the machine's, with one event through each, and
 * the tests of the embedded store. The binaries come from the registry; they and what had to be compiled stay in RTP_NODES (a
 * folder; without it one beside the temporary files) for the next run.
 * VERSION…  these versions    --unit  all unit tests, one version after the other (five minutes each)
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { body } from '../../collector/testing/collector.js';
import { clone } from './clone.js';
import { getNode, putDriver, type OneNode } from './node.js';

/** The oldest that `engines` allows, and the newest of each line that is in use. */
const VERSIONS = ['20.11.1', '24.21.0', '26.10.0'];
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TOKEN = 'token-of-the-nodes-0123456789';

const seconds = (ms: number): string => (ms / 1000).toFixed(1) + ' s';

/** `npm start`, one event, read back, SIGTERM. @throws {Error} with what the collector said */
const oneEvent = async (node: OneNode, folder: string): Promise<void> => {
  const child = spawn(node.binary, ['--import', 'tsx', 'collector/main.ts'], {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: '0', RTP_DATA: join(folder, 'data'), RTP_TOKEN: TOKEN, RTP_LOG: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const ended = once(child, 'close') as Promise<[number | null]>;
  const address = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const found = /http:\/\/[^\s/]+/.exec(said)?.[0];
        if (found && said.includes('admin token')) resolve(found);
      });
  });
  try {
    const url = await Promise.race([address, ended.then(() => '')]);
    if (!url) throw new Error('it did not start');
    const sent = await fetch(url + '/e', { method: 'POST', body: JSON.stringify(body([[1, 0, 'event', 'from Node ' + node.version]])) });
    if (sent.status !== 204) throw new Error(`/e answers ${sent.status}`);
    const events = await (await fetch(url + '/api/events', { headers: { authorization: 'Bearer ' + TOKEN } })).text();
    if (!events.includes('from Node ' + node.version)) throw new Error('the event is not there: ' + events);
    const page = await fetch(url + '/');
    if (page.status !== 200) throw new Error(`the live page answers ${page.status}`);
    child.kill('SIGTERM');
    const [code] = await ended;
    if (code !== 0) throw new Error('it ends with ' + code);
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`Node ${node.version}: ${(error as Error).message}\n${said}`);
  }
};

/** @returns the runner's count of tests that passed @throws {Error} with what the runner said */
const tests = async (node: OneNode, folder: string, unit: boolean): Promise<string> => {
  const files = unit
    ? ['run', '-s', 'test:unit']
    : ['exec', '-c', 'node --import tsx --test --test-timeout=300000 collector/store/sqlite/*.test.ts'];
  try {
    return `${
      /^# pass (\d+)|^. pass (\d+)/m
        .exec(await node.npm(folder, ...files))
        ?.slice(1)
        .join('') ?? 0
    } tests passed`;
  } catch (error) {
    throw new Error(`Node ${node.version}: tests failed\n${(error as { stdout?: string }).stdout ?? String(error)}`);
  }
};

const check = async (version: string, cache: string, unit: boolean): Promise<string> => {
  const node = await getNode(version, cache);
  const folder = await mkdtemp(join(tmpdir(), 'rtp-clone-'));
  try {
    await clone(ROOT, folder);
    // Install scripts apart: only the driver's is long, and its result is kept.
    await node.npm(folder, 'ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund');
    const compiled = await putDriver(node, folder, cache);
    const began = performance.now();
    await oneEvent(node, folder);
    const took = seconds(performance.now() - began);
    const how = compiled ? `driver compiled in ${seconds(compiled)}; ` : '';
    const passed = await tests(node, folder, unit);
    return `Node ${version.padEnd(8)} installed; ${how}started, one event stored and read back, ended with 0: ${took}; ${passed}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const cache = process.env.RTP_NODES ?? join(tmpdir(), 'rtp-nodes');
await mkdir(cache, { recursive: true });
const { values: options, positionals } = parseArgs({ allowPositionals: true, options: { unit: { type: 'boolean', default: false } } });
const versions = positionals.length ? positionals : VERSIONS;
const all: PromiseSettledResult<string>[] = [];
if (options.unit) for (const version of versions) all.push(...(await Promise.allSettled([check(version, cache, true)])));
else all.push(...(await Promise.allSettled(versions.map((version) => check(version, cache, false)))));
for (const one of all) console.log(one.status === 'fulfilled' ? one.value : `FAILED ${(one.reason as Error).message}`);
if (all.some((one) => one.status === 'rejected')) process.exitCode = 1;
