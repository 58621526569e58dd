/** Processes by their place in the tree, from /proc (proc(5)). */
import { readdirSync, readFileSync } from 'node:fs';

interface Process {
  pid: number;
  parent: number;
  command: string;
}

/** The command line, '' when the process is gone. */
export const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};

const all = (): Process[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        // The name, in parentheses, may hold anything; the parent is the second field behind it.
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return [{ pid: Number(name), parent, command: commandOf(Number(name)) }];
      } catch {
        return []; // it has just ended
      }
    });

/** The descendants of a process, itself included. */
export const descendants = (root: number): number[] => {
  const processes = all();
  const found = new Set([root]);
  for (let before = 0; before !== found.size; ) {
    before = found.size;
    for (const { pid, parent } of processes) if (found.has(parent)) found.add(pid);
  }
  return [...found];
};

/** Processes with the text in their command lines. */
export const matching = (text: string): number[] =>
  all()
    .filter(({ command }) => command.includes(text))
    .map(({ pid }) => pid);

export const killAll = (pids: number[]): void => {
  for (const pid of pids)
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // gone with its parent
    }
};
