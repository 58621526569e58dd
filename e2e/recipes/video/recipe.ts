import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { installOf, versionsOf } from '../packages.js';
import { pageOf } from '../page-of.js';
import type { Recipe } from '../recipe.js';
import { servePages } from '../serve.js';

const RATE = 8000;
/** Long enough for a player to say at least twice how far it is (each 250 ms, HTML "timeupdate"). */
const SECONDS = 1.5;

/** A sound, which `<video>` plays like any other file: there is no encoder for pictures here. RIFF WAVE, 8 bits, one channel. */
const media = (): Buffer => {
  const samples = RATE * SECONDS;
  const file = Buffer.alloc(44 + samples, 128);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + samples, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE, 28);
  file.writeUInt16LE(1, 32);
  file.writeUInt16LE(8, 34);
  file.write('data', 36);
  file.writeUInt32LE(samples, 40);
  return file;
};

/** Played to its end twice: each event is there once. */
const watch =
  (button: string) =>
  async (page: Page): Promise<string[]> => {
    for (let time = 0; time < 2; time++) {
      const ended = page.evaluate(
        () =>
          new Promise<void>((done) => {
            document.querySelector('video')?.addEventListener('ended', () => done(), { once: true });
          }),
      );
      if (time) await page.evaluate(() => document.querySelector('video')?.play());
      else await page.click(button);
      await ended;
    }
    return ['view /', ...['started', 'half', 'ended'].map((what) => `video|The talk|${what}`)];
  };

/** @param files of the package that the page loads, by their addresses */
const player = (id: string, name: string, block: string, button: string, files: Record<string, string>): Recipe => ({
  id,
  page: 'video',
  how: 'pasted snippet; the player’s events',
  short: true,
  walk: watch(button),
  async serve({ snippet, files: parts }) {
    const modules = installOf('video');
    const styles = Object.keys(files).flatMap((path) => (path.endsWith('.css') ? [`<link rel="stylesheet" href="${path}">`] : []));
    const scripts = Object.keys(files).flatMap((path) => (path.endsWith('.js') ? [`<script src="${path}"></script>`] : []));
    const report = `<script>${parts.get('report.js')}</script>`;
    const part = parts.get(block)?.replace('/talk.mp4', '/talk.wav') ?? '';
    const html = pageOf([snippet(), ...styles, ...scripts, report].join('\n'), part);
    const served = await servePages((path) => {
      if (path === '/') return html;
      if (path === '/talk.wav') return media();
      const file = files[path];
      return file && readFileSync(join(modules, name, file));
    });
    return { ...served, versions: versionsOf('video', [name]) };
  },
});

export const videoJs = player('video-js', 'video.js', 'video-js.html', '.vjs-big-play-button', {
  '/video-js.css': 'dist/video-js.min.css',
  '/video.js': 'dist/video.min.js',
});
export const plyr = player('plyr', 'plyr', 'plyr.html', '.plyr__control--overlaid', {
  '/plyr.css': 'dist/plyr.css',
  '/plyr.js': 'dist/plyr.min.js',
  '/plyr.svg': 'dist/plyr.svg',
});
