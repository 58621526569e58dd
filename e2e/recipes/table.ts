/** All recipes, in the order of the table. */
import { chat } from './chat/recipe.js';
import { justValidate } from './form/recipe.js';
import { htmx2, htmx4 } from './htmx/recipe.js';
import { astro, nuxt, sveltekit } from './programs.js';
import type { Recipe } from './recipe.js';
import { tagManagerHtml, tagManagerTemplate } from './tag-manager/recipe.js';
import { nextBuilt, nextDev } from './next/recipe.js';
import { turbo } from './turbo/recipe.js';
import { plyr, videoJs } from './video/recipe.js';
import { viteReactBuilt, viteReactDev } from './vite-react/recipe.js';
import { wordpressReal } from './wordpress/real.js';
import { wordpress } from './wordpress/recipe.js';

export const RECIPES: readonly Recipe[] = [
  wordpressReal,
  wordpress,
  tagManagerHtml,
  tagManagerTemplate,
  turbo,
  htmx2,
  htmx4,
  viteReactBuilt,
  viteReactDev,
  nextBuilt,
  nextDev,
  nuxt,
  astro,
  sveltekit,
  videoJs,
  plyr,
  justValidate,
  chat,
];
