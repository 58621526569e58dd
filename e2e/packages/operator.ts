/** What an operator installs: a collector from its tarball, in a folder that has nothing else. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { install, ROOT, run, type Packed } from './pack.js';

const TOKEN = 'token-of-the-packages-0123456789';
const DRIVER = 'node_modules/better-sqlite3/build/Release/better_sqlite3.node';

export interface Operator {
  url: string;
  /** values of the stored events of an account, in order of arrival, when there are that many of type event; `patience` ms */
  values(account: string, enough: number, patience?: number): Promise<string[]>;
  command(...args: string[]): Promise<string>;
  /** @returns exit code */
  stop(): Promise<number | null>;
}

export const startOperator = async (folder: string, { file }: Packed): Promise<Operator> => {
  await install(folder, [file]);
  // The driver that this clone has compiled: to compile it again for each run would take a minute and a half.
  await mkdir(dirname(join(folder, DRIVER)), { recursive: true });
  await cp(join(ROOT, DRIVER), join(folder, DRIVER));
  const env = { RTP_TOKEN: TOKEN, PORT: '0' };
  const command = join(folder, 'node_modules/.bin/rtp-collector');
  const child = spawn(command, { cwd: folder, env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const ended = once(child, 'close') as Promise<[number | null]>;
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const found = /collector\s+(http:\/\/[^\s/]+)/.exec(said)?.[1];
        if (found && said.includes('admin token')) resolve(found);
      });
    void ended.then(([code]) => reject(new Error(`rtp-collector ended with ${code}:\n${said}`)));
  });
  const list = async (account: string): Promise<{ type: string; value: string[] }[]> => {
    const answer = await fetch(`${url}/api/events?account=${account}`, { headers: { authorization: `Bearer ${TOKEN}` } });
    return (await answer.text()).split('\n').flatMap((line) => (line ? [JSON.parse(line) as { type: string; value: string[] }] : []));
  };
  return {
    url,
    async values(account, enough, patience = 20_000) {
      for (const until = Date.now() + patience; ; ) {
        const events = await list(account);
        const found = events.filter(({ type }) => type === 'event' || type === 'view');
        if (found.length >= enough) return found.map(({ type, value }) => (type === 'view' ? 'view' : value.join('|')));
        if (Date.now() > until) throw new Error(`${account}: ${enough} events wanted, stored: ${JSON.stringify(events)}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    command: (...args) => run(folder, command, args, { ...env, PORT: new URL(url).port }),
    async stop() {
      child.kill('SIGTERM');
      return (await ended)[0];
    },
  };
};
