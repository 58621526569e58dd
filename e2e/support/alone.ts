/**
 * Browsers by themselves: without a driver they keep a profile and prerender (Playwright holds prerendered pages for its
 * debugger), and their pages act for themselves.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Lasting } from './engine.js';
import { commandOf, descendants, killAll } from './processes.js';

export const MINI_BROWSER = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';
/** There is no graphics card. */
export const SOFTWARE = { LIBGL_ALWAYS_SOFTWARE: '1', WEBKIT_DISABLE_COMPOSITING_MODE: '1' };

const alone = (
  command: string,
  args: string[],
  env: Record<string, string>,
  renderer: RegExp,
  again: 'same browser' | 'new browser',
): Lasting => {
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
      if (again === 'new browser') await end((running) => running.kill('SIGTERM'));
      const started = spawn(command, [...args, url], { env: { ...process.env, ...env }, stdio: 'ignore' });
      await once(started, 'spawn');
      // One that finds another on its profile hands the address over and ends.
      if (child && child.exitCode === null && !child.signalCode) await once(started, 'exit');
      else child = started;
    },
    renderers: () => tree().filter((pid) => renderer.test(commandOf(pid))),
    kill: () => end(() => killAll(tree())),
  };
};

/** @param folder profile, shared by those that follow each other on it */
export const loneMiniBrowser = (folder: string, display: string): Lasting => {
  const home = Object.fromEntries(['DATA', 'CACHE', 'CONFIG'].map((kind) => [`XDG_${kind}_HOME`, join(folder, kind)]));
  return alone(MINI_BROWSER, [], { ...home, ...SOFTWARE, DISPLAY: display }, /WebKitWebProcess/, 'new browser');
};

export const loneChromium = (folder: string): Lasting =>
  alone(
    '/usr/bin/chromium',
    [
      '--headless=new',
      '--no-sandbox',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      `--user-data-dir=${folder}`,
    ],
    {},
    / --type=renderer /,
    'same browser',
  );
