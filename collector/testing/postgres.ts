/** For tests: a real PostgreSQL 15 on a free port and an empty folder, with its durability on. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

const BIN = '/usr/lib/postgresql/15/bin/';

/** PostgreSQL refuses to run as root. */
const asPostgres = (command: string, args: string[]): [string, string[]] =>
  process.getuid?.() === 0 ? ['runuser', ['-u', 'postgres', '--', command, ...args]] : [command, args];

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

export interface Postgres {
  url(database?: string): string;
  /** runs a statement, or several, on a connection of its own */
  sql<T extends pg.QueryResultRow>(database: string, text: string): Promise<T[]>;
  /** makes a database, empty or as another one is. @returns its name */
  fresh(like?: string): Promise<string>;
  /** SIGKILL to the server and all its processes, as a crash is */
  kill(): Promise<void>;
  start(): Promise<void>;
  end(): Promise<void>;
}

export const startPostgres = async (): Promise<Postgres> => {
  execFileSync('bash', [new URL('../../e2e/support/install-cluster.sh', import.meta.url).pathname, 'postgres'], { stdio: 'inherit' });
  const dir = mkdtempSync(join(tmpdir(), 'rtp-pg-'));
  chmodSync(dir, 0o777);
  const data = join(dir, 'data');
  const run = (name: string, args: string[]): void => void execFileSync(...asPostgres(BIN + name, args), { stdio: 'pipe' });
  run('initdb', ['-D', data, '-U', 'rtp', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8']);
  const port = await freePort();
  let server: ChildProcess;
  const start = async (): Promise<void> => {
    const args = ['-D', data, '-p', String(port), '-k', dir, '-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=60'];
    server = spawn(...asPostgres(BIN + 'postgres', args), { stdio: ['ignore', 'ignore', 'pipe'] });
    await new Promise<void>((resolve, reject) => {
      let said = '';
      server.stderr?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('ready to accept connections')) resolve();
      });
      server.once('close', () => reject(new Error(said)));
    });
  };
  await start();
  const url = (database = 'postgres'): string => `postgres://rtp@127.0.0.1:${port}/${database}`;
  const sql = async <T extends pg.QueryResultRow>(database: string, text: string): Promise<T[]> => {
    const client = new pg.Client(url(database));
    await client.connect();
    try {
      return (await client.query<T>(text)).rows;
    } finally {
      await client.end();
    }
  };
  let made = 0;
  return {
    url,
    sql,
    fresh: async (like = 'template1') => {
      const name = `test${++made}`;
      await sql('postgres', `CREATE DATABASE ${name} TEMPLATE ${like}`);
      return name;
    },
    kill: async () => {
      const ended = once(server, 'close');
      // Immediate shutdown is SIGQUIT to every process: no checkpoint, recovery at the next start.
      run('pg_ctl', ['-D', data, 'stop', '-m', 'immediate']);
      await ended;
    },
    start,
    end: async () => {
      run('pg_ctl', ['-D', data, 'stop', '-m', 'immediate']);
      rmSync(dir, { recursive: true, force: true });
    },
  };
};
