/** Calls into a store's thread and their answers. */
import { Worker } from 'node:worker_threads';

export interface Thread {
  call<T>(name: string, ...args: unknown[]): Promise<T>;
  /** lets what was called finish, then ends the thread */
  close(): Promise<void>;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * Starts a thread and waits until it is ready.
 * @param lost told when it has died later on
 * @throws {Error} what kept it from starting (a file of a newer version, a folder that cannot be written to)
 */
export const openThread = async (script: URL, data: unknown, lost?: (error: Error) => void): Promise<Thread> => {
  const worker = new Worker(script, { workerData: data });
  const waiting = new Map<number, Waiting>();
  let last = 0;
  let dead: Error | undefined;
  let ready = false;
  let closing = false;

  const wait = <T>(id: number): Promise<T> =>
    new Promise((resolve, reject) => waiting.set(id, { resolve: resolve as (value: unknown) => void, reject }));
  const end = (error: Error): void => {
    if (dead) return;
    dead = error;
    if (ready && !closing) lost?.(error);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', ([id, error, result, code]: [number, string | null, unknown, string | undefined]) => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (error === null) one?.resolve(result);
    else one?.reject(Object.assign(new Error(error), code ? { code } : {}));
  });
  worker.on('error', end);
  worker.on('exit', () => end(new Error('the store is closed')));

  const call = <T>(name: string, ...args: unknown[]): Promise<T> => {
    if (dead) return Promise.reject(dead);
    const answer = wait<T>(++last);
    worker.postMessage([last, name, args]);
    return answer;
  };
  await wait(0);
  ready = true;
  return {
    call,
    close: async () => {
      if (dead) return;
      closing = true;
      await call('close');
    },
  };
};
