/**
 * WebKitGTK's MiniBrowser by itself: without a driver it keeps a profile, and pages there act for themselves.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Lasting } from './engine.js';
import { commandOf, descendants, killAll } from './processes.js';

export const MINI_BROWSER = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';
/** There is no graphics card. */
export const SOFTWARE = { LIBGL_ALWAYS_SOFTWARE: '1', WEBKIT_DISABLE_COMPOSITING_MODE: '1' };

/** @param folder profile, shared by those that follow each other on it */
export const lastingMiniBrowser = (folder: string, display: string): Lasting => {
  let child: ChildProcess | undefined;
  const end = async (work: (running: ChildProcess) => void): Promise<void> => {
    if (!child || child.exitCode !== null || child.signalCode) return;
    const gone = once(child, 'exit');
    work(child);
    await gone;
  };
  const tree = (): number[] => (child?.pid ? descendants(child.pid) : []);
  return {
    async visit(url) {
      const home = Object.fromEntries(['DATA', 'CACHE', 'CONFIG'].map((kind) => [`XDG_${kind}_HOME`, join(folder, kind)]));
      child = spawn(MINI_BROWSER, [url], { env: { ...process.env, ...home, ...SOFTWARE, DISPLAY: display }, stdio: 'ignore' });
      await once(child, 'spawn');
    },
    renderers: () => tree().filter((pid) => /WebKitWebProcess/.test(commandOf(pid))),
    close: () => end((running) => running.kill('SIGTERM')),
    kill: () => end(() => killAll(tree())),
  };
};
