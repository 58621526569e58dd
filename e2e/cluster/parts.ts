/** The processes of the cluster: started, killed the hard way, started again. What they say goes to files in `logs`. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Part {
  name: string;
  start(): void;
  /** SIGKILL, and waits for the end of it */
  kill(): Promise<void>;
  /** whether it ended by itself */
  ended(): boolean;
}

/** @param command program and arguments @param env on top of ours */
export const openPart = (dir: string, name: string, command: readonly string[], env: Record<string, string> = {}): Part => {
  mkdirSync(join(dir, 'logs'), { recursive: true });
  let child: ChildProcess | undefined;
  return {
    name,
    start: () => {
      const log = openSync(join(dir, 'logs', name + '.log'), 'a');
      const [program = '', ...args] = command;
      child = spawn(program, args, { stdio: ['ignore', log, log], env: { ...process.env, ...env } });
      child.once('error', (error) => console.error(`${name}: ${error.message}`));
      closeSync(log);
    },
    kill: async () => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const end = once(child, 'exit');
      child.kill('SIGKILL');
      await end;
    },
    ended: () => !!child && (child.exitCode !== null || child.signalCode !== null),
  };
};
