/** The recipes whose sites are built by a framework's own commands. */
import { program } from './built.js';

const VITE = ['preview', '--host', '127.0.0.1', '--port', 'PORT', '--strictPort'];

export const nuxt = program({
  id: 'nuxt',
  how: 'module, in a plugin; the build',
  packages: ['nuxt', 'vue'],
  newer: true,
  build: ['nuxt/bin/nuxt.mjs', 'build'],
  serve: ['./.output/server/index.mjs'],
});

export const astro = program({
  id: 'astro',
  how: 'pasted snippet, with ClientRouter; the build',
  packages: ['astro'],
  newer: true,
  also: ({ snippet }) => ({ 'src/rtp.html': snippet() }),
  build: ['astro/bin/astro.mjs', 'build'],
  serve: ['astro/bin/astro.mjs', 'preview', '--host', '127.0.0.1', '--port', 'PORT'],
});

export const sveltekit = program({
  id: 'sveltekit',
  how: 'module, in the layout; the build',
  packages: ['@sveltejs/kit', 'svelte', 'vite'],
  newer: true,
  build: ['vite/bin/vite.js', 'build'],
  serve: ['vite/bin/vite.js', ...VITE],
});
