/** Processes of the bench, and what they cost, from /proc (proc(5)). */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Ticks of /proc/PID/stat a second; 100 on every Linux that Node runs on. */
const TICKS = 100;

/** Seconds of CPU that a process has used in all its threads. */
export const cpuOf = (pid: number | undefined): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
};

/** Memory that a process holds now, MB; `VmHWM` is the most it ever held. */
export const memoryOf = (pid: number | undefined, field: 'VmRSS' | 'VmHWM' = 'VmRSS'): number =>
  Number(new RegExp(field + ':\\s+(\\d+)').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

export interface Helper {
  child: ChildProcess;
  /** sends an order and waits for its answer */
  ask<T>(order: unknown): Promise<T>;
}

/** Starts a module of this folder that answers orders. @param ready whether it says so first */
export const openHelper = async (module: string, ready = false): Promise<Helper> => {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), { execArgv: ['--import', 'tsx'] });
  // A helper that ends is an error to whoever waits for it, not a wait without end.
  const ended = once(child, 'exit').then(([code]) => Promise.reject<never>(new Error(`${module} ended with ${String(code)}`)));
  ended.catch(() => {});
  if (ready) await Promise.race([once(child, 'message'), ended]);
  return {
    child,
    ask: async <T>(order: unknown): Promise<T> => {
      child.send(order as object);
      const [answer] = (await Promise.race([once(child, 'message'), ended])) as [T];
      return answer;
    },
  };
};
